-- Travellers: who crossed, over all ports. Every crossing has one bearer (a document and whom it names, as
-- crossings gave them), every bearer belongs to one traveller. All of it can be made anew from the ledger,
-- but for what people said (`traveller_word`).

CREATE SEQUENCE traveller_number AS bigint;
-- Numbers of travellers that were joined to another one, so that an old number still leads somewhere.
CREATE TABLE traveller_became (
    number bigint PRIMARY KEY,
    became bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE bearer (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint bytea NOT NULL UNIQUE CHECK (octet_length(fingerprint) = 16),
    traveller bigint NOT NULL,
    apart boolean NOT NULL DEFAULT false,  -- a person split it off: HQ joins it to nobody by itself
    alone text NOT NULL,
    kind text NOT NULL,
    issuing_state text NOT NULL,
    document_number text NOT NULL,
    document_key text NOT NULL,
    surname text NOT NULL,
    given_names text NOT NULL,
    printed text NOT NULL,
    name_key text NOT NULL,
    given_key text NOT NULL,
    birth integer NOT NULL,  -- YYYYMMDD, unknown parts 0
    nationality text NOT NULL,
    sex text NOT NULL,
    expiry integer NOT NULL,
    personal_number text NOT NULL,
    truncated boolean NOT NULL
);
CREATE INDEX bearer_traveller ON bearer (traveller);
CREATE INDEX bearer_document ON bearer (document_key text_pattern_ops);
CREATE INDEX bearer_name ON bearer (name_key text_pattern_ops, birth);
CREATE INDEX bearer_birth ON bearer (birth, given_key text_pattern_ops);

-- By which keys bearers are compared at all (`sync.hq.joining_keys`).
CREATE TABLE bearer_key (
    key bigint NOT NULL,
    bearer bigint NOT NULL,
    PRIMARY KEY (key, bearer)
);

-- What two bearers are to one another; `held` is a join that a person's word or another bearer forbids.
CREATE TABLE bearer_pair (
    one bigint NOT NULL REFERENCES bearer ON DELETE CASCADE,
    other bigint NOT NULL REFERENCES bearer ON DELETE CASCADE,
    verdict text NOT NULL CHECK (verdict IN ('join', 'doubt', 'conflict')),
    confidence real NOT NULL,
    reasons text[] NOT NULL,
    held boolean NOT NULL DEFAULT false,
    queued boolean NOT NULL DEFAULT false,
    PRIMARY KEY (one, other),
    CHECK (one < other)
);
CREATE INDEX bearer_pair_other ON bearer_pair (other);
CREATE INDEX bearer_pair_open ON bearer_pair (one, other) WHERE NOT queued AND (verdict <> 'join' OR held);

-- The newest version of each crossing and its bearer.
CREATE TABLE bearer_crossing (
    crossing_id uuid PRIMARY KEY,
    bearer bigint NOT NULL,
    version integer NOT NULL,
    at timestamptz NOT NULL,
    record_id uuid NOT NULL
);
CREATE INDEX bearer_crossing_bearer ON bearer_crossing (bearer, at);

-- What people said of travellers, for good: bearers by fingerprint, so that it holds when they return.
CREATE TABLE traveller_word (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('join', 'split', 'alone', 'refuse')),
    one bytea NOT NULL CHECK (octet_length(one) = 16),
    other bytea CHECK (octet_length(other) = 16),
    crossing uuid,
    note text NOT NULL,
    undone_by bigint REFERENCES traveller_word,
    CHECK ((other IS NULL) = (kind IN ('split', 'alone'))),
    CHECK ((crossing IS NULL) = (kind <> 'alone'))
);
CREATE INDEX traveller_word_one ON traveller_word (one);
CREATE INDEX traveller_word_other ON traveller_word (other);
CREATE INDEX traveller_word_crossing ON traveller_word (crossing);

-- Crossings that arrived and belong to no traveller yet: a row for each batch, written with them and with
-- their row of `screening_due`, whoever writes that.
CREATE TABLE traveller_due (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    records uuid[] NOT NULL,
    ats timestamptz[] NOT NULL
);
CREATE FUNCTION note_traveller_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO traveller_due (records, ats) SELECT records, ats FROM arrived;
    RETURN NULL;
END $$;
CREATE TRIGGER screening_due_joined AFTER INSERT ON screening_due
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION note_traveller_due();

-- The one pass over what the ledger had before; it goes on where it stood.
CREATE TABLE traveller_pass (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    next_at timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00+00',
    next_record uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    joined bigint NOT NULL DEFAULT 0,
    finished_at timestamptz
);
INSERT INTO traveller_pass DEFAULT VALUES;
UPDATE traveller_pass SET finished_at = now() WHERE NOT EXISTS (SELECT FROM crossing);

-- Search (`sync.hq.enquiries_crossings`): a port's crossings in order of time, and the few refused ones.
CREATE INDEX crossing_port ON crossing (port, at);
CREATE INDEX crossing_refused ON crossing (at) WHERE decision = 'refuse';
CREATE INDEX crossing_referred ON crossing (at) WHERE decision = 'refer';
