-- What HQ could not settle by itself, one list to work off. Items point at what they are about and are kept
-- when they are closed; `about` lets each matter be asked once.

CREATE TABLE queue_item (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('record', 'batch', 'chain', 'traveller', 'gap')),
    about text NOT NULL,
    code text NOT NULL,
    station integer,
    batch_id bytea,
    first_seq bigint,
    last_seq bigint,
    one bytea,    -- of a traveller: the fingerprints of two bearers
    other bytea,
    opened_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('taken', 'closed', 'settled')),
    who text,
    note text,
    UNIQUE (kind, about),
    CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX queue_item_one ON queue_item (one) WHERE one IS NOT NULL;
CREATE INDEX queue_item_other ON queue_item (other) WHERE other IS NOT NULL;
CREATE INDEX queue_item_open ON queue_item (kind, code, number) WHERE closed_at IS NULL;

ALTER TABLE quarantine ADD COLUMN item bigint;
CREATE INDEX quarantine_unqueued ON quarantine (station) WHERE item IS NULL;
CREATE INDEX batch_quarantined ON batch (station) WHERE state = 'quarantined';
-- Up to when batches were looked at for breaks of their chain.
CREATE TABLE queue_looked (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    chains_until timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00'
);
INSERT INTO queue_looked DEFAULT VALUES;

-- Other bytes under the id of a crossing, or of an event, of which a person said that they are true. The
-- ledger keeps what it has.
CREATE TABLE evidence (
    record_id uuid NOT NULL,
    station integer NOT NULL,
    batch_id bytea NOT NULL,
    seq bigint NOT NULL,
    bytes bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (record_id, station, batch_id, seq)
);
