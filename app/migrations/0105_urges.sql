-- Urges, few among all entries, by when they were sent: an office looks which of the last have been answered.
CREATE INDEX entries_urged ON entries (at, stream) WHERE event IN ('matter.urged', 'matter.slip_issued');
-- What was registered, taken over and closed lately, for the head's page to print.
CREATE INDEX entries_turns ON entries (at, event, stream)
    WHERE event IN ('matter.registered', 'matter.registered_on_site', 'matter.taken_over', 'matter.closed');
