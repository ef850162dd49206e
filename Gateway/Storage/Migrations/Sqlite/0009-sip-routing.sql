-- Trunks and voice routes that a resource has set by the API, as one JSON document: they change together.
CREATE TABLE sip_routing (
    resource_id TEXT    NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL,
    document    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
