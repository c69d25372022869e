-- Red and yellow among what units are at work on, nearest deadline first: told in the index, not in the matters.
CREATE INDEX matters_running ON matters (due_at, id, red_at, yellow_at, state) WHERE phase = 'running';
