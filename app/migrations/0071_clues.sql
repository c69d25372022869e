-- Clues from public pages. Words and contact lie among the personal data, which can be erased.
CREATE TABLE clues (
    receipt     TEXT PRIMARY KEY,
    matter      TEXT NOT NULL,              -- whose page it was written on
    office      TEXT NOT NULL,
    stand       TEXT NOT NULL,              -- waiting, drafted, merged, passed_on, declined
    drafted     TEXT,                       -- the matter that came of it
    received_at BIGINT NOT NULL,
    doc         TEXT NOT NULL
);
CREATE INDEX clues_office ON clues (office, stand, received_at, receipt);
CREATE INDEX clues_received ON clues (received_at, receipt);
CREATE INDEX clues_matter ON clues (matter, received_at);
CREATE INDEX clues_drafted ON clues (drafted);
