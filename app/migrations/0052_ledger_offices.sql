-- A ledger that waits belongs to an office: whoever confirms there may look at it and confirm it. What waits
-- from before names none; a day old it would go anyway.
DELETE FROM ledger_previews;
ALTER TABLE ledger_previews ADD COLUMN office TEXT NOT NULL DEFAULT '';
