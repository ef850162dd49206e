-- Queues of calls as they were after their last step: agents, who waits, callbacks. Each gateway has its own.
CREATE TABLE queues (
    resource_id text COLLATE "C" NOT NULL,
    node        text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL,
    changed_ms  bigint NOT NULL,
    state       text NOT NULL,
    PRIMARY KEY (resource_id, node, name)
);

-- Once somebody waited in one.
CREATE TABLE queue_visits (
    resource_id text COLLATE "C" NOT NULL,
    queue       text COLLATE "C" NOT NULL,
    node        text COLLATE "C" NOT NULL,
    visit_id    text COLLATE "C" NOT NULL,
    call_id     text COLLATE "C" NOT NULL,
    number      text COLLATE "C" NOT NULL,
    is_callback bigint NOT NULL,
    joined_ms   bigint NOT NULL,
    answered_ms bigint,
    ended_ms    bigint,
    agent       text COLLATE "C" NOT NULL,
    outcome     text COLLATE "C" NOT NULL,
    PRIMARY KEY (resource_id, queue, node, visit_id)
);

CREATE INDEX queue_visits_joined ON queue_visits (resource_id, queue, joined_ms);
