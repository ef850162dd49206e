-- Events that have no deliveries yet are found by dispatched = 0.
ALTER TABLE events ADD COLUMN dispatched bigint NOT NULL DEFAULT 0;
CREATE INDEX events_new ON events (id) WHERE dispatched = 0;
CREATE INDEX events_by_time ON events (at_ms);

-- Webhooks. secret and code are secrets; types is one a line; schema, proof and state are numbers of the program.
CREATE TABLE event_subscriptions (
    resource_id    text COLLATE "C" NOT NULL,
    name           text COLLATE "C" NOT NULL,
    url            text    NOT NULL,
    schema         bigint NOT NULL,
    types          text    NOT NULL,
    subject_begins text    NOT NULL,
    subject_ends   text    NOT NULL,
    ordered        bigint NOT NULL,
    proof          bigint NOT NULL,
    secret         bytea    NOT NULL,
    audience       text    NOT NULL,
    life_ms        bigint NOT NULL,
    most_attempts  bigint NOT NULL,
    concurrency    bigint NOT NULL,
    batch_size     bigint NOT NULL,
    state          bigint NOT NULL,
    state_why      text    NOT NULL,
    code           text    NOT NULL,
    created_ms     bigint NOT NULL,
    PRIMARY KEY (resource_id, name)
);

-- What is still to be delivered, or could not be: EventDeliveryState. line is what keeps its order, empty where none is promised; due_ms of one that is being sent is when its claim lapses.
CREATE TABLE event_deliveries (
    resource_id  text COLLATE "C" NOT NULL,
    subscription text COLLATE "C" NOT NULL,
    event_id     text COLLATE "C" NOT NULL,
    line         text COLLATE "C" NOT NULL,
    state        bigint NOT NULL,
    due_ms       bigint NOT NULL,
    expires_ms   bigint NOT NULL,
    attempts     bigint NOT NULL,
    changed_ms   bigint NOT NULL,
    why          text    NOT NULL,
    node         text    NOT NULL,
    PRIMARY KEY (resource_id, subscription, event_id)
);

CREATE INDEX event_deliveries_due ON event_deliveries (resource_id, subscription, due_ms, event_id) WHERE state < 2;
CREATE INDEX event_deliveries_lines ON event_deliveries (resource_id, subscription, line, event_id) WHERE state < 2 AND line <> '';
CREATE INDEX event_deliveries_sending ON event_deliveries (node) WHERE state = 1;
CREATE INDEX event_deliveries_by_event ON event_deliveries (resource_id, event_id);

-- One row: held by the gateway that is fanning events out.
CREATE TABLE event_fan_out (
    resource_id text COLLATE "C" NOT NULL PRIMARY KEY,
    turns       bigint NOT NULL
);
