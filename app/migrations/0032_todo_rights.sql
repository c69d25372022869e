-- What a person must be trusted with to take a step, and who may not take it whatever their rights, so that
-- lists of steps are filtered where they are read.
ALTER TABLE todos ADD COLUMN takes TEXT NOT NULL DEFAULT '';
ALTER TABLE todos ADD COLUMN barred TEXT NOT NULL DEFAULT '';   -- ids of persons, parted by blanks
