-- What of several gateways only one does, and who that is.
CREATE TABLE elections (
    resource_id TEXT NOT NULL,
    office      TEXT NOT NULL,
    node        TEXT NOT NULL,
    renewals    INTEGER NOT NULL,
    PRIMARY KEY (resource_id, office)
) STRICT, WITHOUT ROWID;
