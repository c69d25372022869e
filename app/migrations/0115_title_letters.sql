-- The pinyin initials of titles and numbers, and their tails from any character on (core's `letters`): by them a search
-- finds matters without reading every title.
CREATE TABLE titles (
    nr          BIGINT PRIMARY KEY,         -- told by the matter's id; shorter than it
    matter      TEXT NOT NULL,
    letters     TEXT NOT NULL
);
CREATE UNIQUE INDEX titles_matter ON titles (matter, letters);
--sqlite
CREATE TABLE title_letters (
    letters     TEXT NOT NULL,
    title       BIGINT NOT NULL,
    PRIMARY KEY (letters, title)
) WITHOUT ROWID;
--postgres
CREATE TABLE title_letters (
    letters     TEXT COLLATE "C" NOT NULL,  -- beginnings are asked for
    title       BIGINT NOT NULL,
    PRIMARY KEY (letters, title)
);
--both

-- Matters whose titles have yet to be read: those that were here before, and those whose title or number is new. A
-- sweep reads them, many at once, and until then each search does.
CREATE TABLE titles_waiting (
    matter      TEXT PRIMARY KEY
) {{by_key}};
INSERT INTO titles_waiting (matter) SELECT id FROM matters;
