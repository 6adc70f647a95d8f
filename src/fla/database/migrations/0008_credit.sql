-- The credit: never stored, always what rights, closings and charged trainings say now.
-- depends: 0007_rights_visibility

-- One line per worker, year and right type; every amount in days and in hours. What adds up to it:
--   a declared right, with what it carries in and adjusts by its own word;
--   the computed right, unless a statutory or sectoral one of that year is declared;
--   the employer's adjustments;
--   what the closing of the year before carried over, unless the declared right says it itself;
--   trainings, in the year in which they end: a provider's proposal counts as planned until it is
--   settled, an objected or cancelled training not at all.
-- `form` is the unit of the line and the length of its day in one number, so that the smallest is that
-- of the line that weighs most: 10000 * rank + 5000 for hours + minutes per day.
CREATE VIEW credit WITH (security_invoker = true) AS
WITH line AS (
    SELECT employer_id, worker_id, year::integer AS year, right_type, unit, minutes_per_day, 0 AS rank,
           entitled, carried_in AS declared_in, 0::numeric AS carried_over, adjusted,
           0::numeric AS planned_minutes, 0::numeric AS used_minutes
      FROM training_right
     WHERE NOT cancelled
    UNION ALL
    SELECT c.employer_id, c.worker_id, c.year::integer, b.right_type, b.unit, c.minutes_per_day, 1,
           c.entitled, 0, 0, 0, 0, 0
      FROM computed_right c
      JOIN right_basis b ON b.employer_id = c.employer_id AND b.number = c.basis
     WHERE NOT EXISTS (SELECT FROM training_right d
                        WHERE d.employer_id = c.employer_id AND d.worker_id = c.worker_id
                          AND d.year = c.year AND d.right_type <> 'employer' AND NOT d.cancelled
                       OFFSET 0) -- looked up by key for each worker asked for, and no join with all
    UNION ALL
    SELECT employer_id, worker_id, year + 1, right_type, unit, minutes_per_day, 2,
           0, 0, carried_out, 0, 0, 0
      FROM carried_over
     WHERE carried_out <> 0
    UNION ALL
    SELECT employer_id, worker_id, year::integer, right_type, unit, minutes_per_day, 3,
           0, 0, 0, amount, 0, 0
      FROM right_adjustment
     WHERE NOT cancelled
    UNION ALL
    SELECT employer_id, worker_id, extract(year FROM end_date)::integer, charged_right,
           'day', minutes_per_day, 4,
           0, 0, 0, 0,
           CASE WHEN status = 'planned' OR verification = 'pending' THEN charged_minutes ELSE 0 END,
           CASE WHEN status = 'completed' AND verification = 'confirmed'
                THEN charged_minutes ELSE 0 END
      FROM training
     WHERE charged_right IS NOT NULL AND verification <> 'objected'
       AND status IN ('planned', 'completed')
), total AS (
    SELECT employer_id, worker_id, year, right_type,
           min(10000 * rank + CASE unit WHEN 'hour' THEN 5000 ELSE 0 END + minutes_per_day) AS form,
           round(sum(CASE unit WHEN 'day' THEN entitled
                               ELSE entitled * 60 / minutes_per_day END), 4)     AS entitled_days,
           round(sum(CASE unit WHEN 'day' THEN declared_in
                               ELSE declared_in * 60 / minutes_per_day END), 4)  AS declared_in_days,
           round(sum(CASE unit WHEN 'day' THEN carried_over
                               ELSE carried_over * 60 / minutes_per_day END), 4) AS carried_over_days,
           round(sum(CASE unit WHEN 'day' THEN adjusted
                               ELSE adjusted * 60 / minutes_per_day END), 4)     AS adjusted_days,
           round(sum(planned_minutes / minutes_per_day), 4)                      AS planned_days,
           round(sum(used_minutes / minutes_per_day), 4)                         AS used_days,
           round(sum(CASE unit WHEN 'hour' THEN entitled
                               ELSE entitled * minutes_per_day / 60 END), 4)     AS entitled_hours,
           round(sum(CASE unit WHEN 'hour' THEN declared_in
                               ELSE declared_in * minutes_per_day / 60 END), 4)  AS declared_in_hours,
           round(sum(CASE unit WHEN 'hour' THEN carried_over
                               ELSE carried_over * minutes_per_day / 60 END), 4) AS carried_over_hours,
           round(sum(CASE unit WHEN 'hour' THEN adjusted
                               ELSE adjusted * minutes_per_day / 60 END), 4)     AS adjusted_hours,
           round(sum(planned_minutes) / 60, 4)                                   AS planned_hours,
           round(sum(used_minutes) / 60, 4)                                      AS used_hours
      FROM line
     GROUP BY employer_id, worker_id, year, right_type
), carried AS (
    SELECT total.*,
           CASE WHEN declared_in_days <> 0 THEN declared_in_days ELSE carried_over_days
            END AS carried_in_days,
           CASE WHEN declared_in_hours <> 0 THEN declared_in_hours ELSE carried_over_hours
            END AS carried_in_hours
      FROM total
)
-- What is left is the sum of what is shown: a reader can check it, and so does a closing.
SELECT employer_id, worker_id, year, right_type,
       entitled_days, carried_in_days, adjusted_days, planned_days, used_days,
       entitled_days + carried_in_days + adjusted_days - used_days AS remaining_days,
       entitled_hours, carried_in_hours, adjusted_hours, planned_hours, used_hours,
       entitled_hours + carried_in_hours + adjusted_hours - used_hours AS remaining_hours,
       CASE WHEN form % 10000 >= 5000 THEN 'hour' ELSE 'day' END AS unit,
       (form % 5000)::integer AS minutes_per_day
  FROM carried;

GRANT SELECT ON credit TO fla_app;
