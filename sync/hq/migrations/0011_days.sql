-- Daily logs that supervisors brought: what was signed, and how the ledger stood to it when it came last. One
-- number, one log: another one under the same number is refused and asked about.

CREATE TABLE day_log (
    station integer NOT NULL REFERENCES station,
    number bigint NOT NULL CHECK (number > 0),
    kind text NOT NULL CHECK (kind IN ('day', 'addendum')),
    day date NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by text NOT NULL,
    crossings bigint NOT NULL,
    records bigint NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    manifest bytea NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    -- Records of the log that the ledger had, that came with it, that are other there, that are not there,
    -- and that were erased: together all of them.
    same bigint NOT NULL,
    came bigint NOT NULL,
    differing bigint NOT NULL,
    missing bigint NOT NULL,
    erased bigint NOT NULL,
    PRIMARY KEY (station, number)
);
CREATE INDEX day_log_day ON day_log (day);

-- Of a record that the log has otherwise than the ledger: which, and the SHA-256 of the log's bytes.
CREATE TABLE day_log_difference (
    station integer NOT NULL,
    number bigint NOT NULL,
    seq bigint NOT NULL,
    record_id uuid NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    PRIMARY KEY (station, number, seq),
    FOREIGN KEY (station, number) REFERENCES day_log
);

ALTER TABLE queue_item DROP CONSTRAINT queue_item_kind_check;
ALTER TABLE queue_item ADD CONSTRAINT queue_item_kind_check
    CHECK (kind IN ('record', 'batch', 'chain', 'traveller', 'gap', 'day'));
