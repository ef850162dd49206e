-- Contacts registered with the gateway, so that phones are reached again right after a restart. What tells two of one address-of-record apart is in "identity".
CREATE TABLE bindings (
    resource_id   TEXT    NOT NULL,
    trunk         TEXT    NOT NULL,
    aor           TEXT    NOT NULL,
    identity      TEXT    NOT NULL,
    account       TEXT    NOT NULL,
    contact       TEXT    NOT NULL,
    sip_call_id   TEXT    NOT NULL,
    cseq          INTEGER NOT NULL,
    registered_ms INTEGER NOT NULL,
    expires_ms    INTEGER NOT NULL,
    path          TEXT    NOT NULL,
    instance      TEXT    NOT NULL,
    reg_id        INTEGER NOT NULL,
    transport     TEXT    NOT NULL,
    source        BLOB    NOT NULL,
    source_port   INTEGER NOT NULL,
    behind_nat    INTEGER NOT NULL,
    software      TEXT    NOT NULL,
    PRIMARY KEY (resource_id, trunk, aor, identity)
) STRICT, WITHOUT ROWID;
