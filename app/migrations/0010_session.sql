-- Signing in. None of this is journalled: sessions, counters and secrets say nothing that the record may hold.
-- That a password or second factor was set, and that a sign-in failed, is in the account's stream.

CREATE TABLE sessions (
    digest      TEXT PRIMARY KEY,           -- SHA-256 of the cookie's token
    account_id  TEXT NOT NULL,
    stage       TEXT NOT NULL,              -- code (second factor owed), renew (password too old), in
    began_at    BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL
) {{by_key}};
CREATE INDEX sessions_account ON sessions (account_id, seen_at);

CREATE TABLE credentials (
    account_id  TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,            -- Argon2id, PHC text
    changed_at  BIGINT NOT NULL,
    totp_secret {{blob}},
    totp_confirmed_at BIGINT,
    totp_step   BIGINT NOT NULL,            -- the last step accepted: a code serves once
    recovery    TEXT NOT NULL               -- JSON array of SHA-256 digests
);

CREATE TABLE sign_in_failures (
    account_id  TEXT PRIMARY KEY,
    count       BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    lock_noted  {{bool}} NOT NULL
);

CREATE TABLE one_time_links (
    digest      TEXT PRIMARY KEY,           -- SHA-256 of the link's token
    account_id  TEXT NOT NULL,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX one_time_links_account ON one_time_links (account_id);
