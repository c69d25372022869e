-- A unit's red and yellow, nearest deadline first, without the matters: a share repeats when its matter's light turns.
ALTER TABLE assignments ADD COLUMN yellow_at BIGINT;
ALTER TABLE assignments ADD COLUMN red_at BIGINT;
ALTER TABLE assignments ADD COLUMN phase TEXT NOT NULL DEFAULT 'none';
UPDATE assignments SET
    yellow_at = (SELECT m.yellow_at FROM matters m WHERE m.id = assignments.matter),
    red_at = (SELECT m.red_at FROM matters m WHERE m.id = assignments.matter),
    phase = (SELECT m.phase FROM matters m WHERE m.id = assignments.matter)
    WHERE EXISTS (SELECT 1 FROM matters m WHERE m.id = assignments.matter);
CREATE INDEX assignments_running ON assignments (unit, due_at, matter, red_at, yellow_at, state)
    WHERE phase = 'running';
