-- How an account likes its ledger on the screen: which columns, in which order, how wide.
CREATE TABLE ledger_layouts (
    account     TEXT PRIMARY KEY,
    columns     TEXT NOT NULL,              -- codes, parted by commas
    widths      TEXT NOT NULL               -- code:rem, parted by blanks
) {{by_key}};

-- Addresses of the list that somebody gave a name to, for themselves or for their unit.
CREATE TABLE saved_views (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    unit        TEXT NOT NULL,              -- the owner's, when it was saved
    shared      {{bool}} NOT NULL,
    name        TEXT NOT NULL,
    query       TEXT NOT NULL
) {{by_key}};
CREATE INDEX saved_views_account ON saved_views (account, name, id);
CREATE INDEX saved_views_shared ON saved_views (unit, name, id) WHERE shared;
