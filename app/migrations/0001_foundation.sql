-- The record: streams of entries, the log over them, its checkpoints, and what may be erased beside it.

-- A stream's version is the number of its entries; writers lock its row.
CREATE TABLE streams (
    id          TEXT PRIMARY KEY,           -- KIND/ID
    version     BIGINT NOT NULL,
    head        {{blob}} NOT NULL           -- hash of its last entry
) {{by_key}};

CREATE TABLE entries (
    stream      TEXT NOT NULL REFERENCES streams (id),
    version     BIGINT NOT NULL,            -- 1, 2, … within the stream
    event       TEXT NOT NULL,
    at          BIGINT NOT NULL,
    actor       TEXT NOT NULL,              -- account id, "system" or "operator"
    payload     TEXT NOT NULL,              -- exactly the text that was hashed (RFC 8785)
    prev        {{blob}} NOT NULL,
    hash        {{blob}} NOT NULL,
    leaf        BIGINT,                     -- place in the log, once sealed
    PRIMARY KEY (stream, version)
);
CREATE UNIQUE INDEX entries_leaf ON entries (leaf);
CREATE INDEX entries_at ON entries (at);
CREATE INDEX entries_unsealed ON entries (at, stream, version) WHERE leaf IS NULL;

-- The log's right edge: what is needed to append. One row.
CREATE TABLE frontier (
    id          BIGINT PRIMARY KEY,         -- 1
    state       TEXT NOT NULL               -- hash function, size, roots of the complete subtrees
);

CREATE TABLE checkpoints (
    size        BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    key_id      TEXT NOT NULL,
    body        TEXT NOT NULL               -- its line in an export
);

-- Public halves of the signing keys, also of those no longer used. Rebuilt from stream signing/log.
CREATE TABLE keys (
    id          TEXT PRIMARY KEY,
    body        TEXT NOT NULL,              -- the key's line in an export
    since       BIGINT NOT NULL,
    until       BIGINT                      -- when another took its place
);

-- Personal data that an entry names by id and salted digest only. Erasing empties salt and value together.
CREATE TABLE private_rows (
    id          TEXT PRIMARY KEY,
    salt        {{blob}},
    value       TEXT,                       -- canonical JSON
    erased_at   BIGINT
);

-- Work to be done after a commit, and timers by name.
CREATE TABLE jobs (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    payload     TEXT NOT NULL,
    due_at      BIGINT NOT NULL,
    leased_until BIGINT,
    attempts    BIGINT NOT NULL DEFAULT 0,
    error       TEXT,
    state       TEXT NOT NULL DEFAULT 'waiting'     -- waiting, failed
);
CREATE INDEX jobs_due ON jobs (state, due_at);

CREATE TABLE timers (
    name        TEXT PRIMARY KEY,
    last_at     BIGINT NOT NULL
);

-- Facts about the store itself.
CREATE TABLE meta (
    name        TEXT PRIMARY KEY,
    value       TEXT NOT NULL
);
