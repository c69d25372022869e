-- The county map, whole in `doc`.
CREATE TABLE maps (
    id          TEXT PRIMARY KEY,           -- always 'installation'
    doc         TEXT NOT NULL
);

-- Links by which a wall screen looks in without a session: random, so a fast digest is enough; shown once.
CREATE TABLE screen_links (
    id          TEXT PRIMARY KEY,
    office      TEXT NOT NULL,
    name        TEXT NOT NULL,
    digest      TEXT NOT NULL UNIQUE,       -- SHA-256 of the token, in hex
    made_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    ended_at    BIGINT
);
CREATE INDEX screen_links_office ON screen_links (office);
