-- Whether a unit's signature was all that it was urged for: signing then answers the urge, and else only a report or a
-- claim does. Any step answered the urges from before this was kept.
ALTER TABLE urges ADD COLUMN by_signing BIGINT NOT NULL DEFAULT 1;
