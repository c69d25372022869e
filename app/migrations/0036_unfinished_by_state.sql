-- A withdrawn matter has come to its end as well: what is unfinished is told by the state.
DROP INDEX matters_unfinished;
CREATE INDEX matters_unfinished ON matters (due_at, id)
    WHERE state NOT IN ('ended', 'closed', 'archived', 'withdrawn');
