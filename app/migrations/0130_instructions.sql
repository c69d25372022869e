-- Who entered an instruction that was written here: its author, or their secretary, who sees what becomes of it too.
ALTER TABLE matter_authors ADD COLUMN entered_by TEXT;
CREATE INDEX matter_authors_entered ON matter_authors (entered_by, matter);

-- The matter that an instruction written here refers to.
CREATE TABLE matter_subjects (
    matter      TEXT PRIMARY KEY,
    about       TEXT NOT NULL
) {{by_key}};
CREATE INDEX matter_subjects_about ON matter_subjects (about, matter);
