-- Queues of calls as they were after their last step: agents, who waits, callbacks. Each gateway has its own.
CREATE TABLE queues (
    resource_id TEXT NOT NULL,
    node        TEXT NOT NULL,
    name        TEXT NOT NULL,
    changed_ms  INTEGER NOT NULL,
    state       TEXT NOT NULL,
    PRIMARY KEY (resource_id, node, name)
) STRICT, WITHOUT ROWID;

-- Once somebody waited in one.
CREATE TABLE queue_visits (
    resource_id TEXT NOT NULL,
    queue       TEXT NOT NULL,
    node        TEXT NOT NULL,
    visit_id    TEXT NOT NULL,
    call_id     TEXT NOT NULL,
    number      TEXT NOT NULL,
    is_callback INTEGER NOT NULL,
    joined_ms   INTEGER NOT NULL,
    answered_ms INTEGER,
    ended_ms    INTEGER,
    agent       TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    PRIMARY KEY (resource_id, queue, node, visit_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX queue_visits_joined ON queue_visits (resource_id, queue, joined_ms);
