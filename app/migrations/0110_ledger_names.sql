-- What a name in a ledger means, as an office decided it once: offered again with its next ledger.
CREATE TABLE ledger_names (
    office      TEXT PRIMARY KEY,
    doc         TEXT NOT NULL
);
