-- Client certificates of stations. Small beside the ledger, read on every call: one day a copy on every node.

CREATE TABLE certificate (
    serial bytea PRIMARY KEY CHECK (octet_length(serial) BETWEEN 1 AND 20),
    station integer NOT NULL REFERENCES station,
    -- Each certificate has its token: enrolling again takes nothing from the one in use until it is used.
    token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    made_at timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    -- The station's first call with it: its earlier ones count no more from then on.
    used_at timestamptz,
    replaced_at timestamptz,
    revoked_at timestamptz,
    der bytea NOT NULL
);
CREATE INDEX certificate_of_station ON certificate (station, made_at);
CREATE INDEX certificate_of_token ON certificate (token_hash);

-- HQ keeps the public key of a code, not a hash of its secret: codes that wait are to be made anew.
ALTER TABLE enrolment_code RENAME code_hash TO code_key;
-- A code for one station alone: it may enrol again although it was revoked.
ALTER TABLE enrolment_code ADD COLUMN station integer REFERENCES station;

-- What was answered by stick, sealed: a stick that is read twice gets the same answer.
CREATE TABLE enrolment_answer (
    request bytea PRIMARY KEY CHECK (octet_length(request) = 32),
    station integer NOT NULL REFERENCES station,
    answer bytea NOT NULL
);
