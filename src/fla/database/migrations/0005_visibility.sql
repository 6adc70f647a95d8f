-- Row-level security: who asks is said at the start of each transaction (fla.actor, fla.enterprise,
-- fla.ssin, fla.quarter); without it no row is seen.
--   operator    everything
--   intake      reads everything while checking a set of declarations, writes nothing
--   enterprise  its own tenant, those it holds a mandate for, and what it registered itself
--   citizen     his own rows at every employer, reading only
-- depends: 0004_journal

CREATE FUNCTION actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT current_setting('fla.actor', true) $$;

-- More than one only when a group of declarations from several senders is written at once.
CREATE FUNCTION acting_enterprises() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN current_setting('fla.actor', true) = 'enterprise'
                THEN string_to_array(current_setting('fla.enterprise', true), ',') END $$;

CREATE FUNCTION acting_citizen() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT CASE WHEN current_setting('fla.actor', true) = 'citizen'
                THEN current_setting('fla.ssin', true) END $$;

-- The three functions below run as the owner, who reads `employer` past its policies: those policies
-- ask for workers, whose policies ask these functions, and the circle must end somewhere. The
-- planner cannot guess how many mandates an enterprise holds, hence its order to use the indexes.

-- Employers the acting enterprise may know by name: itself, and its mandators under any mandate.
CREATE FUNCTION known_employers() RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 100 PARALLEL SAFE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off
AS $$
    SELECT id FROM employer WHERE enterprise_number = ANY ((SELECT acting_enterprises())::text[])
    UNION ALL
    SELECT employer_id FROM mandate WHERE mandatary = ANY ((SELECT acting_enterprises())::text[]);
$$;

-- Employers whose data the acting enterprise reads: itself, and its mandators of this quarter. A
-- mandate that was closed serves until its last quarter is over; one about other groups is none here.
CREATE FUNCTION visible_employers() RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 100 PARALLEL SAFE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off
AS $$
    SELECT id FROM employer WHERE enterprise_number = ANY ((SELECT acting_enterprises())::text[])
    UNION ALL
    SELECT employer_id FROM mandate
     WHERE mandatary = ANY ((SELECT acting_enterprises())::text[])
       AND 'federalLearningAccount' = ANY (groups) AND status IN ('active', 'closed')
       AND start_quarter <= (SELECT current_setting('fla.quarter', true))
       AND (end_quarter IS NULL OR end_quarter >= (SELECT current_setting('fla.quarter', true)));
$$;

-- Employers it may declare for: those above, and former mandators, to whom it still owes the
-- quarters of its mandate; a provider declares trainings for any employer. Which quarters is the
-- intake's check; this is the net under it.
CREATE FUNCTION declarable_employers() RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 100 PARALLEL SAFE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET enable_seqscan = off
AS $$
    SELECT id FROM employer WHERE enterprise_number = ANY ((SELECT acting_enterprises())::text[])
    UNION ALL
    SELECT employer_id FROM mandate
     WHERE mandatary = ANY ((SELECT acting_enterprises())::text[])
       AND 'federalLearningAccount' = ANY (groups) AND status IN ('active', 'closed')
       AND start_quarter <= (SELECT current_setting('fla.quarter', true));
$$;

CREATE FUNCTION acting_provider() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce(bool_or(provider), false) FROM sender
     WHERE enterprise_number = ANY (acting_enterprises());
$$;

ALTER TABLE employer       ENABLE ROW LEVEL SECURITY; -- not forced, see above; no tenant table
ALTER TABLE sender         ENABLE ROW LEVEL SECURITY; -- nor this one
ALTER TABLE mandate        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE mandate_event  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE worker         ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE employment     ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE occupation     ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE training_right ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE training       ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE journal        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE anomaly        ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- The operator and the intake's reading eye. One policy a table, so that none is forgotten.
CREATE POLICY operator ON employer       USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON sender         USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON mandate        USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON mandate_event  USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON worker         USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON employment     USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON occupation     USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON training_right USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON training       USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON journal        USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON anomaly        USING ((SELECT actor()) = 'operator');

CREATE POLICY intake_reads ON employer       FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON mandate        FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON mandate_event  FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON worker         FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON employment     FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON occupation     FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON training_right FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON training       FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON journal        FOR SELECT USING ((SELECT actor()) = 'intake');
CREATE POLICY intake_reads ON anomaly        FOR SELECT USING ((SELECT actor()) = 'intake');

-- Who sends is no secret among those who have said who they are.
CREATE POLICY known_actor_reads ON sender FOR SELECT USING ((SELECT actor()) <> '');

-- Employers and mandates. A mandate names both enterprises, so its policy reads no other table.
CREATE POLICY parties_read ON mandate FOR SELECT
    USING (mandator = ANY ((SELECT acting_enterprises())::text[])
           OR mandatary = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY parties_read ON mandate_event FOR SELECT
    USING (mandator = ANY ((SELECT acting_enterprises())::text[])
           OR mandatary = ANY ((SELECT acting_enterprises())::text[]));

-- Either side proposes, in its own name. After that nothing of a mandate changes without an event of
-- its next version: who may add one, and when, is who may change the mandate. A confirmation is the
-- other side's; what is active ends at the end of a quarter that is not over, or before it begins.
CREATE POLICY a_side_proposes ON mandate FOR INSERT
    WITH CHECK (status = 'pending' AND version = 1
                AND CASE proposed_by WHEN 'mandator' THEN mandator ELSE mandatary END
                    = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY a_side_acts ON mandate_event FOR INSERT
    WITH CHECK (acted_for = ANY ((SELECT acting_enterprises())::text[])
                AND EXISTS (
        SELECT FROM mandate m
         WHERE m.employer_id = mandate_event.employer_id AND m.id = mandate_event.mandate_id
           AND m.mandator = mandate_event.mandator AND m.mandatary = mandate_event.mandatary
           AND mandate_event.version = m.version + (event <> 'proposed')::integer
           AND CASE event
               WHEN 'proposed' THEN m.version = 1 AND m.status = 'pending'
                   AND acted_for = CASE m.proposed_by WHEN 'mandator' THEN m.mandator ELSE m.mandatary END
               WHEN 'confirmed' THEN m.status = 'pending'
                   AND acted_for = CASE m.proposed_by WHEN 'mandator' THEN m.mandatary ELSE m.mandator END
               WHEN 'refused' THEN m.status = 'pending' OR (m.status = 'active'
                   AND m.start_quarter > (SELECT current_setting('fla.quarter', true)))
               ELSE m.status = 'active'
                   AND mandate_event.end_quarter >= (SELECT current_setting('fla.quarter', true))
               END));
CREATE POLICY changed_by_events ON mandate FOR UPDATE
    USING ((mandator = ANY ((SELECT acting_enterprises())::text[])
            OR mandatary = ANY ((SELECT acting_enterprises())::text[]))
           AND status IN ('pending', 'active'))
    WITH CHECK (EXISTS (
        SELECT FROM mandate_event v
         WHERE v.employer_id = mandate.employer_id AND v.mandate_id = mandate.id
           AND v.version = mandate.version
           AND v.event = CASE status WHEN 'active' THEN 'confirmed' ELSE status END
           AND v.end_quarter IS NOT DISTINCT FROM closed_end));

CREATE POLICY own_or_mandated ON employer FOR SELECT
    USING (id IN (SELECT known_employers()));
CREATE POLICY employee_reads ON employer FOR SELECT
    USING (id IN (SELECT w.employer_id FROM worker w WHERE w.ssin = (SELECT acting_citizen())));

-- What an enterprise reads and writes in the tenants that are open to it; what it registered itself
-- stays its own to read and to correct. What may be changed must be what may be read: an UPDATE or
-- DELETE that reads no column is not bound by the policy for reading.
CREATE POLICY enterprise_reads ON worker FOR SELECT
    USING (employer_id IN (SELECT visible_employers()));
CREATE POLICY enterprise_adds ON worker FOR INSERT
    WITH CHECK (employer_id IN (SELECT declarable_employers()));
CREATE POLICY enterprise_changes ON worker FOR UPDATE
    USING (employer_id IN (SELECT visible_employers()));

CREATE POLICY enterprise_reads ON employment FOR SELECT
    USING (employer_id IN (SELECT visible_employers())
           OR registered_by = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_adds ON employment FOR INSERT
    WITH CHECK (registered_by = ANY ((SELECT acting_enterprises())::text[])
                AND employer_id IN (SELECT declarable_employers()));
CREATE POLICY enterprise_changes ON employment FOR UPDATE
    USING (employer_id IN (SELECT visible_employers())
           OR registered_by = ANY ((SELECT acting_enterprises())::text[]));

CREATE POLICY enterprise_keeps ON occupation -- for every command, with its employment
    USING (employer_id IN (SELECT visible_employers())
           OR (employer_id, employment_id) IN
               (SELECT e.employer_id, e.id FROM employment e
                 WHERE e.employer_id = occupation.employer_id AND e.id = occupation.employment_id
                   AND e.registered_by = ANY ((SELECT acting_enterprises())::text[])));

CREATE POLICY enterprise_reads ON training_right FOR SELECT
    USING (employer_id IN (SELECT visible_employers())
           OR registered_by = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_adds ON training_right FOR INSERT
    WITH CHECK (registered_by = ANY ((SELECT acting_enterprises())::text[])
                AND employer_id IN (SELECT declarable_employers()));
CREATE POLICY enterprise_changes ON training_right FOR UPDATE
    USING (employer_id IN (SELECT visible_employers())
           OR registered_by = ANY ((SELECT acting_enterprises())::text[]));

CREATE POLICY enterprise_reads ON training FOR SELECT
    USING (employer_id IN (SELECT visible_employers())
           OR registered_by = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_adds ON training FOR INSERT
    WITH CHECK (registered_by = ANY ((SELECT acting_enterprises())::text[])
                AND (employer_id IN (SELECT declarable_employers()) OR (SELECT acting_provider())));
CREATE POLICY enterprise_changes ON training FOR UPDATE
    USING (employer_id IN (SELECT visible_employers())
           OR registered_by = ANY ((SELECT acting_enterprises())::text[]));

CREATE POLICY enterprise_reads ON journal FOR SELECT
    USING (employer_id IN (SELECT visible_employers())
           OR sender = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY enterprise_adds ON journal FOR INSERT
    WITH CHECK (sender = ANY ((SELECT acting_enterprises())::text[]));
CREATE POLICY readable_with_journal ON anomaly FOR SELECT
    USING ((employer_id, declaration_id) IN (SELECT j.employer_id, j.id FROM journal j
                                              WHERE j.employer_id = anomaly.employer_id
                                                AND j.id = anomaly.declaration_id));
CREATE POLICY added_with_journal ON anomaly FOR INSERT
    WITH CHECK ((employer_id, declaration_id) IN
        (SELECT j.employer_id, j.id FROM journal j
          WHERE j.employer_id = anomaly.employer_id AND j.id = anomaly.declaration_id
            AND j.sender = ANY ((SELECT acting_enterprises())::text[])));

-- A citizen reads what concerns him, at every employer.
CREATE POLICY citizen_reads ON worker FOR SELECT USING (ssin = (SELECT acting_citizen()));
CREATE POLICY citizen_reads ON employment FOR SELECT USING ((employer_id, worker_id) IN
    (SELECT w.employer_id, w.id FROM worker w WHERE w.ssin = (SELECT acting_citizen())));
CREATE POLICY citizen_reads ON occupation FOR SELECT USING ((employer_id, employment_id) IN
    (SELECT e.employer_id, e.id FROM employment e JOIN worker w
         ON w.employer_id = e.employer_id AND w.id = e.worker_id
      WHERE w.ssin = (SELECT acting_citizen())));
CREATE POLICY citizen_reads ON training_right FOR SELECT USING ((employer_id, worker_id) IN
    (SELECT w.employer_id, w.id FROM worker w WHERE w.ssin = (SELECT acting_citizen())));
CREATE POLICY citizen_reads ON training FOR SELECT USING ((employer_id, worker_id) IN
    (SELECT w.employer_id, w.id FROM worker w WHERE w.ssin = (SELECT acting_citizen())));

-- The application role: what it may do at all, before any row is asked for. Nothing ever changes
-- its tenant, its worker, or who registered it; a worker's number does change when it is replaced.
GRANT USAGE ON SCHEMA public TO fla_app;
GRANT SELECT, INSERT, UPDATE (nsso_number, name, search_name, language) ON employer TO fla_app;
GRANT SELECT, INSERT, UPDATE (name, provider) ON sender TO fla_app;
GRANT SELECT, INSERT, UPDATE (closed_end, status, version, changed_at) ON mandate TO fla_app;
GRANT SELECT, INSERT ON mandate_event TO fla_app;
GRANT SELECT, INSERT, UPDATE (ssin, former_ssin, family_name, given_name, search_name, birth_date,
                              birth_place, address, language) ON worker TO fla_app;
GRANT SELECT, INSERT, UPDATE (start_date, end_date, end_reason, parallel, cancelled, version,
                              declaration_id, changed_at) ON employment TO fla_app;
GRANT SELECT, INSERT, DELETE ON occupation TO fla_app;
GRANT SELECT, INSERT, UPDATE (year, right_type, unit, entitled, carried_in, adjusted,
                              adjustment_reason, minutes_per_day, cba_registration_number, cancelled,
                              version, declaration_id, changed_at) ON training_right TO fla_app;
GRANT SELECT, INSERT, UPDATE (title, provider_number, provider_name, start_date, end_date,
                              duration_minutes, duration_days, minutes_per_day, form, category,
                              language, location, status, result, score, certificate_number,
                              certificate_issued, certificate_valid_until, in_scope,
                              out_of_scope_reason, funding, cost, charged_right, charged_minutes,
                              charged_days, session_reference, verification, proposed,
                              settles_on, objection, settled_at, version, declaration_id,
                              changed_at)
    ON training TO fla_app;
GRANT SELECT, INSERT ON journal, anomaly TO fla_app;
