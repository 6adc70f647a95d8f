-- File sets: what senders handed over, how far it is, and what came of it. The files themselves lie in
-- the spool; a row stays when they are cleaned away. Of no tenant: a set may hold declarations for
-- many employers, and belongs to the enterprise that sent it.
-- depends: 0015_senders

CREATE TABLE file_set (
    ticket             text        COLLATE "C" PRIMARY KEY -- in order of time
                                   CHECK (ticket ~ '^[0-9A-Z]{13}$'),
    sender             text        NOT NULL CHECK (sender ~ '^[0-9]{6}$'),
    enterprise_number  text        NOT NULL CHECK (enterprise_number ~ '^[01][0-9]{9}$'),
    environment        text        NOT NULL CHECK (environment IN ('R', 'T', 'S')), -- of the folder
    channel            text        NOT NULL CHECK (channel IN ('sftp', 'rest', 'portal')),
    -- What its name says; empty where it cannot be read.
    go_name            text        NOT NULL CHECK (length(go_name) BETWEEN 1 AND 255),
    purpose            text        NOT NULL,
    sent_on            date,
    sequence           text        NOT NULL,
    parts              integer     NOT NULL CHECK (parts >= 0),
    names              text[]      NOT NULL, -- of the files that were handed over
    size               bigint      NOT NULL CHECK (size >= 0), -- bytes of FI and FS, as sent
    content_hash       bytea       CHECK (length(content_hash) = 32), -- SHA-256 of FI, in order
    language           text        CHECK (language IN ('nl', 'fr', 'de', 'en')),
    state              text        NOT NULL CHECK (state IN
                                   ('arriving', 'arrived', 'examining', 'refused', 'acknowledged',
                                    'processing', 'held', 'done', 'rejected', 'stopped',
                                    'cancelled')),
    duplicate_of       text        COLLATE "C" REFERENCES file_set (ticket), -- which bears the same name
    arrived_at         timestamptz NOT NULL,
    acknowledged_at    timestamptz,
    finished_at        timestamptz,
    forms              bigint      NOT NULL,
    part_forms         bigint[]    NOT NULL,
    answered           bigint      NOT NULL,
    accepted           bigint      NOT NULL,
    warned             bigint      NOT NULL,
    rejected           bigint      NOT NULL,
    repeated           bigint      NOT NULL, -- within accepted and warned
    unchanged          bigint      NOT NULL, -- within accepted and warned
    vanished           bigint      NOT NULL, -- of a snapshot: registered, but not in it
    diagnosis          smallint    CHECK (diagnosis BETWEEN 0 AND 9),
    notification_bytes bigint      NOT NULL, -- of the growing notification, that count
    stop_asked_by      text,
    stopped_reason     text,
    confirmed_by       text,
    confirmed_at       timestamptz,
    held               jsonb, -- what a snapshot would change, where that has to be confirmed
    cleaned_at         timestamptz,
    CHECK (answered = accepted + warned + rejected AND repeated + unchanged <= accepted + warned),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK ((finished_at IS NOT NULL) =
           (state IN ('refused', 'done', 'rejected', 'stopped', 'cancelled')))
);
-- A name is free again once its set was refused or cancelled.
CREATE UNIQUE INDEX file_set_name ON file_set (sender, environment, purpose, sent_on, sequence)
    WHERE duplicate_of IS NULL AND state NOT IN ('refused', 'cancelled');
-- Two that hand the same files over at once make one set.
CREATE UNIQUE INDEX file_set_arriving ON file_set (sender, environment, go_name)
    WHERE state = 'arriving';
CREATE INDEX file_set_by_enterprise ON file_set (enterprise_number, ticket);
CREATE INDEX file_set_by_sender ON file_set (sender, ticket);
CREATE INDEX file_set_by_content ON file_set (sender, environment, content_hash);
CREATE INDEX file_set_under_way ON file_set (ticket) WHERE finished_at IS NULL;
CREATE INDEX file_set_to_clean ON file_set (finished_at) WHERE cleaned_at IS NULL;

CREATE TABLE file_set_fault (
    ticket    text     COLLATE "C" NOT NULL REFERENCES file_set (ticket),
    position  smallint NOT NULL CHECK (position >= 0),
    code      smallint NOT NULL CHECK (code BETWEEN 1 AND 999),
    file_name text,
    line      bigint,
    "column"  bigint,
    detail    text,
    PRIMARY KEY (ticket, position)
);

CREATE TABLE file_set_anomaly (
    ticket        text   COLLATE "C" NOT NULL REFERENCES file_set (ticket),
    code          text   NOT NULL,
    anomaly_class text   NOT NULL CHECK (anomaly_class IN ('B', 'P', 'NP', 'W')),
    count         bigint NOT NULL CHECK (count > 0),
    examples      jsonb  NOT NULL, -- of the first forms that have it
    PRIMARY KEY (ticket, code)
);

CREATE TABLE file_set_reply (
    ticket     text        COLLATE "C" NOT NULL REFERENCES file_set (ticket),
    kind       text        NOT NULL CHECK (kind IN ('ACRF', 'NOTI')),
    name       text        NOT NULL UNIQUE,
    size       bigint      NOT NULL CHECK (size > 0),
    created_at timestamptz NOT NULL,
    fetched_at timestamptz,
    PRIMARY KEY (ticket, kind)
);

-- The last number handed out in a series of names of one day.
CREATE TABLE file_name_series (
    series  text   NOT NULL, -- such as ACRF.R, or 100001.FLAD.T for sets that we name ourselves
    sent_on date   NOT NULL,
    last    bigint NOT NULL CHECK (last > 0),
    PRIMARY KEY (series, sent_on)
);

ALTER TABLE file_set         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE file_set_fault   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE file_set_anomaly ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE file_set_reply   ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE file_name_series ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY operator ON file_set         USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON file_set_fault   USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON file_set_anomaly USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON file_set_reply   USING ((SELECT actor()) = 'operator');

-- The actor `batch` receives sets and answers them.
CREATE POLICY batch ON file_set         USING ((SELECT actor()) = 'batch');
CREATE POLICY batch ON file_set_fault   USING ((SELECT actor()) = 'batch');
CREATE POLICY batch ON file_set_anomaly USING ((SELECT actor()) = 'batch');
CREATE POLICY batch ON file_set_reply   USING ((SELECT actor()) = 'batch');
CREATE POLICY batch ON file_name_series USING ((SELECT actor()) = 'batch');

-- An enterprise reads what it sent. What it asks of a set is done by `batch`, after it was seen here.
CREATE POLICY enterprise_reads ON file_set FOR SELECT
    USING (enterprise_number = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_reads ON file_set_fault FOR SELECT
    USING (ticket IN (SELECT s.ticket FROM file_set s WHERE s.ticket = file_set_fault.ticket
                         AND s.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));
CREATE POLICY enterprise_reads ON file_set_anomaly FOR SELECT
    USING (ticket IN (SELECT s.ticket FROM file_set s WHERE s.ticket = file_set_anomaly.ticket
                         AND s.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));
CREATE POLICY enterprise_reads ON file_set_reply FOR SELECT
    USING (ticket IN (SELECT s.ticket FROM file_set s WHERE s.ticket = file_set_reply.ticket
                         AND s.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));

GRANT SELECT, INSERT, DELETE,
      UPDATE (names, size, content_hash, language, state, arrived_at, acknowledged_at, finished_at,
              forms, part_forms, answered, accepted, warned, rejected, repeated, unchanged, vanished,
              diagnosis, notification_bytes, stop_asked_by, stopped_reason, confirmed_by,
              confirmed_at, held, cleaned_at)
    ON file_set TO fla_app;
GRANT SELECT, INSERT ON file_set_fault TO fla_app;
GRANT SELECT, INSERT, UPDATE (count, examples), DELETE ON file_set_anomaly TO fla_app;
GRANT SELECT, INSERT, UPDATE (fetched_at) ON file_set_reply TO fla_app;
GRANT SELECT, INSERT, UPDATE (last), DELETE ON file_name_series TO fla_app;
