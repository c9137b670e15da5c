-- Alert lists as HQ keeps them, and what it has published of them. A row's `published` is its state in
-- the newest publication of its list, so that the next one is the difference between two columns.

CREATE TABLE alert_list (
    list_id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('people', 'documents', 'earlier')),
    title text NOT NULL,
    agency text NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    issued_at timestamptz NOT NULL,
    count bigint NOT NULL,
    max_band text NOT NULL,
    rarity_gate boolean NOT NULL,
    ttl_hours integer NOT NULL CHECK (ttl_hours >= 0),
    when_stale text NOT NULL
);

CREATE TABLE list_version (
    list_id text NOT NULL REFERENCES alert_list,
    version integer NOT NULL,
    issued_at timestamptz NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL,
    source bytea NOT NULL CHECK (octet_length(source) = 32),  -- SHA-256 of the file, zeros for none
    count bigint NOT NULL,
    added bigint NOT NULL,
    changed bigint NOT NULL,
    removed bigint NOT NULL,
    warnings jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (list_id, version)
);

-- People and earlier crossings. A row without `digest` was taken off since the newest publication.
CREATE TABLE list_entry (
    list_id text NOT NULL REFERENCES alert_list,
    entry_id text NOT NULL,
    digest bytea CHECK (octet_length(digest) = 32),
    bytes bytea,
    published bytea CHECK (octet_length(published) = 32),
    PRIMARY KEY (list_id, entry_id),
    CHECK ((digest IS NULL) = (bytes IS NULL)),
    CHECK (digest IS NOT NULL OR published IS NOT NULL)
);
CREATE INDEX list_entry_unpublished ON list_entry (list_id) WHERE digest IS DISTINCT FROM published;

-- Keyed digests of document numbers, 8 bytes each in ascending order, by their first 12 bits.
CREATE TABLE document_digest (
    list_id text NOT NULL REFERENCES alert_list,
    bucket smallint NOT NULL CHECK (bucket BETWEEN 0 AND 4095),
    digests bytea NOT NULL CHECK (octet_length(digests) % 8 = 0),
    published bytea NOT NULL DEFAULT '' CHECK (octet_length(published) % 8 = 0),
    PRIMARY KEY (list_id, bucket)
);
ALTER TABLE document_digest ALTER digests SET STORAGE EXTERNAL;  -- digests do not compress
ALTER TABLE document_digest ALTER published SET STORAGE EXTERNAL;

-- What HQ has said to stations. The files lie in HQ's folder; each is on disk before its row appears.
CREATE TABLE publication (
    stream text NOT NULL,
    sequence bigint NOT NULL CHECK (sequence > 0),
    base bigint NOT NULL CHECK (base < sequence),
    besides bigint NOT NULL DEFAULT 0,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    issued_at timestamptz NOT NULL,
    count bigint NOT NULL,
    file_size bigint NOT NULL,
    content_key integer NOT NULL,
    list_version integer,
    ring bytea,  -- keys streams: SHA-256 of the keys and of the station's key that they are sealed to
    PRIMARY KEY (stream, sequence)
);
