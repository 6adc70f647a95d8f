-- Row-level security of the tables of 0006, by the same few sentences as in 0005.
-- depends: 0006_rights

-- The operator does everything, the intake's eye reads everything, an enterprise reads the tenants
-- that are open to it.
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['suspension', 'head_count', 'opt_out', 'right_adjustment',
                                'right_verification', 'size_decision', 'right_basis',
                                'computed_right', 'right_change', 'year_closing', 'carried_over',
                                'year_event', 'recalculation'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format($p$CREATE POLICY operator ON %I USING ((SELECT actor()) = 'operator')$p$, name);
        EXECUTE format($p$CREATE POLICY intake_reads ON %I FOR SELECT
                          USING ((SELECT actor()) = 'intake')$p$, name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['size_decision', 'right_basis', 'computed_right', 'right_change',
                                'year_closing', 'carried_over', 'year_event'] LOOP
        EXECUTE format('CREATE POLICY enterprise_reads ON %I FOR SELECT
                        USING (employer_id IN (SELECT visible_employers()))', name);
    END LOOP;
    -- What is declared: who registered it keeps reading and correcting it, as with rights.
    FOREACH name IN ARRAY ARRAY['head_count', 'opt_out', 'right_adjustment',
                                'right_verification'] LOOP
        EXECUTE format('CREATE POLICY enterprise_reads ON %I FOR SELECT
                        USING (employer_id IN (SELECT visible_employers())
                               OR registered_by = ANY ((SELECT acting_enterprises())::text[]))', name);
        EXECUTE format('CREATE POLICY enterprise_adds ON %I FOR INSERT
                        WITH CHECK (registered_by = ANY ((SELECT acting_enterprises())::text[])
                                    AND employer_id IN (SELECT declarable_employers()))', name);
        EXECUTE format('CREATE POLICY enterprise_changes ON %I FOR UPDATE
                        USING (employer_id IN (SELECT visible_employers())
                               OR registered_by = ANY ((SELECT acting_enterprises())::text[]))', name);
    END LOOP;
    -- A citizen reads what concerns him by name.
    FOREACH name IN ARRAY ARRAY['opt_out', 'right_adjustment', 'right_verification',
                                'computed_right', 'right_change', 'carried_over'] LOOP
        EXECUTE format('CREATE POLICY citizen_reads ON %I FOR SELECT
                        USING ((employer_id, worker_id) IN
                               (SELECT w.employer_id, w.id FROM worker w
                                 WHERE w.ssin = (SELECT acting_citizen())))', name);
    END LOOP;
    -- And what was decided about all workers of his employer.
    FOREACH name IN ARRAY ARRAY['size_decision', 'right_basis', 'year_closing'] LOOP
        EXECUTE format('CREATE POLICY employee_reads ON %I FOR SELECT
                        USING (employer_id IN (SELECT w.employer_id FROM worker w
                                                WHERE w.ssin = (SELECT acting_citizen())))', name);
    END LOOP;
END $$;

CREATE POLICY employee_reads ON opt_out FOR SELECT
    USING (worker_id IS NULL AND employer_id IN
           (SELECT w.employer_id FROM worker w WHERE w.ssin = (SELECT acting_citizen())));

CREATE POLICY enterprise_keeps ON suspension -- for every command, with its employment
    USING (employer_id IN (SELECT visible_employers())
           OR (employer_id, employment_id) IN
               (SELECT e.employer_id, e.id FROM employment e
                 WHERE e.employer_id = suspension.employer_id AND e.id = suspension.employment_id
                   AND e.registered_by = ANY ((SELECT acting_enterprises())::text[])));
CREATE POLICY citizen_reads ON suspension FOR SELECT USING ((employer_id, employment_id) IN
    (SELECT e.employer_id, e.id FROM employment e JOIN worker w
         ON w.employer_id = e.employer_id AND w.id = e.worker_id
      WHERE w.ssin = (SELECT acting_citizen())));

-- A mark says that something is to be computed again, and nothing else; a provider, who declares of
-- workers one by one, marks none but them.
CREATE POLICY enterprise_adds ON recalculation FOR INSERT
    WITH CHECK (employer_id IN (SELECT declarable_employers())
                OR worker_id IS NOT NULL AND (SELECT acting_provider()));

GRANT SELECT, INSERT, DELETE ON suspension, recalculation TO fla_app;
GRANT SELECT, INSERT, UPDATE (quarter, line, fte, reason, cancelled, version, declaration_id,
                              changed_at) ON head_count TO fla_app;
GRANT SELECT, INSERT, UPDATE (year, reason, cancelled, version, declaration_id, changed_at)
    ON opt_out TO fla_app;
GRANT SELECT, INSERT, UPDATE (year, right_type, unit, amount, effective_date, reason, minutes_per_day,
                              computed_then, cancelled, version, declaration_id, changed_at)
    ON right_adjustment TO fla_app;
GRANT SELECT, INSERT, UPDATE (year, entitled, cancelled, version, declaration_id, changed_at)
    ON right_verification TO fla_app;
GRANT SELECT, INSERT ON right_basis, right_change, year_event TO fla_app;
GRANT SELECT, INSERT, DELETE ON size_decision TO fla_app; -- deleted to have it decided anew
GRANT SELECT, INSERT, DELETE, UPDATE (months, basis, minutes_per_day, run, regime, entitled, mixed,
                                      computed_at) ON computed_right TO fla_app;
GRANT SELECT, INSERT, DELETE, UPDATE (law_version, closed_at, reopened_at) ON year_closing TO fla_app;
GRANT SELECT, INSERT, DELETE, UPDATE (unit, entitled, carried_in, adjusted, used, carried_out, lapsed,
                                      lapse_reason, minutes_per_day) ON carried_over TO fla_app;
