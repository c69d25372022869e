-- Each unit's last urge on a matter, and its first step since: a desk reads what is not answered, and an office what
-- became of what it urged, without the stories of matters.
CREATE TABLE urges (
    matter TEXT NOT NULL,
    unit TEXT NOT NULL,
    office TEXT NOT NULL,
    at BIGINT NOT NULL,
    answer_by BIGINT,
    answered_at BIGINT,
    answer TEXT,
    PRIMARY KEY (matter, unit)
);
--sqlite
INSERT INTO urges (matter, unit, office, at)
    SELECT m.id, u.value, m.office, MAX(e.at)
    FROM entries e JOIN json_each(COALESCE(
        json_extract(e.payload, '$.what.urged.to'), json_extract(e.payload, '$.what.slip_issued.to'))) u JOIN matters m ON m.id = substr(e.stream, 8)
    WHERE e.event IN ('matter.urged', 'matter.slip_issued') GROUP BY m.id, u.value, m.office;
UPDATE urges SET (answered_at, answer) = (
    SELECT e.at, CASE e.event WHEN 'matter.reported' THEN 'reported' WHEN 'matter.signed_for' THEN 'signed'
                     WHEN 'matter.objected' THEN 'objected' ELSE 'claimed' END
    FROM entries e
    WHERE e.stream = 'matter/' || urges.matter AND COALESCE(
          json_extract(e.payload, '$.what.reported.unit'), json_extract(e.payload, '$.what.signed_for.unit'),
          json_extract(e.payload, '$.what.objected.unit'), json_extract(e.payload, '$.what.claimed.unit')) = urges.unit
      AND e.event IN ('matter.reported', 'matter.signed_for', 'matter.objected', 'matter.claimed')
      AND e.version > (
          SELECT MAX(p.version) FROM entries p JOIN json_each(COALESCE(
              json_extract(p.payload, '$.what.urged.to'), json_extract(p.payload, '$.what.slip_issued.to'))) u
              ON u.value = urges.unit
          WHERE p.stream = 'matter/' || urges.matter AND p.event IN ('matter.urged', 'matter.slip_issued'))
    ORDER BY e.version LIMIT 1);
--postgres
INSERT INTO urges (matter, unit, office, at)
    SELECT m.id, u.value, m.office, MAX(e.at)
    FROM entries e CROSS JOIN LATERAL jsonb_array_elements_text(COALESCE(
        e.payload::jsonb #> '{what,urged,to}', e.payload::jsonb #> '{what,slip_issued,to}')) AS u(value)
        JOIN matters m ON m.id = substr(e.stream, 8)
    WHERE e.event IN ('matter.urged', 'matter.slip_issued') GROUP BY m.id, u.value, m.office;
UPDATE urges SET (answered_at, answer) = (
    SELECT e.at, CASE e.event WHEN 'matter.reported' THEN 'reported' WHEN 'matter.signed_for' THEN 'signed'
                     WHEN 'matter.objected' THEN 'objected' ELSE 'claimed' END
    FROM entries e
    WHERE e.stream = 'matter/' || urges.matter AND COALESCE(
          e.payload::jsonb #>> '{what,reported,unit}', e.payload::jsonb #>> '{what,signed_for,unit}',
          e.payload::jsonb #>> '{what,objected,unit}', e.payload::jsonb #>> '{what,claimed,unit}') = urges.unit
      AND e.event IN ('matter.reported', 'matter.signed_for', 'matter.objected', 'matter.claimed')
      AND e.version > (
          SELECT MAX(p.version)
          FROM entries p CROSS JOIN LATERAL jsonb_array_elements_text(COALESCE(
              p.payload::jsonb #> '{what,urged,to}', p.payload::jsonb #> '{what,slip_issued,to}')) AS u(value)
          WHERE p.stream = 'matter/' || urges.matter AND p.event IN ('matter.urged', 'matter.slip_issued')
            AND u.value = urges.unit)
    ORDER BY e.version LIMIT 1);
--both
CREATE INDEX urges_open ON urges (unit, at, matter) WHERE answered_at IS NULL;
CREATE INDEX urges_office ON urges (office, at, matter, unit, answer_by, answered_at, answer);
DROP INDEX entries_urged;
