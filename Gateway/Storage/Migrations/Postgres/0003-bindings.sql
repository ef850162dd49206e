-- Contacts registered with the gateway, so that phones are reached again right after a restart. What tells two of one address-of-record apart is in "identity".
CREATE TABLE bindings (
    resource_id   text COLLATE "C" NOT NULL,
    trunk         text COLLATE "C" NOT NULL,
    aor           text COLLATE "C" NOT NULL,
    identity      text COLLATE "C" NOT NULL,
    account       text   NOT NULL,
    contact       text   NOT NULL,
    sip_call_id   text   NOT NULL,
    cseq          bigint NOT NULL,
    registered_ms bigint NOT NULL,
    expires_ms    bigint NOT NULL,
    path          text   NOT NULL,
    instance      text   NOT NULL,
    reg_id        bigint NOT NULL,
    transport     text   NOT NULL,
    source        bytea  NOT NULL,
    source_port   bigint NOT NULL,
    behind_nat    bigint NOT NULL,
    software      text   NOT NULL,
    PRIMARY KEY (resource_id, trunk, aor, identity)
);
