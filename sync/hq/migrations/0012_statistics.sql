-- Figures kept behind the ledger (`sync.hq.rollup`): a day at a port is one row, recounted as a whole whenever
-- anything comes for it. Nothing in here names or numbers anybody.

-- By whose clock a day begins and ends; `matapa-hq statistics recount --zone` changes it.
CREATE TABLE statistics_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    zone text NOT NULL
);
INSERT INTO statistics_clock (zone) VALUES ('UTC');

-- Crossings that arrived and whose days are not marked yet: a row for each batch, written with their row of
-- `screening_due`, whoever writes that.
CREATE TABLE statistics_arrived (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    records uuid[] NOT NULL,
    ats timestamptz[] NOT NULL
);
CREATE FUNCTION note_statistics_arrived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO statistics_arrived (records, ats) SELECT records, ats FROM arrived;
    RETURN NULL;
END $$;
CREATE TRIGGER screening_due_counted AFTER INSERT ON screening_due
    REFERENCING NEW TABLE AS arrived FOR EACH STATEMENT EXECUTE FUNCTION note_statistics_arrived();

-- A correction lies in the ledger by the moment at which it was made and counts where the traveller crossed:
-- `crossed` is that moment.
CREATE TABLE statistics_correction (
    record_id uuid PRIMARY KEY,
    crossing_id uuid NOT NULL,
    at timestamptz NOT NULL,
    crossed timestamptz NOT NULL,
    port text NOT NULL
);
CREATE INDEX statistics_correction_crossing ON statistics_correction (crossing_id);
CREATE INDEX statistics_correction_crossed ON statistics_correction (port, crossed);

-- Days at ports that have to be counted again, and since when.
CREATE TABLE statistics_due (
    port text NOT NULL,
    day date NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (port, day)
);

-- What was counted: figures by their name (`sync.hq.rollup_count`), and in `whole` those of the crossings
-- themselves, which are asked for most. Port '' has the sums of all ports. `kept` is what erased crossings add
-- to a count of the ledger as it is now.
CREATE TABLE statistics_day (
    port text NOT NULL,
    day date NOT NULL,
    figures jsonb NOT NULL,
    whole integer[] NOT NULL,
    kept jsonb NOT NULL DEFAULT '{}',
    counted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (port, day)
);
CREATE INDEX statistics_day_day ON statistics_day (day);
-- The sums of the days of a month, by its first day.
CREATE TABLE statistics_month (
    port text NOT NULL,
    month date NOT NULL,
    figures jsonb NOT NULL,
    whole integer[] NOT NULL,
    PRIMARY KEY (port, month)
);
CREATE INDEX statistics_month_month ON statistics_month (month);

-- The one pass over what the ledger had before; it goes on where it stood.
CREATE TABLE statistics_pass (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    next_at timestamptz NOT NULL DEFAULT '-infinity',
    finished_at timestamptz
);
INSERT INTO statistics_pass DEFAULT VALUES;
UPDATE statistics_pass SET finished_at = now() WHERE NOT EXISTS (SELECT FROM crossing);
