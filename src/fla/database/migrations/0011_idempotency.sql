-- Calls under an Idempotency-Key of their client: at work, or with the answer that they got.
-- depends: 0010_people

CREATE TABLE keyed_call (
    client_id         text        NOT NULL REFERENCES client (id),
    key               text        NOT NULL CHECK (length(key) BETWEEN 1 AND 64),
    enterprise_number text        NOT NULL, -- the client's, for the row policy
    request           bytea       NOT NULL, -- SHA-256 of method, address and body
    attempt           uuid        NOT NULL, -- who is at work, or was
    started_at        timestamptz NOT NULL,
    kept_until        timestamptz NOT NULL,
    status            smallint,             -- of the answer; null while at work
    headers           text,                 -- JSON
    body              bytea,
    PRIMARY KEY (client_id, key),
    CHECK ((status IS NULL) = (headers IS NULL) AND (status IS NULL) = (body IS NULL))
);
CREATE INDEX keyed_call_by_end ON keyed_call (kept_until);

ALTER TABLE keyed_call ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY enterprise_keeps ON keyed_call
    USING (enterprise_number = ANY ((SELECT acting_enterprises())::text[]));
-- The gatekeeper forgets what has expired.
CREATE POLICY access_looks    ON keyed_call FOR SELECT USING ((SELECT actor()) = 'access');
CREATE POLICY access_forgets  ON keyed_call FOR DELETE USING ((SELECT actor()) = 'access');

GRANT SELECT, INSERT, UPDATE, DELETE ON keyed_call TO fla_app;
