-- What a client is called and may do can be changed. Who changed it, from what to what, stands beside it
-- and is only ever added to; its key, the client's next version, lets one of two go first.
-- depends: 0009_clients

ALTER TABLE client ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE TABLE client_change (
    client_id     text        NOT NULL REFERENCES client (id),
    version       integer     NOT NULL CHECK (version > 1), -- the client's after it
    name_before   text        NOT NULL,
    name          text        NOT NULL,
    scopes_before text[]      NOT NULL,
    scopes        text[]      NOT NULL,
    changed_by    text        NOT NULL,
    changed_at    timestamptz NOT NULL,
    PRIMARY KEY (client_id, version),
    CHECK (name <> name_before OR scopes <> scopes_before)
);

ALTER TABLE client_change ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- An enterprise changes its own clients while they are on, as `enterprise_disables` lets it.
CREATE POLICY operator ON client_change USING ((SELECT actor()) = 'operator');
CREATE POLICY enterprise_reads ON client_change FOR SELECT
    USING (client_id IN (SELECT c.id FROM client c
                          WHERE c.enterprise_number = ANY ((SELECT acting_enterprises())::text[])));
CREATE POLICY enterprise_adds ON client_change FOR INSERT
    WITH CHECK (client_id IN
                    (SELECT c.id FROM client c
                      WHERE c.enterprise_number = ANY ((SELECT acting_enterprises())::text[])
                        AND c.disabled_at IS NULL));

GRANT UPDATE (name, scopes, version) ON client TO fla_app;
GRANT SELECT, INSERT ON client_change TO fla_app;
