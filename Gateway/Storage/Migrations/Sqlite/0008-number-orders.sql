-- What a carrier sold. carrier is empty for the operator's own numbers; type and assignment are NumberType and NumberAssignment; the cost is a month's, in millionths.
ALTER TABLE numbers ADD COLUMN carrier TEXT NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN carrier_id TEXT NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN country TEXT NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN type INTEGER NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN assignment INTEGER NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN cost_micros INTEGER NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN currency TEXT NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN bought_ms INTEGER NOT NULL DEFAULT 0;

-- Numbers that are spoken for, each once over all resources: rows of the resource 'gateway'. kind is NumberClaimKind; holder is whose it is, holder_id the reservation or the order.
CREATE TABLE number_claims (
    resource_id TEXT NOT NULL,
    number      INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    holder      TEXT NOT NULL,
    holder_id   TEXT NOT NULL,
    until_ms    INTEGER NOT NULL,
    PRIMARY KEY (resource_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX number_claims_by_holder ON number_claims (holder_id);
CREATE INDEX number_claims_by_end ON number_claims (until_ms);

-- Results of searches, and baskets. state is ReservationState.
CREATE TABLE number_reservations (
    resource_id TEXT NOT NULL,
    id          TEXT NOT NULL,
    search      INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    created_ms  INTEGER NOT NULL,
    expires_ms  INTEGER NOT NULL,
    PRIMARY KEY (resource_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX number_reservations_active ON number_reservations (expires_ms) WHERE state = 0;
CREATE INDEX number_reservations_by_age ON number_reservations (created_ms);

-- state is ReservedNumberState.
CREATE TABLE reserved_numbers (
    resource_id    TEXT NOT NULL,
    reservation_id TEXT NOT NULL,
    number         INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    carrier        TEXT NOT NULL,
    country        TEXT NOT NULL,
    type           INTEGER NOT NULL,
    assignment     INTEGER NOT NULL,
    capabilities   INTEGER NOT NULL,
    cost_micros    INTEGER NOT NULL,
    currency       TEXT NOT NULL,
    no_resell      INTEGER NOT NULL,
    error_code     TEXT NOT NULL,
    error          TEXT NOT NULL,
    PRIMARY KEY (resource_id, reservation_id, number)
) STRICT, WITHOUT ROWID;

-- Long-running operations of the API. kind and state are NumberOperationKind and NumberOperationState.
CREATE TABLE number_operations (
    resource_id    TEXT NOT NULL,
    id             TEXT NOT NULL,
    kind           INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    created_ms     INTEGER NOT NULL,
    changed_ms     INTEGER NOT NULL,
    reservation_id TEXT NOT NULL,
    number         TEXT NOT NULL,
    error_code     TEXT NOT NULL,
    error          TEXT NOT NULL,
    PRIMARY KEY (resource_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX number_operations_by_change ON number_operations (changed_ms);

-- One row an order for one number. state is NumberOrderState; version rises with each change; node is the gateway that is at it, until due_ms.
CREATE TABLE number_orders (
    resource_id    TEXT NOT NULL,
    id             TEXT NOT NULL,
    operation_id   TEXT NOT NULL,
    kind           INTEGER NOT NULL,
    state          INTEGER NOT NULL,
    number         INTEGER NOT NULL,
    carrier        TEXT NOT NULL,
    carrier_id     TEXT NOT NULL,
    country        TEXT NOT NULL,
    type           INTEGER NOT NULL,
    assignment     INTEGER NOT NULL,
    capabilities   INTEGER NOT NULL,
    cost_micros    INTEGER NOT NULL,
    currency       TEXT NOT NULL,
    no_resell      INTEGER NOT NULL,
    reservation_id TEXT NOT NULL,
    attempts       INTEGER NOT NULL,
    created_ms     INTEGER NOT NULL,
    changed_ms     INTEGER NOT NULL,
    due_ms         INTEGER NOT NULL,
    version        INTEGER NOT NULL,
    node           TEXT NOT NULL,
    error_code     TEXT NOT NULL,
    error          TEXT NOT NULL,
    PRIMARY KEY (resource_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX number_orders_by_operation ON number_orders (operation_id);
CREATE INDEX number_orders_due ON number_orders (due_ms) WHERE state NOT IN (5, 6, 11, 14);
