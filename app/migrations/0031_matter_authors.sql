-- Whose instruction a matter rests on, where the author is a person of the installation.

CREATE TABLE matter_authors (
    matter      TEXT PRIMARY KEY,
    person      TEXT NOT NULL
) {{by_key}};
CREATE INDEX matter_authors_person ON matter_authors (person, matter);
