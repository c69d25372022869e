-- What is due or past and not red for it: its clock has stopped, or it turns red later. Few, and not to be looked for
-- among all that is red.
CREATE INDEX matters_passed ON matters (due_at, id, red_at, yellow_at, state)
    WHERE phase = 'running' AND (red_at IS NULL OR red_at > due_at);
