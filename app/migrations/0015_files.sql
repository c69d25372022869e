-- Evidence, scans and sealed claims. The content stands on disk under its digest; a row is one handing-in.
CREATE TABLE files (
    id          TEXT PRIMARY KEY,
    digest      TEXT NOT NULL,              -- SHA-256 of the content, in hex
    name        TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    size        BIGINT NOT NULL,
    uploaded_by TEXT NOT NULL,              -- an account's id, "system" or "operator"
    at          BIGINT NOT NULL,
    matter      TEXT                        -- whose evidence it is; empty until an act names it
);
CREATE INDEX files_digest ON files (digest);
CREATE INDEX files_matter ON files (matter);
CREATE INDEX files_loose ON files (at) WHERE matter IS NULL;
