-- What of several gateways only one does, and who that is.
CREATE TABLE elections (
    resource_id text COLLATE "C" NOT NULL,
    office      text COLLATE "C" NOT NULL,
    node        text COLLATE "C" NOT NULL,
    renewals    bigint NOT NULL,
    PRIMARY KEY (resource_id, office)
);
