-- What reading made of a waiting ledger is kept beside it, row by row, so that its preview reads a page of it
-- and not the file. What waits from before has no such reading; a day old it would go anyway.
DELETE FROM ledger_previews;
ALTER TABLE ledger_previews ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;      -- grows with every choice and mend
ALTER TABLE ledger_previews ADD COLUMN reading BIGINT NOT NULL DEFAULT 0;       -- how often it was read
ALTER TABLE ledger_previews ADD COLUMN stage TEXT NOT NULL DEFAULT 'reading';   -- reading, ready, confirming, failed
ALTER TABLE ledger_previews ADD COLUMN done BIGINT NOT NULL DEFAULT 0;          -- rows that are done with
ALTER TABLE ledger_previews ADD COLUMN total BIGINT NOT NULL DEFAULT 0;         -- of how many
ALTER TABLE ledger_previews ADD COLUMN beat BIGINT NOT NULL DEFAULT 0;          -- when the work last said that it lives
ALTER TABLE ledger_previews ADD COLUMN doc TEXT;                                -- what was understood, or why it wasn't
CREATE INDEX ledger_previews_office ON ledger_previews (office, at);
CREATE INDEX ledger_previews_account ON ledger_previews (account, at);
CREATE INDEX imports_office ON imports (office, at);

-- The rows of a waiting ledger as they were understood. They go with it.
CREATE TABLE ledger_lines (
    batch       TEXT NOT NULL,
    reading     BIGINT NOT NULL,
    sheet       BIGINT NOT NULL,
    row_number  BIGINT NOT NULL,            -- as the office counts it
    view        BIGINT NOT NULL,            -- 0 no matter, 1 a matter, 2 a matter with doubts, 3 given back
    doc         TEXT NOT NULL,
    PRIMARY KEY (batch, reading, sheet, row_number)
);
CREATE INDEX ledger_lines_view ON ledger_lines (batch, reading, view, sheet, row_number);
