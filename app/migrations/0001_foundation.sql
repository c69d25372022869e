-- The record: streams of entries, the log over them, its checkpoints, and what may be erased beside it.

-- A stream's version is the number of its entries; writers lock its row.
CREATE TABLE streams (
    id          TEXT PRIMARY KEY,           -- KIND/ID
    version     BIGINT NOT NULL,
    head        {{blob}} NOT NULL           -- hash of its last entry
);

CREATE TABLE entries (
    stream      TEXT NOT NULL REFERENCES streams (id),
    version     BIGINT NOT NULL,            -- 1, 2, … within the stream
    event       TEXT NOT NULL,
    at          BIGINT NOT NULL,
    actor       TEXT NOT NULL,              -- account id, "system" or "operator"
    payload     TEXT NOT NULL,              -- exactly the text that was hashed (RFC 8785)
    kind        TEXT NOT NULL,              -- digest algorithm
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
    id          BIGINT PRIMARY KEY,
    size        BIGINT NOT NULL,
    state       TEXT NOT NULL
);

CREATE TABLE checkpoints (
    size        BIGINT PRIMARY KEY,
    at          BIGINT NOT NULL,
    key         TEXT NOT NULL,
    body        TEXT NOT NULL               -- the signed text
);

-- Public halves of the signing keys, also of those no longer used.
CREATE TABLE keys (
    id          TEXT PRIMARY KEY,
    algorithm   TEXT NOT NULL,
    public      TEXT NOT NULL,
    since       BIGINT NOT NULL,
    until       BIGINT
);

-- Personal data that an entry names by id and salted digest only. Erasing empties the value.
CREATE TABLE private_rows (
    id          TEXT PRIMARY KEY,
    salt        {{blob}},
    value       TEXT,
    digest      {{blob}} NOT NULL,
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
