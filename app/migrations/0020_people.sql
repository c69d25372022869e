-- People: units, persons, accounts and what each is trusted with. All projected from the record.

CREATE TABLE units (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    short_name  TEXT NOT NULL,
    aliases     TEXT NOT NULL,              -- JSON array
    initials    TEXT NOT NULL,              -- JSON array
    level       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    parent_id   TEXT,
    division    TEXT,                       -- GB/T 2260
    looks_after TEXT NOT NULL,              -- JSON array of town codes (代管)
    is_office   {{bool}} NOT NULL,
    series      TEXT,
    ended_on    TEXT
);
CREATE INDEX units_parent ON units (parent_id);

CREATE TABLE persons (
    id          TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    initials    TEXT NOT NULL,
    unit_id     TEXT NOT NULL,
    position    TEXT NOT NULL,
    phone_id    TEXT,                       -- private_rows
    phone_digest TEXT,
    left_on     TEXT
);
CREATE INDEX persons_unit ON persons (unit_id, id);

CREATE TABLE accounts (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL,
    name        TEXT NOT NULL,
    state       TEXT NOT NULL,              -- invited, active, disabled
    taken       {{bool}} NOT NULL,          -- a password was set once
    second_factor {{bool}} NOT NULL
);
CREATE UNIQUE INDEX accounts_name ON accounts (name);
CREATE INDEX accounts_person ON accounts (person_id);

CREATE TABLE grants (
    account_id  TEXT NOT NULL,
    role        TEXT NOT NULL,
    scope_id    TEXT NOT NULL,
    until_on    TEXT,                       -- the last day on which it counts
    PRIMARY KEY (account_id, role, scope_id)
);
CREATE INDEX grants_role ON grants (role, scope_id);

-- Counts changes, so that a process knows when what it keeps in memory is old. The row is also the lock
-- under which people are changed: rules that look at several units or accounts hold while two decide at once.
-- Not journalled: it says nothing about people.
CREATE TABLE versions (
    name        TEXT PRIMARY KEY,
    number      BIGINT NOT NULL
);
INSERT INTO versions (name, number) VALUES ('people', 0);
