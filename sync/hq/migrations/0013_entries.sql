-- Entries of HQ's own list as the console changes them: one person proposes, another one approves or refuses.

CREATE TABLE entry_change (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    list_id text NOT NULL,
    entry_id text NOT NULL,
    act text NOT NULL CHECK (act IN ('add', 'change', 'expire', 'withdraw')),
    entry bytea,   -- canonical bytes of what the entry shall be; NULL takes it off
    before bytea,  -- what it was when this was proposed; NULL for a new one
    reason text NOT NULL CHECK (reason <> ''),
    proposed_by text NOT NULL CHECK (btrim(proposed_by) <> ''),
    proposed_at timestamptz NOT NULL DEFAULT now(),
    answer text CHECK (answer IN ('approved', 'refused', 'taken back')),
    word text,
    answered_by text,
    answered_at timestamptz,
    list_version integer,
    CHECK ((act = 'withdraw') = (entry IS NULL)),
    CHECK ((act = 'add') = (before IS NULL)),
    CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)
        AND (answer IS NULL) = (word IS NULL)),
    CHECK ((list_version IS NOT NULL) = (answer IS NOT NULL AND answer = 'approved')),
    -- Four eyes: nobody answers what the same person proposed, and nobody else takes it back.
    CONSTRAINT entry_change_four_eyes CHECK (answer IS NULL
        OR (answer = 'taken back') = (lower(btrim(answered_by)) = lower(btrim(proposed_by))))
);
-- One change of an entry waits at a time, so that nobody approves what another approval has overtaken.
CREATE UNIQUE INDEX entry_change_waiting ON entry_change (list_id, entry_id) WHERE answer IS NULL;
CREATE INDEX entry_change_entry ON entry_change (list_id, entry_id, number);

-- What was said stays as it was said: a row gets its answer once, and nothing else of it ever changes.
CREATE FUNCTION refuse_other_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.answer IS NULL AND
        (NEW.number, NEW.list_id, NEW.entry_id, NEW.act, NEW.reason, NEW.proposed_by, NEW.proposed_at)
            = (OLD.number, OLD.list_id, OLD.entry_id, OLD.act, OLD.reason, OLD.proposed_by, OLD.proposed_at)
        AND NEW.entry IS NOT DISTINCT FROM OLD.entry AND NEW.before IS NOT DISTINCT FROM OLD.before THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the history of entries is append-only';
END $$;
CREATE TRIGGER entry_change_append_only BEFORE UPDATE OR DELETE ON entry_change
    FOR EACH ROW EXECUTE FUNCTION refuse_other_words();
