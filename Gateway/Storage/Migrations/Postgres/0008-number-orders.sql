-- What a carrier sold. carrier is empty for the operator's own numbers; type and assignment are NumberType and NumberAssignment; the cost is a month's, in millionths.
ALTER TABLE numbers ADD COLUMN carrier text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN carrier_id text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN country text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN type bigint NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN assignment bigint NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN cost_micros bigint NOT NULL DEFAULT 0;
ALTER TABLE numbers ADD COLUMN currency text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE numbers ADD COLUMN bought_ms bigint NOT NULL DEFAULT 0;

-- Numbers that are spoken for, each once over all resources: rows of the resource 'gateway'. kind is NumberClaimKind; holder is whose it is, holder_id the reservation or the order.
CREATE TABLE number_claims (
    resource_id text COLLATE "C" NOT NULL,
    number      bigint NOT NULL,
    kind        bigint NOT NULL,
    holder      text COLLATE "C" NOT NULL,
    holder_id   text COLLATE "C" NOT NULL,
    until_ms    bigint NOT NULL,
    PRIMARY KEY (resource_id, number)
);

CREATE INDEX number_claims_by_holder ON number_claims (holder_id);
CREATE INDEX number_claims_by_end ON number_claims (until_ms);

-- Results of searches, and baskets. state is ReservationState.
CREATE TABLE number_reservations (
    resource_id text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    search      bigint NOT NULL,
    state       bigint NOT NULL,
    created_ms  bigint NOT NULL,
    expires_ms  bigint NOT NULL,
    PRIMARY KEY (resource_id, id)
);

CREATE INDEX number_reservations_active ON number_reservations (expires_ms) WHERE state = 0;
CREATE INDEX number_reservations_by_age ON number_reservations (created_ms);

-- state is ReservedNumberState.
CREATE TABLE reserved_numbers (
    resource_id    text COLLATE "C" NOT NULL,
    reservation_id text COLLATE "C" NOT NULL,
    number         bigint NOT NULL,
    state          bigint NOT NULL,
    carrier        text COLLATE "C" NOT NULL,
    country        text COLLATE "C" NOT NULL,
    type           bigint NOT NULL,
    assignment     bigint NOT NULL,
    capabilities   bigint NOT NULL,
    cost_micros    bigint NOT NULL,
    currency       text COLLATE "C" NOT NULL,
    no_resell      bigint NOT NULL,
    error_code     text COLLATE "C" NOT NULL,
    error          text NOT NULL,
    PRIMARY KEY (resource_id, reservation_id, number)
);

-- Long-running operations of the API. kind and state are NumberOperationKind and NumberOperationState.
CREATE TABLE number_operations (
    resource_id    text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    kind           bigint NOT NULL,
    state          bigint NOT NULL,
    created_ms     bigint NOT NULL,
    changed_ms     bigint NOT NULL,
    reservation_id text COLLATE "C" NOT NULL,
    number         text COLLATE "C" NOT NULL,
    error_code     text COLLATE "C" NOT NULL,
    error          text NOT NULL,
    PRIMARY KEY (resource_id, id)
);

CREATE INDEX number_operations_by_change ON number_operations (changed_ms);

-- One row an order for one number. state is NumberOrderState; version rises with each change; node is the gateway that is at it, until due_ms.
CREATE TABLE number_orders (
    resource_id    text COLLATE "C" NOT NULL,
    id             text COLLATE "C" NOT NULL,
    operation_id   text COLLATE "C" NOT NULL,
    kind           bigint NOT NULL,
    state          bigint NOT NULL,
    number         bigint NOT NULL,
    carrier        text COLLATE "C" NOT NULL,
    carrier_id     text COLLATE "C" NOT NULL,
    country        text COLLATE "C" NOT NULL,
    type           bigint NOT NULL,
    assignment     bigint NOT NULL,
    capabilities   bigint NOT NULL,
    cost_micros    bigint NOT NULL,
    currency       text COLLATE "C" NOT NULL,
    no_resell      bigint NOT NULL,
    reservation_id text COLLATE "C" NOT NULL,
    attempts       bigint NOT NULL,
    created_ms     bigint NOT NULL,
    changed_ms     bigint NOT NULL,
    due_ms         bigint NOT NULL,
    version        bigint NOT NULL,
    node           text COLLATE "C" NOT NULL,
    error_code     text COLLATE "C" NOT NULL,
    error          text NOT NULL,
    PRIMARY KEY (resource_id, id)
);

CREATE INDEX number_orders_by_operation ON number_orders (operation_id);
CREATE INDEX number_orders_due ON number_orders (due_ms) WHERE state NOT IN (5, 6, 11, 14);
