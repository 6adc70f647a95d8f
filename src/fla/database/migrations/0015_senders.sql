-- Senders of file sets: the six-digit numbers in file names, the keys that senders log in with over
-- SFTP, and the certificates that they sign with. A number belongs to one enterprise; an enterprise
-- may have several. Not to be confused with `sender`, the enterprises that may declare.
-- depends: 0014_probing

-- A number is never handed out twice; 999999 is ours.
CREATE SEQUENCE file_sender_number MINVALUE 100001 MAXVALUE 999998 NO CYCLE;

CREATE TABLE file_sender (
    number            text        PRIMARY KEY DEFAULT nextval('file_sender_number')
                                  CHECK (number ~ '^[0-9]{6}$' AND number <> '999999'),
    enterprise_number text        NOT NULL CHECK (enterprise_number ~ '^[01][0-9]{9}$'),
    name              text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    contact_name      text        CHECK (length(contact_name) BETWEEN 1 AND 200),
    contact_email     text        CHECK (length(contact_email) BETWEEN 3 AND 254),
    contact_phone     text        CHECK (length(contact_phone) BETWEEN 3 AND 50),
    purposes          text[]      NOT NULL CHECK (purposes <@ '{FLAD,FLAS}' AND purposes <> '{}'),
    environments      text[]      NOT NULL CHECK (environments <@ '{R,T,S}' AND environments <> '{}'),
    registered_by     text        NOT NULL, -- `itself` when its first file set came by another way than SFTP
    registered_at     timestamptz NOT NULL,
    disabled_by       text,
    disabled_at       timestamptz,
    CHECK ((disabled_by IS NULL) = (disabled_at IS NULL))
);
CREATE INDEX file_sender_by_enterprise ON file_sender (enterprise_number, number);
-- Two first file sets at once make one sender.
CREATE UNIQUE INDEX file_sender_itself ON file_sender (enterprise_number)
    WHERE registered_by = 'itself';

-- Several at once, so that a sender changes its key without a pause.
CREATE TABLE file_sender_key (
    sender      text        NOT NULL REFERENCES file_sender (number),
    fingerprint text        NOT NULL CHECK (fingerprint ~ '^SHA256:[A-Za-z0-9+/]{43}$'),
    algorithm   text        NOT NULL,
    openssh     text        NOT NULL, -- algorithm and base64, one line without comment (RFC 4253, 6.6)
    comment     text        NOT NULL CHECK (length(comment) <= 200),
    valid_from  timestamptz NOT NULL,
    valid_until timestamptz,
    added_by    text        NOT NULL,
    added_at    timestamptz NOT NULL,
    revoked_by  text,
    revoked_at  timestamptz,
    PRIMARY KEY (sender, fingerprint),
    CHECK (valid_until > valid_from),
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);

CREATE TABLE file_sender_certificate (
    sender      text        NOT NULL REFERENCES file_sender (number),
    fingerprint text        NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'), -- SHA-256 of the DER
    der         bytea       NOT NULL,
    subject     text        NOT NULL,
    issuer      text        NOT NULL,
    not_before  timestamptz NOT NULL, -- what the certificate says
    not_after   timestamptz NOT NULL,
    valid_from  timestamptz NOT NULL, -- when what it signs counts, within what it says
    valid_until timestamptz NOT NULL,
    added_by    text        NOT NULL,
    added_at    timestamptz NOT NULL,
    revoked_by  text,
    revoked_at  timestamptz,
    PRIMARY KEY (sender, fingerprint),
    CHECK (not_before <= valid_from AND valid_from < valid_until AND valid_until <= not_after),
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);

ALTER TABLE file_sender             ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE file_sender_key         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE file_sender_certificate ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY operator ON file_sender             USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON file_sender_key         USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON file_sender_certificate USING ((SELECT actor()) = 'operator');

-- The actor `batch` receives file sets and takes them in: it looks up who sent them.
CREATE POLICY batch_reads ON file_sender             FOR SELECT USING ((SELECT actor()) = 'batch');
CREATE POLICY batch_reads ON file_sender_key         FOR SELECT USING ((SELECT actor()) = 'batch');
CREATE POLICY batch_reads ON file_sender_certificate FOR SELECT USING ((SELECT actor()) = 'batch');
CREATE POLICY batch_adds ON file_sender FOR INSERT
    WITH CHECK ((SELECT actor()) = 'batch' AND registered_by = 'itself' AND disabled_at IS NULL);

-- An enterprise reads what is registered of it; all it adds is the sender that it becomes with its
-- first file set over HTTPS or the portal.
CREATE POLICY enterprise_reads ON file_sender FOR SELECT
    USING (enterprise_number = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_adds ON file_sender FOR INSERT
    WITH CHECK (enterprise_number = ANY ((SELECT acting_enterprises())::text[])
                AND registered_by = 'itself' AND disabled_at IS NULL);
CREATE POLICY enterprise_reads ON file_sender_key FOR SELECT
    USING (sender IN (SELECT s.number FROM file_sender s
                       WHERE s.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));
CREATE POLICY enterprise_reads ON file_sender_certificate FOR SELECT
    USING (sender IN (SELECT s.number FROM file_sender s
                       WHERE s.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));

GRANT USAGE ON SEQUENCE file_sender_number TO fla_app;
GRANT SELECT, INSERT, UPDATE (name, contact_name, contact_email, contact_phone, purposes, environments,
                              disabled_by, disabled_at) ON file_sender TO fla_app;
GRANT SELECT, INSERT, UPDATE (revoked_by, revoked_at) ON file_sender_key TO fla_app;
GRANT SELECT, INSERT, UPDATE (revoked_by, revoked_at) ON file_sender_certificate TO fla_app;
