-- A request for help waits for its office besides the unit that it names.
--sqlite
INSERT INTO todos (matter, kind, unit, by_at, takes, barred, office)
    SELECT m.id, 'coordinate_help', m.office, 9000000000000000, 'record_help', '', m.office
    FROM matters m
    WHERE m.state IN ('registered', 'assigned', 'in_progress', 'objecting', 'suspended', 'under_verification',
                      'awaiting_report', 'awaiting_closure')
      AND EXISTS (SELECT 1 FROM json_each(m.doc, '$.helps') h WHERE json_extract(h.value, '$.stand.is') = 'asked');
--postgres
INSERT INTO todos (matter, kind, unit, by_at, takes, barred, office)
    SELECT m.id, 'coordinate_help', m.office, 9000000000000000, 'record_help', '', m.office
    FROM matters m
    WHERE m.state IN ('registered', 'assigned', 'in_progress', 'objecting', 'suspended', 'under_verification',
                      'awaiting_report', 'awaiting_closure')
      AND EXISTS (SELECT 1 FROM jsonb_array_elements(m.doc::jsonb -> 'helps') h(value)
                  WHERE h.value #>> '{stand,is}' = 'asked');
