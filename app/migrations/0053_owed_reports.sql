-- Whose matters a step belongs to, so that an office finds the reports that are owed to it without the matters.
ALTER TABLE todos ADD COLUMN office TEXT NOT NULL DEFAULT '';
UPDATE todos SET office = (SELECT matters.office FROM matters WHERE matters.id = todos.matter)
    WHERE EXISTS (SELECT 1 FROM matters WHERE matters.id = todos.matter);
CREATE INDEX todos_owed ON todos (kind, by_at, office, unit, matter);
