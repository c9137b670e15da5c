-- Who may use the console in a browser, how they prove it, and the sessions that they have open.

CREATE TABLE console_user (
    username text PRIMARY KEY CHECK (username ~ '^[a-z][a-z0-9._-]{1,31}$'),
    full_name text NOT NULL CHECK (full_name <> ''),
    role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'list_officer', 'supervisor', 'administrator')),
    password text NOT NULL,           -- Argon2id in PHC notation, salt and cost in it
    first_until timestamptz,          -- until when a first password is good; NULL for one's own
    second_factor bytea,              -- the key of one-time codes, sealed; NULL until it is set up
    last_step bigint NOT NULL DEFAULT 0,  -- RFC 6238's T of the newest code that was used
    made_at timestamptz NOT NULL DEFAULT now(),
    made_by text NOT NULL,
    signed_in_at timestamptz,
    deactivated_at timestamptz
);

-- Recovery codes in place of a lost second factor, each good once.
CREATE TABLE console_recovery (
    username text NOT NULL REFERENCES console_user ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    used_at timestamptz,
    PRIMARY KEY (username, code_hash)
);

-- Of a session HQ keeps only the digest of its token. At 'password' it waits for the second factor, or for
-- one to be set up; at 'proved' for a password of one's own; only a 'whole' one opens pages.
CREATE TABLE console_session (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    username text NOT NULL REFERENCES console_user ON DELETE CASCADE,
    stage text NOT NULL CHECK (stage IN ('password', 'proved', 'whole')),
    second_factor bytea,              -- a key that is being set up, sealed
    begun_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    address text NOT NULL,
    browser text NOT NULL
);
CREATE INDEX console_session_username ON console_session (username);

-- Failed tries, by a digest of the name that was given, known or not, and of the address that gave it.
CREATE TABLE console_try (
    about bytea PRIMARY KEY CHECK (octet_length(about) = 32),
    failures integer NOT NULL,
    last_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX console_try_last ON console_try (last_at);

-- The trail is read by whom and by what, the newest first.
CREATE INDEX hq_audit_who ON hq_audit (who, line);
CREATE INDEX hq_audit_act ON hq_audit (act, line);
