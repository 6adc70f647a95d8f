-- Access for people: who they are, for whom they act, how they were invited, where they are logged
-- in. Of no tenant, and open to the actor `access` alone.
-- depends: 0008_credit

-- Somebody who has logged in: known by his SSIN where the provider states it, else by the
-- provider's own subject. His key stands in the journals in place of his number.
CREATE TABLE person (
    id            uuid        PRIMARY KEY,
    ssin          text        UNIQUE CHECK (ssin ~ '^[0-9]{11}$'),
    issuer        text,
    subject       text,
    name          text        NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    UNIQUE (issuer, subject),
    CHECK (ssin IS NULL OR (issuer IS NULL AND subject IS NULL)),
    CHECK (ssin IS NOT NULL OR (issuer IS NOT NULL AND subject IS NOT NULL))
);

-- What a person does for an enterprise in one of its capacities; for the operator's own there is
-- no enterprise to name.
CREATE TABLE person_role (
    capacity          text        NOT NULL CHECK (capacity IN
                                     ('employer', 'mandatary', 'provider', 'operator')),
    enterprise_number text        NOT NULL,
    person_id         uuid        NOT NULL REFERENCES person (id),
    role              text        NOT NULL CHECK (role IN ('accessManager', 'editor', 'reader')),
    given_at          timestamptz NOT NULL,
    PRIMARY KEY (capacity, enterprise_number, person_id),
    CHECK (CASE capacity WHEN 'operator' THEN enterprise_number = '' AND role <> 'accessManager'
                         ELSE enterprise_number ~ '^[01][0-9]{9}$' END)
);
CREATE INDEX person_role_by_person ON person_role (person_id);

-- A link that makes one person who follows it act for an enterprise: once, for a while.
CREATE TABLE invitation (
    id                uuid        PRIMARY KEY,
    code_hash         bytea       NOT NULL UNIQUE CHECK (length(code_hash) = 32), -- SHA-256
    capacity          text        NOT NULL CHECK (capacity IN
                                     ('employer', 'mandatary', 'provider', 'operator')),
    enterprise_number text        NOT NULL,
    role              text        NOT NULL CHECK (role IN ('accessManager', 'editor', 'reader')),
    invitee           text        NOT NULL CHECK (length(invitee) BETWEEN 1 AND 200), -- as the inviter calls him
    ssin              text        CHECK (ssin ~ '^[0-9]{11}$'), -- then nobody else may accept
    invited_by        text        NOT NULL,
    invited_at        timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL,
    accepted_by       uuid        REFERENCES person (id),
    accepted_at       timestamptz,
    revoked_at        timestamptz,
    CHECK (expires_at > invited_at),
    CHECK ((accepted_by IS NULL) = (accepted_at IS NULL)),
    CHECK (accepted_at IS NULL OR revoked_at IS NULL),
    CHECK (CASE capacity WHEN 'operator' THEN enterprise_number = '' AND role <> 'accessManager'
                         ELSE enterprise_number ~ '^[01][0-9]{9}$' END)
);
CREATE INDEX invitation_by_enterprise ON invitation (capacity, enterprise_number, id);

-- Who gave whom what, and when. Append only. `acted_by` is a person's id, `demo`, or `operator`
-- for the command line.
CREATE TABLE access_event (
    id                uuid        PRIMARY KEY, -- in order of time
    at                timestamptz NOT NULL,
    event             text        NOT NULL CHECK (event IN
        ('invited', 'invitationRevoked', 'roleGiven', 'roleChanged', 'roleWithdrawn')),
    acted_by          text        NOT NULL,
    capacity          text        NOT NULL,
    enterprise_number text        NOT NULL,
    role              text        NOT NULL CHECK (role IN ('accessManager', 'editor', 'reader')),
    person_id         uuid        REFERENCES person (id),
    invitation_id     uuid        REFERENCES invitation (id),
    CHECK (person_id IS NOT NULL OR invitation_id IS NOT NULL)
);
CREATE INDEX access_event_by_enterprise ON access_event (capacity, enterprise_number, id);

-- A browser in which somebody is logged in. The cookie holds what `id_hash` is the SHA-256 of.
CREATE TABLE login_session (
    id_hash           bytea       PRIMARY KEY CHECK (length(id_hash) = 32),
    person_id         uuid        NOT NULL REFERENCES person (id),
    provider          text        NOT NULL,
    provider_session  text        NOT NULL, -- sealed: what ends the session at the provider
    capacity          text        CHECK (capacity IN
                                     ('worker', 'employer', 'mandatary', 'provider', 'operator')),
    enterprise_number text,
    started_at        timestamptz NOT NULL,
    seen_at           timestamptz NOT NULL,
    CHECK ((capacity IS NULL) = (enterprise_number IS NULL))
);
CREATE INDEX login_session_by_person ON login_session (person_id);
CREATE INDEX login_session_by_use ON login_session (seen_at);

ALTER TABLE person        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE person_role   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE invitation    ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE access_event  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE login_session ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY access ON person        USING ((SELECT actor()) = 'access');
CREATE POLICY access ON person_role   USING ((SELECT actor()) = 'access');
CREATE POLICY access ON invitation    USING ((SELECT actor()) = 'access');
CREATE POLICY access ON access_event  USING ((SELECT actor()) = 'access');
CREATE POLICY access ON login_session USING ((SELECT actor()) = 'access');

-- Whoever chooses for whom he acts reads the names of those that gave him a role.
CREATE POLICY access_reads ON employer FOR SELECT USING ((SELECT actor()) = 'access');

GRANT SELECT, INSERT, UPDATE (name, last_seen_at) ON person TO fla_app;
GRANT SELECT, INSERT, UPDATE (role, given_at), DELETE ON person_role TO fla_app;
GRANT SELECT, INSERT, UPDATE (accepted_by, accepted_at, revoked_at) ON invitation TO fla_app;
GRANT SELECT, INSERT ON access_event TO fla_app;
GRANT SELECT, INSERT, UPDATE (seen_at), DELETE ON login_session TO fla_app;
