-- Tokens for the API: random, so a fast digest is enough; the token itself is shown once.

CREATE TABLE api_tokens (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    name        TEXT NOT NULL,
    scopes      TEXT NOT NULL,              -- words, parted by blanks: read, write
    digest      TEXT NOT NULL UNIQUE,       -- SHA-256 of the token, in hex
    made_at     BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    revoked_at  BIGINT
);
CREATE INDEX api_tokens_account ON api_tokens (account);

-- Answers to requests with an Idempotency-Key, saved in the transaction of the act.
CREATE TABLE idempotency (
    account     TEXT NOT NULL,
    key         TEXT NOT NULL,
    request     TEXT NOT NULL,              -- SHA-256 of method, path and body, in hex
    status      BIGINT NOT NULL,
    etag        TEXT,
    body        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_at ON idempotency (at);
