-- Under which series and title a matter was taken over: by it a row is known again when its unit or place changed.
ALTER TABLE matters ADD COLUMN import_name TEXT;
--sqlite
UPDATE matters SET import_name = substr(import_key, 1, instr(import_key, '|')) || substr(
    substr(substr(import_key, instr(import_key, '|') + 1), instr(substr(import_key, instr(import_key, '|') + 1), '|') + 1),
    1,
    instr(substr(substr(import_key, instr(import_key, '|') + 1), instr(substr(import_key, instr(import_key, '|') + 1), '|') + 1), '|') - 1)
    WHERE import_key LIKE '%|%|%|%';
--postgres
UPDATE matters SET import_name = split_part(import_key, '|', 1) || '|' || split_part(import_key, '|', 3)
    WHERE import_key LIKE '%|%|%|%';
--both
CREATE INDEX matters_import_name ON matters (office, import_name) WHERE import_name IS NOT NULL;
