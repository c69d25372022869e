-- When a matter's light turns, and why, as core reckoned it: so that a list tells each light with its reason by the
-- rule by which the matter's own page does, without reading the matter.
ALTER TABLE matters ADD COLUMN turns TEXT NOT NULL DEFAULT '[]';
--sqlite
UPDATE matters SET turns = json_extract(doc, '$.moments.turns') WHERE json_extract(doc, '$.moments.turns') IS NOT NULL;
--postgres
UPDATE matters SET turns = doc::json #>> '{moments,turns}' WHERE doc::json #>> '{moments,turns}' IS NOT NULL;
--both

-- What is overdue is overdue in its units' hands: what waits for the office isn't.
DROP INDEX matters_overdue;
CREATE INDEX matters_overdue ON matters (due_at, office, lead, kind, state) WHERE phase = 'running';
