-- How long what is kept, what must not be erased, what was erased by whose leave, and which keys are gone.

-- Days for a class of records; of a country (issuing state or nationality), of a port, of both, or of all
-- others ('' and ''). What no rule is about is kept for ever.
CREATE TABLE retention_rule (
    class text NOT NULL,
    country text NOT NULL DEFAULT '',
    port text NOT NULL DEFAULT '',
    keep_days integer NOT NULL CHECK (keep_days > 0),
    authority text NOT NULL,
    who text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (class, country, port)
);

CREATE TABLE legal_hold (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('document', 'person', 'crossing', 'port')),
    document_key text NOT NULL DEFAULT '',
    issuing_state text NOT NULL DEFAULT '',
    name_key text NOT NULL DEFAULT '',
    birth_date text NOT NULL DEFAULT '',
    crossing uuid,
    port text NOT NULL DEFAULT '',
    since timestamptz,
    until timestamptz,
    reason text NOT NULL,
    authority text NOT NULL,
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    released_by text,
    released_at timestamptz
);
CREATE INDEX legal_hold_in_force ON legal_hold (kind) WHERE released_at IS NULL;

-- A plan says what goes, to the row: `digest` is over the moment, the rules, the holds and every step.
CREATE TABLE retention_plan (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    moment timestamptz NOT NULL,
    made_by text NOT NULL,
    terms jsonb NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    approved_by text,
    approved_at timestamptz,
    finished_at timestamptz,
    CHECK (approved_by IS NULL OR approved_by <> made_by)
);
CREATE TABLE retention_step (
    plan bigint NOT NULL REFERENCES retention_plan,
    place integer NOT NULL,
    step jsonb NOT NULL,
    done_by text,
    done_at timestamptz,
    PRIMARY KEY (plan, place)
);

-- What stays of what went, so that a station that sends it again does not bring it back. For crossings that
-- is `record`, for batches their row with the open header in front.
ALTER TABLE batch ADD COLUMN erased_at timestamptz;
CREATE INDEX batch_kept ON batch (received_at) WHERE erased_at IS NULL;
CREATE TABLE erased_event (
    event_id uuid PRIMARY KEY,
    station integer NOT NULL,
    erased_at timestamptz NOT NULL DEFAULT now()
);

-- Keys by their period. Of one that is destroyed its number, period and hash stay.
CREATE TABLE period_key (
    kind text NOT NULL CHECK (kind IN ('seal', 'backup')),
    name text NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),  -- SHA-256 of the public key, or of a secret one
    made_at timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    destroyed_by text,
    PRIMARY KEY (kind, name)
);
-- Files into which the keys were copied: a key is dead when these are gone too.
CREATE TABLE key_copy (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    made_at timestamptz NOT NULL DEFAULT now(),
    made_by text NOT NULL,
    holds jsonb NOT NULL,
    gone_at timestamptz,
    gone_by text
);

CREATE TABLE backup_made (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    label text NOT NULL,
    period text NOT NULL,
    kind text NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    size bigint NOT NULL,
    figures jsonb NOT NULL,
    drilled_at timestamptz
);
