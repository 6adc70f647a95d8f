-- How often a day a provider named workers who are not employed where he says, so that guessing ends.
-- depends: 0005_visibility

CREATE TABLE provider_miss (
    provider text    NOT NULL CHECK (provider ~ '^[01][0-9]{9}$'),
    day      date    NOT NULL, -- in Brussels
    misses   integer NOT NULL CHECK (misses >= 0),
    accepted integer NOT NULL CHECK (accepted >= 0), -- registrations since the day's first miss
    PRIMARY KEY (provider, day)
);
CREATE INDEX provider_miss_by_day ON provider_miss (day);

ALTER TABLE provider_miss ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON provider_miss USING ((SELECT actor()) = 'operator');
CREATE POLICY intake_reads ON provider_miss FOR SELECT USING ((SELECT actor()) = 'intake');
-- To lock a row is to PostgreSQL to be about to change it, which the intake never does.
CREATE POLICY intake_locks ON provider_miss FOR UPDATE
    USING ((SELECT actor()) = 'intake') WITH CHECK (false);
-- It is counted in the transaction that says no, in the provider's own name.
CREATE POLICY provider_reads ON provider_miss FOR SELECT
    USING (provider = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY provider_adds ON provider_miss FOR INSERT
    WITH CHECK (provider = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY provider_counts ON provider_miss FOR UPDATE
    USING (provider = ANY ((SELECT acting_enterprises())::text[]));
GRANT SELECT, INSERT, UPDATE (misses, accepted) ON provider_miss TO fla_app;
