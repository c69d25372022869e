-- Rows that an import gave back, with their reasons: for the office to fetch. A week old they go.
CREATE TABLE ledger_returns (
    id          TEXT PRIMARY KEY,           -- the batch
    doc         TEXT NOT NULL,              -- what was wrong, row by row
    content     {{blob}} NOT NULL,          -- the rows as an .xlsx, with the reason in a last column
    at          BIGINT NOT NULL
);
CREATE INDEX ledger_returns_at ON ledger_returns (at);
