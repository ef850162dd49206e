-- The inventory: numbers and blocks of them. Digits are kept as the integer they write; blocks are disjoint over all resources, which the store checks
-- in the transaction that writes.
CREATE TABLE numbers (
    resource_id  text COLLATE "C" NOT NULL,
    first        bigint NOT NULL,
    last         bigint NOT NULL CHECK (last >= first),
    label        text   NOT NULL,
    owner        text   NOT NULL,
    capabilities bigint NOT NULL,
    destination  text   NOT NULL,
    target       text   NOT NULL,
    PRIMARY KEY (resource_id, first)
);

CREATE INDEX numbers_by_first ON numbers (first, last);

-- Counts the changes of each resource's numbers, so that a running gateway sees what another process imported.
CREATE TABLE number_versions (
    resource_id text COLLATE "C" NOT NULL PRIMARY KEY,
    version     bigint NOT NULL
);
