-- A unit's list in any state, nearest deadline first, without sorting all it ever had.
CREATE INDEX assignments_due ON assignments (unit, due_at, matter);
