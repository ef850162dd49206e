-- Tenants of the API. The keys are secrets: this file is for the gateway's own user.
CREATE TABLE resources (
    resource_id   TEXT    NOT NULL PRIMARY KEY,
    immutable_id  TEXT    NOT NULL,
    data_location TEXT    NOT NULL,
    primary_key   BLOB    NOT NULL,
    secondary_key BLOB    NOT NULL,
    created_ms    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Users of resources. One whose deletion has begun keeps its row until all its data is gone; its external id is free at once.
CREATE TABLE users (
    resource_id  TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    external_id  TEXT,
    created_ms   INTEGER NOT NULL,
    generation   INTEGER NOT NULL,
    token_ms     INTEGER,
    removed_ms   INTEGER,
    PRIMARY KEY (resource_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX users_by_external_id ON users (resource_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX users_removed ON users (removed_ms) WHERE removed_ms IS NOT NULL;

-- Private keys of access tokens.
CREATE TABLE signing_keys (
    resource_id TEXT    NOT NULL,
    key_id      TEXT    NOT NULL,
    private_key BLOB    NOT NULL,
    created_ms  INTEGER NOT NULL,
    signs_ms    INTEGER NOT NULL,
    PRIMARY KEY (resource_id, key_id)
) STRICT, WITHOUT ROWID;

-- Answers to requests that may be repeated. Status 0: begun, not answered.
CREATE TABLE repeatable_requests (
    resource_id  TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    request_id   TEXT    NOT NULL,
    fingerprint  BLOB    NOT NULL,
    claimed_ms   INTEGER NOT NULL,
    status       INTEGER NOT NULL,
    content_type TEXT    NOT NULL,
    headers      TEXT    NOT NULL,
    body         BLOB    NOT NULL,
    PRIMARY KEY (resource_id, scope, request_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX repeatable_requests_by_age ON repeatable_requests (claimed_ms);

-- Who asked the API for what. An empty resource: refused before it was known.
CREATE TABLE api_audit (
    row               INTEGER PRIMARY KEY,
    resource_id       TEXT    NOT NULL,
    at_us             INTEGER NOT NULL,
    caller            TEXT    NOT NULL,
    operation         TEXT    NOT NULL,
    target            TEXT    NOT NULL,
    status            INTEGER NOT NULL,
    request_id        TEXT    NOT NULL,
    client_request_id TEXT    NOT NULL,
    source            TEXT    NOT NULL
) STRICT;

CREATE INDEX api_audit_by_resource ON api_audit (resource_id, at_us);
CREATE INDEX api_audit_by_age ON api_audit (at_us);
