-- What has happened, in the order of id; written in the transaction of the change it tells of.
CREATE TABLE events (
    resource_id text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    type        text COLLATE "C" NOT NULL,
    subject     text COLLATE "C" NOT NULL,
    at_ms       bigint NOT NULL,
    data        bytea NOT NULL,
    PRIMARY KEY (resource_id, id)
);

-- Outbound messages. state is MessageState; others holds carriers left to try, one a line; node is the gateway that is sending it.
CREATE TABLE messages (
    resource_id  text COLLATE "C" NOT NULL,
    id           text COLLATE "C" NOT NULL,
    state        bigint NOT NULL,
    sender       text COLLATE "C" NOT NULL,
    recipient    bigint NOT NULL,
    body         text NOT NULL,
    tag          text NOT NULL,
    wants_report bigint NOT NULL,
    created_ms   bigint NOT NULL,
    changed_ms   bigint NOT NULL,
    due_ms       bigint NOT NULL,
    expires_ms   bigint NOT NULL,
    carrier      text COLLATE "C" NOT NULL,
    others       text NOT NULL,
    attempts     bigint NOT NULL,
    error_code   text NOT NULL,
    error        text NOT NULL,
    repeat_key   text COLLATE "C" NOT NULL,
    node         text COLLATE "C" NOT NULL,
    PRIMARY KEY (resource_id, id)
);

CREATE UNIQUE INDEX messages_by_repeat_key ON messages (resource_id, repeat_key) WHERE repeat_key <> '';
CREATE INDEX messages_due ON messages (carrier, due_ms) WHERE state = 0;
CREATE INDEX messages_sending ON messages (node) WHERE state = 1;
CREATE INDEX messages_unreported ON messages (expires_ms) WHERE state = 2 AND wants_report = 1;
CREATE INDEX messages_by_change ON messages (changed_ms);

-- By which ids a carrier's reports name a message: one a part.
CREATE TABLE message_parts (
    resource_id text COLLATE "C" NOT NULL,
    message_id  text COLLATE "C" NOT NULL,
    carrier     text COLLATE "C" NOT NULL,
    carrier_id  text COLLATE "C" NOT NULL,
    state       bigint NOT NULL,
    PRIMARY KEY (resource_id, message_id, carrier, carrier_id)
);

CREATE INDEX message_parts_by_carrier_id ON message_parts (carrier, carrier_id);

-- Reports that overtook the answer which tells their id.
CREATE TABLE early_reports (
    resource_id text COLLATE "C" NOT NULL,
    carrier     text COLLATE "C" NOT NULL,
    carrier_id  text COLLATE "C" NOT NULL,
    state       bigint NOT NULL,
    at_ms       bigint NOT NULL,
    error_code  text NOT NULL,
    kept_ms     bigint NOT NULL,
    PRIMARY KEY (resource_id, carrier, carrier_id, state)
);

-- Messages from the network. fingerprint tells repeats of carriers that give no ids; carrier_id is then made up. total is 0 for what came whole.
CREATE TABLE inbound_messages (
    resource_id text COLLATE "C" NOT NULL,
    carrier     text COLLATE "C" NOT NULL,
    carrier_id  text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    sender      text COLLATE "C" NOT NULL,
    recipient   text COLLATE "C" NOT NULL,
    body        text NOT NULL,
    at_ms       bigint NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    reference   bigint NOT NULL,
    total       bigint NOT NULL,
    part        bigint NOT NULL,
    joined      bigint NOT NULL,
    PRIMARY KEY (resource_id, carrier, carrier_id)
);

CREATE INDEX inbound_by_fingerprint ON inbound_messages (carrier, fingerprint, at_ms);
CREATE INDEX inbound_parts ON inbound_messages (carrier, sender, recipient, reference) WHERE total > 0 AND joined = 0;
CREATE INDEX inbound_by_time ON inbound_messages (at_ms);

CREATE TABLE opt_outs (
    resource_id text COLLATE "C" NOT NULL,
    sender      text COLLATE "C" NOT NULL,
    recipient   bigint NOT NULL,
    since_ms    bigint NOT NULL,
    PRIMARY KEY (resource_id, sender, recipient)
);
