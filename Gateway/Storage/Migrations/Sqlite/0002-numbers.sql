-- The inventory: numbers and blocks of them. Digits are kept as the integer they write; blocks are disjoint over all resources, which the store checks
-- in the transaction that writes.
CREATE TABLE numbers (
    resource_id  TEXT    NOT NULL,
    first        INTEGER NOT NULL,
    last         INTEGER NOT NULL CHECK (last >= first),
    label        TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    capabilities INTEGER NOT NULL,
    destination  TEXT    NOT NULL,
    target       TEXT    NOT NULL,
    PRIMARY KEY (resource_id, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX numbers_by_first ON numbers (first, last);

-- Counts the changes of each resource's numbers, so that a running gateway sees what another process imported.
CREATE TABLE number_versions (
    resource_id TEXT    NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
