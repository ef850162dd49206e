-- What has happened, in the order of id; written in the transaction of the change it tells of.
CREATE TABLE events (
    resource_id TEXT NOT NULL,
    id          TEXT NOT NULL,
    type        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    data        BLOB NOT NULL,
    PRIMARY KEY (resource_id, id)
) STRICT, WITHOUT ROWID;

-- Outbound messages. state is MessageState; others holds carriers left to try, one a line; node is the gateway that is sending it.
CREATE TABLE messages (
    resource_id  TEXT NOT NULL,
    id           TEXT NOT NULL,
    state        INTEGER NOT NULL,
    sender       TEXT NOT NULL,
    recipient    INTEGER NOT NULL,
    body         TEXT NOT NULL,
    tag          TEXT NOT NULL,
    wants_report INTEGER NOT NULL,
    created_ms   INTEGER NOT NULL,
    changed_ms   INTEGER NOT NULL,
    due_ms       INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL,
    carrier      TEXT NOT NULL,
    others       TEXT NOT NULL,
    attempts     INTEGER NOT NULL,
    error_code   TEXT NOT NULL,
    error        TEXT NOT NULL,
    repeat_key   TEXT NOT NULL,
    node         TEXT NOT NULL,
    PRIMARY KEY (resource_id, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_by_repeat_key ON messages (resource_id, repeat_key) WHERE repeat_key <> '';
CREATE INDEX messages_due ON messages (carrier, due_ms) WHERE state = 0;
CREATE INDEX messages_sending ON messages (node) WHERE state = 1;
CREATE INDEX messages_unreported ON messages (expires_ms) WHERE state = 2 AND wants_report = 1;
CREATE INDEX messages_by_change ON messages (changed_ms);

-- By which ids a carrier's reports name a message: one a part.
CREATE TABLE message_parts (
    resource_id TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    carrier     TEXT NOT NULL,
    carrier_id  TEXT NOT NULL,
    state       INTEGER NOT NULL,
    PRIMARY KEY (resource_id, message_id, carrier, carrier_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_parts_by_carrier_id ON message_parts (carrier, carrier_id);

-- Reports that overtook the answer which tells their id.
CREATE TABLE early_reports (
    resource_id TEXT NOT NULL,
    carrier     TEXT NOT NULL,
    carrier_id  TEXT NOT NULL,
    state       INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    error_code  TEXT NOT NULL,
    kept_ms     INTEGER NOT NULL,
    PRIMARY KEY (resource_id, carrier, carrier_id, state)
) STRICT, WITHOUT ROWID;

-- Messages from the network. fingerprint tells repeats of carriers that give no ids; carrier_id is then made up. total is 0 for what came whole.
CREATE TABLE inbound_messages (
    resource_id TEXT NOT NULL,
    carrier     TEXT NOT NULL,
    carrier_id  TEXT NOT NULL,
    id          TEXT NOT NULL,
    sender      TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    body        TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    reference   INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    part        INTEGER NOT NULL,
    joined      INTEGER NOT NULL,
    PRIMARY KEY (resource_id, carrier, carrier_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX inbound_by_fingerprint ON inbound_messages (carrier, fingerprint, at_ms);
CREATE INDEX inbound_parts ON inbound_messages (carrier, sender, recipient, reference) WHERE total > 0 AND joined = 0;
CREATE INDEX inbound_by_time ON inbound_messages (at_ms);

CREATE TABLE opt_outs (
    resource_id TEXT NOT NULL,
    sender      TEXT NOT NULL,
    recipient   INTEGER NOT NULL,
    since_ms    INTEGER NOT NULL,
    PRIMARY KEY (resource_id, sender, recipient)
) STRICT, WITHOUT ROWID;
