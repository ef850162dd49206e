-- One row per call: columns for what is listed and filtered, the rest in one compact blob.
CREATE TABLE calls (
    row         INTEGER PRIMARY KEY,
    resource_id TEXT    NOT NULL,
    call_id     BLOB    NOT NULL CHECK (length(call_id) = 16),
    revision    INTEGER NOT NULL,
    state       INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),   -- 0 started, 1 answered, 2 ended
    direction   INTEGER NOT NULL,
    started_us  INTEGER NOT NULL,                                 -- microseconds since 1970 UTC
    answered_us INTEGER,
    ended_us    INTEGER,
    from_trunk  TEXT,
    to_trunk    TEXT,
    caller      TEXT,
    called      TEXT,
    record      BLOB    NOT NULL
) STRICT;

-- The call id comes last in both: later calls sort after earlier ones, so that inserting stays at the right edge of the tree.
CREATE UNIQUE INDEX calls_by_id ON calls (resource_id, call_id);
CREATE INDEX calls_by_start ON calls (resource_id, started_us, call_id);
-- Holds running calls only: small, and empty of what has ended.
CREATE INDEX calls_open ON calls (resource_id, call_id) WHERE state < 2;
