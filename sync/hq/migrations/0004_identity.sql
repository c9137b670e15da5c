-- Client certificates of stations. Small beside the ledger, read on every call: one day a copy on every node.

CREATE TABLE certificate (
    serial bytea PRIMARY KEY CHECK (octet_length(serial) BETWEEN 1 AND 20),
    station integer NOT NULL REFERENCES station,
    made_at timestamptz NOT NULL,
    not_after timestamptz NOT NULL,
    -- The station's first call with it: its earlier ones count no more from then on.
    used_at timestamptz,
    replaced_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX certificate_of_station ON certificate (station, made_at);
