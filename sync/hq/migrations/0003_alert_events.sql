-- What stations say of hits on alert lists, and what HQ itself finds when it screens crossings again.

-- Every event exactly once, as a station made it; the columns are for finding, `payload` is the truth.
CREATE TABLE alert_event (
    event_id uuid PRIMARY KEY,
    station integer NOT NULL,
    seq bigint NOT NULL,
    case_id uuid NOT NULL,
    kind text NOT NULL,
    origin text NOT NULL,
    at timestamptz NOT NULL,
    port text NOT NULL,
    officer text NOT NULL,
    crossing uuid,
    list_id text NOT NULL,
    list_version bigint NOT NULL,
    entry_id text NOT NULL,
    entry_digest bytea NOT NULL,
    band text NOT NULL,
    disclosure text NOT NULL,
    document_key text NOT NULL,
    issuing_state text NOT NULL,
    settled_as text NOT NULL,
    payload bytea NOT NULL
);
CREATE INDEX alert_event_case ON alert_event (case_id);
CREATE INDEX alert_event_crossing ON alert_event (crossing) WHERE kind = 'hit';
CREATE INDEX alert_event_document ON alert_event (document_key) WHERE kind = 'hit' AND document_key <> '';
CREATE INDEX alert_event_proposals ON alert_event (at) WHERE kind IN ('proposed', 'activated', 'declined');

-- Crossings that arrived and were not screened yet, a row for each batch: written with them, deleted with
-- what screening them found.
CREATE TABLE screening_due (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    station integer NOT NULL,
    records uuid[] NOT NULL,
    ats timestamptz[] NOT NULL
);

-- Passes over the crossings of the last days with newer versions of lists: where each one stands.
CREATE TABLE list_pass (
    lists text PRIMARY KEY,
    since timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    next_record uuid NOT NULL,
    screened bigint NOT NULL DEFAULT 0,
    hits bigint NOT NULL DEFAULT 0,
    begun_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE TABLE list_passed (
    list_id text NOT NULL,
    version integer NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (list_id, version)
);

-- What HQ's lists met: `event` are the bytes of the alert event that goes to the port, `published` the
-- sequence of the port's stream that carries it.
CREATE TABLE late_hit (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    crossing uuid NOT NULL,
    record_id uuid NOT NULL,
    station integer NOT NULL,
    port text NOT NULL,
    list_id text NOT NULL,
    list_version bigint NOT NULL,
    entry_id text NOT NULL,
    entry_digest bytea NOT NULL,
    band text NOT NULL,
    disclosure text NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    event bytea NOT NULL,
    published bigint
);
-- An entry that has not changed is told once for a crossing, whatever the versions of its list.
CREATE UNIQUE INDEX late_hit_once
    ON late_hit (crossing, hashtextextended(list_id || ' ' || entry_id, 0), entry_digest);
CREATE INDEX late_hit_unpublished ON late_hit (port, number) WHERE published IS NULL;

-- Recent crossings as other ports are told of them: a row for the document and one for the person.
-- What they say of a digest and day that is in `earlier_dirty` has changed since the newest publication.
CREATE TABLE earlier_crossing (
    crossing uuid NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 8),
    way text NOT NULL CHECK (way IN ('document', 'person')),
    version integer NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL,
    port text NOT NULL,
    refused boolean NOT NULL,
    station integer NOT NULL,
    PRIMARY KEY (crossing, digest)
);
CREATE INDEX earlier_crossing_said ON earlier_crossing (digest, day);
CREATE INDEX earlier_crossing_day ON earlier_crossing (day);
CREATE TABLE earlier_dirty (
    digest bytea NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (digest, day)
);
