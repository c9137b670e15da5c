-- What HQ publishes: for whom, its bytes, who has what; and when this HQ went back to an older copy.

-- Beside those for everybody there are publications for the stations of one port, or for one station.
-- `beginning` is the SHA-256 of the first 1,024 bytes of the file: a file in a folder proves by it that it
-- is this one, since every file has random bytes there.
ALTER TABLE publication
    ADD for_port text,
    ADD for_station integer,
    ADD beginning bytea CHECK (octet_length(beginning) = 32),
    ADD CHECK (for_port IS NULL OR for_station IS NULL);
UPDATE publication SET for_port = split_part(stream, '/', 2) WHERE stream LIKE 'late/%';
UPDATE publication SET for_station = split_part(stream, '/', 2)::integer WHERE stream ~ '^keys/[0-9]{1,9}$';

-- The files' bytes: every worker fills its folder from here, and a backup has them.
CREATE TABLE publication_part (
    stream text NOT NULL,
    sequence bigint NOT NULL,
    at_byte bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (stream, sequence, at_byte)
);
ALTER TABLE publication_part ALTER bytes SET STORAGE EXTERNAL;  -- sealed bytes do not compress

-- Whoever lets go of a publication, its bytes go too.
CREATE FUNCTION forget_publication_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM publication_part WHERE stream = OLD.stream AND sequence = OLD.sequence;
    RETURN NULL;
END $$;
CREATE TRIGGER publication_gone AFTER DELETE ON publication
    FOR EACH ROW EXECUTE FUNCTION forget_publication_parts();

-- Who has what: the newest sequence of each stream that a station says it holds, and since when it says so.
CREATE TABLE station_holds (
    station integer NOT NULL,
    stream text NOT NULL,
    sequence bigint NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (station, stream)
);
CREATE INDEX station_holds_stream ON station_holds (stream, sequence);
CREATE TABLE station_heard (
    station integer PRIMARY KEY,
    asked_at timestamptz,     -- last asked what there is
    compared_at timestamptz   -- last asked how HQ stands
);

-- Each time this HQ was restored from an older copy: sequences go on above `above`, each stream with a
-- snapshot, since stations may hold publications that this copy knows nothing of.
CREATE TABLE restoration (
    number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    above bigint NOT NULL,
    who text NOT NULL
);
