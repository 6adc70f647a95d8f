-- Clients: software that acts for one enterprise, the public keys it signs with, and what it used up.
-- depends: 0008_credit

CREATE TABLE client (
    id                text        PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9._-]{2,63}$'),
    name              text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    enterprise_number text        NOT NULL CHECK (enterprise_number ~ '^[01][0-9]{9}$'),
    scopes            text[]      NOT NULL CHECK (cardinality(scopes) > 0),
    key_set_url       text, -- where the client publishes its own keys
    registered_by     text        NOT NULL,
    registered_at     timestamptz NOT NULL,
    disabled_by       text,
    disabled_at       timestamptz,
    CHECK ((disabled_by IS NULL) = (disabled_at IS NULL))
);
CREATE INDEX client_by_enterprise ON client (enterprise_number, registered_at, id);

-- Several at once, so that a client changes its key without a pause.
CREATE TABLE client_key (
    client_id   text        NOT NULL REFERENCES client (id),
    kid         text        NOT NULL CHECK (length(kid) BETWEEN 1 AND 200),
    algorithm   text        NOT NULL CHECK (algorithm IN ('RS256', 'ES256')),
    jwk         text        NOT NULL, -- the public key, RFC 7517
    subject     text        NOT NULL, -- of its certificate, empty without one
    valid_from  timestamptz NOT NULL,
    valid_until timestamptz,
    added_by    text        NOT NULL,
    added_at    timestamptz NOT NULL,
    revoked_by  text,
    revoked_at  timestamptz,
    PRIMARY KEY (client_id, kid),
    CHECK (valid_until > valid_from),
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);

-- An assertion is good for one token: RFC 7523, section 3, item 7.
CREATE TABLE used_assertion (
    client_id  text        NOT NULL REFERENCES client (id),
    jti        text        NOT NULL CHECK (length(jti) <= 256),
    kept_until timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti)
);
CREATE INDEX used_assertion_by_end ON used_assertion (kept_until);

CREATE TABLE revoked_token (
    client_id  text        NOT NULL REFERENCES client (id),
    jti        uuid        NOT NULL,
    kept_until timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti)
);
CREATE INDEX revoked_token_by_end ON revoked_token (kept_until);

ALTER TABLE client         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE client_key     ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE used_assertion ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE revoked_token  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The actor `access` decides who may come in: it reads clients, and keeps what was used up.
CREATE POLICY operator ON client         USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON client_key     USING ((SELECT actor()) = 'operator');
CREATE POLICY access_reads ON client     FOR SELECT USING ((SELECT actor()) = 'access');
CREATE POLICY access_reads ON client_key FOR SELECT USING ((SELECT actor()) = 'access');
CREATE POLICY access_keeps ON used_assertion USING ((SELECT actor()) = 'access');
CREATE POLICY access_keeps ON revoked_token  USING ((SELECT actor()) = 'access');

-- An enterprise looks after its own clients. What was switched off, by whomever, only the operator
-- switches on again; and only he names an address from which the server fetches keys.
CREATE POLICY enterprise_reads ON client FOR SELECT
    USING (enterprise_number = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_adds ON client FOR INSERT
    WITH CHECK (enterprise_number = ANY ((SELECT acting_enterprises())::text[])
                AND key_set_url IS NULL AND disabled_at IS NULL);
CREATE POLICY enterprise_disables ON client FOR UPDATE
    USING (enterprise_number = ANY ((SELECT acting_enterprises())::text[]) AND disabled_at IS NULL)
    WITH CHECK (enterprise_number = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_reads ON client_key FOR SELECT
    USING (client_id IN (SELECT c.id FROM client c
                          WHERE c.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));
CREATE POLICY enterprise_adds ON client_key FOR INSERT
    WITH CHECK (revoked_at IS NULL
                AND client_id IN
                    (SELECT c.id FROM client c
                      WHERE c.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));
CREATE POLICY enterprise_revokes ON client_key FOR UPDATE
    USING (revoked_at IS NULL
           AND client_id IN
               (SELECT c.id FROM client c
                 WHERE c.enterprise_number = ANY ((SELECT acting_enterprises())::text[])))
    WITH CHECK (client_id IN
                (SELECT c.id FROM client c
                  WHERE c.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));

GRANT SELECT, INSERT, UPDATE (disabled_by, disabled_at) ON client TO fla_app;
GRANT SELECT, INSERT, UPDATE (revoked_by, revoked_at) ON client_key TO fla_app;
GRANT SELECT, INSERT, DELETE ON used_assertion, revoked_token TO fla_app;
