-- Until when somebody has read what changed, as they said themselves. Not journalled: a bookmark.
CREATE TABLE desk_seen (
    account     TEXT PRIMARY KEY,
    until_at    BIGINT NOT NULL
) {{by_key}};

-- When the matter of a share last changed, so that what is new for a unit or an office is read and not looked for.
ALTER TABLE assignments ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
UPDATE assignments SET changed_at = (SELECT matters.changed_at FROM matters WHERE matters.id = assignments.matter)
    WHERE EXISTS (SELECT 1 FROM matters WHERE matters.id = assignments.matter);
CREATE INDEX assignments_changed ON assignments (unit, changed_at, matter);
CREATE INDEX matters_office_changed ON matters (office, changed_at, id);

-- What is overdue, by office, unit and kind, without the matters themselves.
CREATE INDEX matters_overdue ON matters (due_at, office, lead, kind) WHERE phase = 'running';

-- Instructions that aren't done with.
CREATE INDEX matters_instructed ON matters (due_at, id)
    WHERE source = 'instruction' AND state NOT IN ('ended', 'closed', 'archived', 'withdrawn');
