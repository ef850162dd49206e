-- Call flows of resources. in_force is the version that new calls begin, 0: none; draft_revision counts the changes of the draft, which is NULL where there is none.
CREATE TABLE flows (
    resource_id    TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    in_force       INTEGER NOT NULL,
    latest         INTEGER NOT NULL,
    draft          TEXT,
    draft_revision INTEGER NOT NULL,
    draft_ms       INTEGER NOT NULL,
    draft_by       TEXT    NOT NULL,
    changed_ms     INTEGER NOT NULL,
    PRIMARY KEY (resource_id, name)
) STRICT, WITHOUT ROWID;

-- Never changed.
CREATE TABLE flow_versions (
    resource_id  TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    document     TEXT    NOT NULL,
    published_ms INTEGER NOT NULL,
    published_by TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    PRIMARY KEY (resource_id, name, version)
) STRICT, WITHOUT ROWID;

-- What nodes did for their calls, by hour.
CREATE TABLE flow_figures (
    resource_id TEXT    NOT NULL,
    flow        TEXT    NOT NULL,
    hour_ms     INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    node        TEXT    NOT NULL,
    entries     INTEGER NOT NULL,
    drop_offs   INTEGER NOT NULL,
    errors      INTEGER NOT NULL,
    retries     INTEGER NOT NULL,
    ends        INTEGER NOT NULL,
    time_us     INTEGER NOT NULL,
    PRIMARY KEY (resource_id, flow, hour_ms, version, node)
) STRICT, WITHOUT ROWID;

CREATE INDEX flow_figures_by_age ON flow_figures (hour_ms);

CREATE TABLE flow_exits (
    resource_id TEXT    NOT NULL,
    flow        TEXT    NOT NULL,
    hour_ms     INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    node        TEXT    NOT NULL,
    way_out     TEXT    NOT NULL,
    count       INTEGER NOT NULL,
    PRIMARY KEY (resource_id, flow, hour_ms, version, node, way_out)
) STRICT, WITHOUT ROWID;

CREATE INDEX flow_exits_by_age ON flow_exits (hour_ms);

-- Steps of calls, several in a row: steps is JSON.
CREATE TABLE flow_steps (
    resource_id TEXT    NOT NULL,
    call_id     TEXT    NOT NULL,
    first       INTEGER NOT NULL,
    at_ms       INTEGER NOT NULL,
    steps       TEXT    NOT NULL,
    PRIMARY KEY (resource_id, call_id, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX flow_steps_by_age ON flow_steps (at_ms);

-- Voicemail on its way to mail addresses. recipients is one a line; state is VoicemailMailState; due_ms of one that is being sent is when its claim lapses.
CREATE TABLE voicemail_mails (
    resource_id TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    mailbox     TEXT    NOT NULL,
    recipients  TEXT    NOT NULL,
    recording   TEXT    NOT NULL,
    caller      TEXT    NOT NULL,
    called      TEXT    NOT NULL,
    length_ms   INTEGER NOT NULL,
    left_ms     INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    due_ms      INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    why         TEXT    NOT NULL,
    node        TEXT    NOT NULL,
    PRIMARY KEY (resource_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX voicemail_mails_due ON voicemail_mails (due_ms) WHERE state = 0;
