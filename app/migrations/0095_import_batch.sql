-- Which import a matter came with, so that a list can be narrowed to one. Told by the matter itself.
ALTER TABLE matters ADD COLUMN import_batch TEXT;
--sqlite
UPDATE matters SET import_batch = json_extract(doc, '$.taken_over.batch') WHERE import_key IS NOT NULL;
--postgres
UPDATE matters SET import_batch = doc::jsonb -> 'taken_over' ->> 'batch' WHERE import_key IS NOT NULL;
--both
CREATE INDEX matters_import_batch ON matters (import_batch, due_at, id) WHERE import_batch IS NOT NULL;
