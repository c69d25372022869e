-- What the public is told of a matter: the whole in `doc`, in columns what the office's list asks for.
CREATE TABLE publications (
    matter      TEXT PRIMARY KEY,
    office      TEXT NOT NULL,
    public      TEXT NOT NULL UNIQUE,       -- the page's name in its address
    shown       {{bool}} NOT NULL,          -- there is a public page
    down        {{bool}} NOT NULL,          -- it was taken down
    waiting     BIGINT NOT NULL,            -- fields that wait for a second person
    changed_at  BIGINT NOT NULL,
    doc         TEXT NOT NULL
);
CREATE INDEX publications_office ON publications (office, changed_at, matter);
CREATE INDEX publications_changed ON publications (changed_at, matter);
