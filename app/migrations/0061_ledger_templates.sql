-- A unit's own form of a ledger: an .xlsx with placeholders that an export fills in.
CREATE TABLE ledger_templates (
    id          TEXT PRIMARY KEY,
    unit        TEXT NOT NULL,
    name        TEXT NOT NULL,
    account     TEXT NOT NULL,              -- who handed it in
    at          BIGINT NOT NULL,
    content     {{blob}} NOT NULL
);
CREATE INDEX ledger_templates_unit ON ledger_templates (unit, name, id);
