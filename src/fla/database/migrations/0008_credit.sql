-- The credit: never stored, always what rights and charged trainings say now.
-- depends: 0007_rights_visibility

-- One line per worker, year and right type; every amount in days and in hours. A training counts in
-- the year in which it ends; a provider's proposal counts as planned until it is settled, an objected
-- or cancelled training not at all.
CREATE VIEW credit WITH (security_invoker = true) AS
WITH line AS (
    SELECT employer_id, worker_id, year::integer AS year, right_type,
           CASE unit WHEN 'day' THEN entitled   ELSE entitled   * 60 / minutes_per_day END AS entitled_days,
           CASE unit WHEN 'day' THEN carried_in ELSE carried_in * 60 / minutes_per_day END AS carried_in_days,
           CASE unit WHEN 'day' THEN adjusted   ELSE adjusted   * 60 / minutes_per_day END AS adjusted_days,
           CASE unit WHEN 'hour' THEN entitled   ELSE entitled   * minutes_per_day / 60 END AS entitled_hours,
           CASE unit WHEN 'hour' THEN carried_in ELSE carried_in * minutes_per_day / 60 END AS carried_in_hours,
           CASE unit WHEN 'hour' THEN adjusted   ELSE adjusted   * minutes_per_day / 60 END AS adjusted_hours,
           0::numeric AS planned_days, 0::numeric AS planned_hours,
           0::numeric AS used_days, 0::numeric AS used_hours
      FROM training_right
     WHERE NOT cancelled
    UNION ALL
    SELECT employer_id, worker_id, extract(year FROM end_date)::integer, charged_right,
           0, 0, 0, 0, 0, 0,
           CASE WHEN status = 'planned' OR verification = 'pending'
                THEN charged_minutes::numeric / minutes_per_day ELSE 0 END,
           CASE WHEN status = 'planned' OR verification = 'pending'
                THEN charged_minutes::numeric / 60 ELSE 0 END,
           CASE WHEN status = 'completed' AND verification = 'confirmed'
                THEN charged_minutes::numeric / minutes_per_day ELSE 0 END,
           CASE WHEN status = 'completed' AND verification = 'confirmed'
                THEN charged_minutes::numeric / 60 ELSE 0 END
      FROM training
     WHERE charged_right IS NOT NULL AND verification <> 'objected'
       AND status IN ('planned', 'completed')
)
SELECT employer_id, worker_id, year, right_type,
       round(sum(entitled_days), 4)    AS entitled_days,
       round(sum(carried_in_days), 4)  AS carried_in_days,
       round(sum(adjusted_days), 4)    AS adjusted_days,
       round(sum(planned_days), 4)     AS planned_days,
       round(sum(used_days), 4)        AS used_days,
       round(sum(entitled_days + carried_in_days + adjusted_days - used_days), 4) AS remaining_days,
       round(sum(entitled_hours), 4)   AS entitled_hours,
       round(sum(carried_in_hours), 4) AS carried_in_hours,
       round(sum(adjusted_hours), 4)   AS adjusted_hours,
       round(sum(planned_hours), 4)    AS planned_hours,
       round(sum(used_hours), 4)       AS used_hours,
       round(sum(entitled_hours + carried_in_hours + adjusted_hours - used_hours), 4) AS remaining_hours
  FROM line
 GROUP BY employer_id, worker_id, year, right_type;

GRANT SELECT ON credit TO fla_app;
