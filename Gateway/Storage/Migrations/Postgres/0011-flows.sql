-- Call flows of resources. in_force is the version that new calls begin, 0: none; draft_revision counts the changes of the draft, which is NULL where there is none.
CREATE TABLE flows (
    resource_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    in_force bigint NOT NULL,
    latest bigint NOT NULL,
    draft text,
    draft_revision bigint NOT NULL,
    draft_ms bigint NOT NULL,
    draft_by text NOT NULL,
    changed_ms bigint NOT NULL,
    PRIMARY KEY (resource_id, name)
);

-- Never changed.
CREATE TABLE flow_versions (
    resource_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    document text NOT NULL,
    published_ms bigint NOT NULL,
    published_by text NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (resource_id, name, version)
);

-- What nodes did for their calls, by hour.
CREATE TABLE flow_figures (
    resource_id text COLLATE "C" NOT NULL,
    flow text COLLATE "C" NOT NULL,
    hour_ms bigint NOT NULL,
    version bigint NOT NULL,
    node text COLLATE "C" NOT NULL,
    entries bigint NOT NULL,
    drop_offs bigint NOT NULL,
    errors bigint NOT NULL,
    retries bigint NOT NULL,
    ends bigint NOT NULL,
    time_us bigint NOT NULL,
    PRIMARY KEY (resource_id, flow, hour_ms, version, node)
);

CREATE INDEX flow_figures_by_age ON flow_figures (hour_ms);

CREATE TABLE flow_exits (
    resource_id text COLLATE "C" NOT NULL,
    flow text COLLATE "C" NOT NULL,
    hour_ms bigint NOT NULL,
    version bigint NOT NULL,
    node text COLLATE "C" NOT NULL,
    way_out text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (resource_id, flow, hour_ms, version, node, way_out)
);

CREATE INDEX flow_exits_by_age ON flow_exits (hour_ms);

-- Steps of calls, several in a row: steps is JSON.
CREATE TABLE flow_steps (
    resource_id text COLLATE "C" NOT NULL,
    call_id text COLLATE "C" NOT NULL,
    first bigint NOT NULL,
    at_ms bigint NOT NULL,
    steps text NOT NULL,
    PRIMARY KEY (resource_id, call_id, first)
);

CREATE INDEX flow_steps_by_age ON flow_steps (at_ms);

-- Voicemail on its way to mail addresses. recipients is one a line; state is VoicemailMailState; due_ms of one that is being sent is when its claim lapses.
CREATE TABLE voicemail_mails (
    resource_id text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    mailbox text NOT NULL,
    recipients text NOT NULL,
    recording text NOT NULL,
    caller text NOT NULL,
    called text NOT NULL,
    length_ms bigint NOT NULL,
    left_ms bigint NOT NULL,
    state bigint NOT NULL,
    due_ms bigint NOT NULL,
    attempts bigint NOT NULL,
    why text NOT NULL,
    node text COLLATE "C" NOT NULL,
    PRIMARY KEY (resource_id, id)
);

CREATE INDEX voicemail_mails_due ON voicemail_mails (due_ms) WHERE state = 0;
