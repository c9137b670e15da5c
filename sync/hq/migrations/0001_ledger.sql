-- The ledger of crossings and what leads to it. Every key carries the column by which its table would be
-- distributed one day: record or event id, or the station (`sync/hq/distribution.py` says which, and a test
-- holds every migration to it).

CREATE TABLE ledger (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    training boolean NOT NULL,
    founded_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE station (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station_id text NOT NULL,
    country text NOT NULL,
    port text NOT NULL,
    booth text NOT NULL,
    public_key bytea NOT NULL UNIQUE CHECK (octet_length(public_key) = 32),
    token_hash bytea NOT NULL UNIQUE CHECK (octet_length(token_hash) = 32),
    enrolled_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    -- Everything up to this seq has been settled; later batches may have come in before their turn.
    up_to_seq bigint NOT NULL DEFAULT 0
);

CREATE TABLE enrolment_code (
    code_hash bytea PRIMARY KEY CHECK (octet_length(code_hash) = 32),
    port text NOT NULL,
    booth text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_by integer REFERENCES station
);

-- Every batch as it came, for good: these bytes carry the station's signature.
CREATE TABLE batch (
    station integer NOT NULL REFERENCES station,
    id bytea NOT NULL CHECK (octet_length(id) = 32),
    first_seq bigint NOT NULL CHECK (first_seq > 0),
    count integer NOT NULL CHECK (count > 0),
    previous bytea NOT NULL CHECK (octet_length(previous) = 12),
    bytes bytea NOT NULL,
    state text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'parsed', 'quarantined')),
    received_at timestamptz NOT NULL DEFAULT now(),
    receipt bytea,
    code text,
    known_records integer NOT NULL DEFAULT 0,
    offered integer NOT NULL DEFAULT 1,
    PRIMARY KEY (station, id),
    CHECK ((state = 'received') = (receipt IS NULL))
);
ALTER TABLE batch ALTER bytes SET STORAGE EXTERNAL;  -- sealed bytes do not compress
CREATE INDEX batch_seq ON batch (station, first_seq);
CREATE INDEX batch_unsettled ON batch (received_at) WHERE state = 'received';

-- Parts of a batch that is still on its way.
CREATE TABLE upload (
    station integer NOT NULL REFERENCES station,
    batch_id bytea NOT NULL,
    length integer NOT NULL,
    received integer NOT NULL DEFAULT 0 CHECK (received <= length),
    begun_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station, batch_id)
);
CREATE TABLE upload_part (
    station integer NOT NULL,
    batch_id bytea NOT NULL,
    at_byte integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (station, batch_id, at_byte),
    FOREIGN KEY (station, batch_id) REFERENCES upload ON DELETE CASCADE
);
ALTER TABLE upload_part ALTER bytes SET STORAGE EXTERNAL;

-- One line per record id: a partitioned table cannot hold that promise over all its partitions.
CREATE TABLE record (
    record_id uuid PRIMARY KEY,
    station integer NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL
);

CREATE TABLE crossing (
    station integer NOT NULL,
    seq bigint NOT NULL,
    record_id uuid NOT NULL,
    crossing_id uuid NOT NULL,
    version integer NOT NULL,
    at timestamptz NOT NULL,
    port text NOT NULL,
    booth text NOT NULL,
    direction text NOT NULL,
    mode text NOT NULL,
    conveyance text NOT NULL,
    document_kind text NOT NULL,
    issuing_state text NOT NULL,
    document_number text NOT NULL,
    document_key text NOT NULL,
    surname text NOT NULL,
    given_names text NOT NULL,
    name_key text NOT NULL,
    birth_date text NOT NULL,
    nationality text NOT NULL,
    decision text NOT NULL,
    officer text NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (record_id, at)
) PARTITION BY RANGE (at);
CREATE INDEX crossing_at ON crossing (at);
CREATE INDEX crossing_document ON crossing (document_key text_pattern_ops);
CREATE INDEX crossing_name ON crossing (name_key text_pattern_ops, birth_date);
CREATE INDEX crossing_versions ON crossing (crossing_id) WHERE version > 1;
-- Months are made as they come; a station whose clock is far off must not lose its records.
CREATE TABLE crossing_other PARTITION OF crossing DEFAULT;

-- What could not be taken into the ledger, kept as it came.
CREATE TABLE quarantine (
    station integer NOT NULL,
    batch_id bytea NOT NULL,
    seq bigint NOT NULL,
    code text NOT NULL,
    bytes bytea,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station, batch_id, seq)
);

-- Who looked at whose data and why: a hash chain that nobody may rewrite.
CREATE TABLE hq_audit (
    line bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    who text NOT NULL,
    act text NOT NULL,
    purpose text NOT NULL,
    details jsonb NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL
);
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER hq_audit_append_only BEFORE UPDATE OR DELETE ON hq_audit
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER hq_audit_not_emptied BEFORE TRUNCATE ON hq_audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
