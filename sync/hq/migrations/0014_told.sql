-- What a station says of itself beside its records, when it calls: the program's version, the highest seq
-- that it has made, its readers as [kind, state]. Nobody's data.
CREATE TABLE station_told (
    station integer PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    version text NOT NULL,
    made bigint NOT NULL CHECK (made >= 0),
    readers jsonb NOT NULL
);

-- Why somebody looks at travellers in the console, and whom they looked for: what stands in an address is
-- a random reference to a row here. No good after an hour, and swept when the next one is made; the audit
-- trail stays.
CREATE TABLE traveller_look (
    reference bytea PRIMARY KEY CHECK (octet_length(reference) = 32),  -- SHA-256 of what the address says
    session bytea NOT NULL CHECK (octet_length(session) = 32),
    username text NOT NULL,
    purpose text NOT NULL,
    matter text NOT NULL,
    asked jsonb NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX traveller_look_age ON traveller_look (made_at);

-- Hits of which a booth was told nothing: HQ alone follows them up.
CREATE INDEX alert_event_silent ON alert_event (at) WHERE kind = 'hit' AND disclosure = 'silent';
