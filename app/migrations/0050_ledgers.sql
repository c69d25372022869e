-- Ledgers that were taken over, and how their columns are read.

CREATE TABLE imports (
    id          TEXT PRIMARY KEY,           -- the batch
    office      TEXT NOT NULL,
    name        TEXT NOT NULL,
    digest      TEXT NOT NULL,              -- SHA-256 of the file, in hex
    at          BIGINT NOT NULL,
    doc         TEXT NOT NULL
);

-- Which head means which field, per series of ledgers.
CREATE TABLE ledger_mappings (
    series      TEXT PRIMARY KEY,
    doc         TEXT NOT NULL
);

-- Files that were handed in and not yet confirmed; nothing of them is in the record. A day old they go.
CREATE TABLE ledger_previews (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    name        TEXT NOT NULL,
    content     {{blob}} NOT NULL,
    choices     TEXT NOT NULL,
    at          BIGINT NOT NULL
);
CREATE INDEX ledger_previews_at ON ledger_previews (at);
