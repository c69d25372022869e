-- Matters as they stand: what lists filter and sort by in columns, the whole in `doc`.

CREATE TABLE matters (
    id          TEXT PRIMARY KEY,
    number      TEXT,
    kind        TEXT NOT NULL,
    title       TEXT NOT NULL,
    state       TEXT NOT NULL,
    source      TEXT NOT NULL,
    urgency     TEXT NOT NULL,
    office      TEXT NOT NULL,
    lead        TEXT,
    campaign    TEXT,
    parent      TEXT,
    agreed      {{bool}} NOT NULL,          -- the parent waits for it
    drafted     {{bool}} NOT NULL,          -- still a draft: seen by its office only
    due_at      BIGINT NOT NULL,            -- 9000000000000000 where nothing is due
    yellow_at   BIGINT,
    red_at      BIGINT,
    phase       TEXT NOT NULL,              -- none, running, grey, done: what stands before yellow and red
    resume_at   BIGINT,
    look_back_at BIGINT,
    rate        BIGINT,
    helped      {{bool}} NOT NULL,
    import_key  TEXT,
    changed_at  BIGINT NOT NULL,
    doc         TEXT NOT NULL
);
CREATE INDEX matters_due ON matters (due_at, id);
CREATE INDEX matters_lead ON matters (lead, state, due_at, id);
CREATE INDEX matters_office ON matters (office, state, due_at, id);
CREATE INDEX matters_state ON matters (state, due_at, id);
CREATE INDEX matters_changed ON matters (changed_at, id);
CREATE INDEX matters_parent ON matters (parent);
CREATE INDEX matters_campaign ON matters (campaign, due_at, id);
CREATE INDEX matters_resume ON matters (resume_at);
CREATE INDEX matters_number ON matters (number);
CREATE INDEX matters_import ON matters (office, import_key);

-- Every unit's part in a matter: what makes it seen, and what a unit's lists show.
CREATE TABLE assignments (
    id          TEXT PRIMARY KEY,
    matter      TEXT NOT NULL,
    unit        TEXT NOT NULL,
    part        TEXT NOT NULL,              -- lead, responsible, assisting
    state       TEXT NOT NULL,              -- the matter's
    due_at      BIGINT NOT NULL,            -- the matter's
    signed_at   BIGINT,
    sign_for_by BIGINT,
    report_due_at BIGINT,
    rate        BIGINT
);
CREATE INDEX assignments_matter ON assignments (matter);
CREATE INDEX assignments_unit ON assignments (unit, state, due_at, matter);

-- Units beside the assigned ones that see a matter: open helpers, an asked superior office.
CREATE TABLE matter_guests (
    matter      TEXT NOT NULL,
    unit        TEXT NOT NULL,
    PRIMARY KEY (matter, unit)
) {{by_key}};
CREATE INDEX matter_guests_unit ON matter_guests (unit, matter);

-- What waits for whom.
CREATE TABLE todos (
    matter      TEXT NOT NULL,
    kind        TEXT NOT NULL,
    unit        TEXT NOT NULL,
    by_at       BIGINT NOT NULL,            -- 9000000000000000 where there is no limit
    PRIMARY KEY (matter, kind, unit)
) {{by_key}};
CREATE INDEX todos_unit ON todos (unit, kind, by_at, matter);

-- Numbers given or kept; a number belongs to one matter for ever.
CREATE TABLE numbers (
    office      TEXT NOT NULL,
    series      TEXT NOT NULL,
    year        BIGINT NOT NULL,
    serial      BIGINT NOT NULL,
    matter      TEXT NOT NULL,
    PRIMARY KEY (office, series, year, serial)
) {{by_key}};
CREATE INDEX numbers_matter ON numbers (matter);

-- The last number that was given, locked while the next one is: not journalled, told from `numbers`.
CREATE TABLE number_counters (
    office      TEXT NOT NULL,
    series      TEXT NOT NULL,
    year        BIGINT NOT NULL,
    last        BIGINT NOT NULL,
    PRIMARY KEY (office, series, year)
) {{by_key}};

-- The light each matter was last counted under, and the counts: kept, not counted. Moved by every
-- change and by the sweep; not journalled, recounted by verify.
CREATE TABLE matter_lights (
    matter      TEXT PRIMARY KEY,
    office      TEXT NOT NULL,
    lead        TEXT NOT NULL,
    light       TEXT NOT NULL,
    turns_at    BIGINT NOT NULL             -- when it will turn next; 9000000000000000 never
) {{by_key}};
CREATE INDEX matter_lights_turn ON matter_lights (turns_at);

CREATE TABLE light_counts (
    office      TEXT NOT NULL,
    lead        TEXT NOT NULL,
    light       TEXT NOT NULL,
    matters     BIGINT NOT NULL,
    PRIMARY KEY (office, lead, light)
) {{by_key}};
