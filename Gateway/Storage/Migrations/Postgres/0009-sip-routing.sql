-- Trunks and voice routes that a resource has set by the API, as one JSON document: they change together.
CREATE TABLE sip_routing (
    resource_id text COLLATE "C" NOT NULL PRIMARY KEY,
    version     bigint NOT NULL,
    document    text NOT NULL
);
