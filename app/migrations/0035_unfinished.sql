-- What an office looks at every day: matters that haven't come to their end, nearest deadline first.
CREATE INDEX matters_unfinished ON matters (due_at, id) WHERE phase <> 'done';
