-- Events that have no deliveries yet are found by dispatched = 0.
ALTER TABLE events ADD COLUMN dispatched INTEGER NOT NULL DEFAULT 0;
CREATE INDEX events_new ON events (id) WHERE dispatched = 0;
CREATE INDEX events_by_time ON events (at_ms);

-- Webhooks. secret and code are secrets; types is one a line; schema, proof and state are numbers of the program.
CREATE TABLE event_subscriptions (
    resource_id    TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    url            TEXT    NOT NULL,
    schema         INTEGER NOT NULL,
    types          TEXT    NOT NULL,
    subject_begins TEXT    NOT NULL,
    subject_ends   TEXT    NOT NULL,
    ordered        INTEGER NOT NULL,
    proof          INTEGER NOT NULL,
    secret         BLOB    NOT NULL,
    audience       TEXT    NOT NULL,
    life_ms        INTEGER NOT NULL,
    most_attempts  INTEGER NOT NULL,
    concurrency    INTEGER NOT NULL,
    batch_size     INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    state_why      TEXT    NOT NULL,
    code           TEXT    NOT NULL,
    created_ms     INTEGER NOT NULL,
    PRIMARY KEY (resource_id, name)
) STRICT, WITHOUT ROWID;

-- What is still to be delivered, or could not be: EventDeliveryState. line is what keeps its order, empty where none is promised; due_ms of one that is being sent is when its claim lapses.
CREATE TABLE event_deliveries (
    resource_id  TEXT    NOT NULL,
    subscription TEXT    NOT NULL,
    event_id     TEXT    NOT NULL,
    line         TEXT    NOT NULL,
    state        INTEGER NOT NULL,
    due_ms       INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    changed_ms   INTEGER NOT NULL,
    why          TEXT    NOT NULL,
    node         TEXT    NOT NULL,
    PRIMARY KEY (resource_id, subscription, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX event_deliveries_due ON event_deliveries (resource_id, subscription, due_ms, event_id) WHERE state < 2;
CREATE INDEX event_deliveries_lines ON event_deliveries (resource_id, subscription, line, event_id) WHERE state < 2 AND line <> '';
CREATE INDEX event_deliveries_sending ON event_deliveries (node) WHERE state = 1;
CREATE INDEX event_deliveries_by_event ON event_deliveries (resource_id, event_id);

-- One row: held by the gateway that is fanning events out.
CREATE TABLE event_fan_out (
    resource_id TEXT    NOT NULL PRIMARY KEY,
    turns       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
