-- Until when a unit's last urge on a matter asks for an answer; of an urge without a day there is no row.
CREATE TABLE answer_days (
    matter      TEXT NOT NULL,
    unit        TEXT NOT NULL,
    answer_by   BIGINT NOT NULL,
    PRIMARY KEY (matter, unit)
) {{by_key}};
