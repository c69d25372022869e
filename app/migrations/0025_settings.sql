-- The installation's settings and the campaigns, each whole in `doc`.

CREATE TABLE settings (
    id          TEXT PRIMARY KEY,           -- always 'installation'
    doc         TEXT NOT NULL
);

CREATE TABLE campaigns (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    office      TEXT NOT NULL,
    ended       {{bool}} NOT NULL,
    doc         TEXT NOT NULL
);
