-- Computed training rights with their reasons, and what employers say about them: head counts,
-- opt-outs, adjustments, verifications; what a year's closing carried over.
-- depends: 0005_visibility

-- Part of an employment: when the contract did not run, or in part (time credit, thematic leave).
CREATE TABLE suspension (
    employer_id   bigint  NOT NULL,
    employment_id uuid    NOT NULL,
    start_date    date    NOT NULL,
    end_date      date,
    extent        text    NOT NULL CHECK (extent IN ('full', 'partial')),
    mean_hours    integer CHECK (mean_hours BETWEEN 0 AND 4800), -- Q while it lasts, when partial
    PRIMARY KEY (employer_id, employment_id, start_date),
    FOREIGN KEY (employer_id, employment_id) REFERENCES employment (employer_id, id),
    CHECK (end_date >= start_date),
    CHECK ((extent = 'partial') = (mean_hours IS NOT NULL)),
    CONSTRAINT suspension_no_overlap EXCLUDE USING gist (
        employer_id WITH =, employment_id WITH =, daterange(start_date, end_date, '[]') WITH &&
    )
);

-- FTE at the end of a quarter as declared to the NSSO, and lines that add to it or take from it.
CREATE TABLE head_count (
    employer_id    bigint        NOT NULL,
    id             uuid          NOT NULL,
    quarter        text          NOT NULL CHECK (quarter ~ '^[0-9]{4}Q[1-4]$'),
    line           text          NOT NULL CHECK (line IN ('declared', 'adjustment')),
    fte            numeric(9,2)  NOT NULL CHECK (line = 'adjustment' OR fte >= 0),
    reason         text          CHECK (line = 'declared' OR reason IS NOT NULL),
    cancelled      boolean       NOT NULL DEFAULT false,
    registered_by  text          NOT NULL,
    reference      text          NOT NULL,
    version        integer       NOT NULL DEFAULT 1,
    declaration_id uuid          NOT NULL,
    registered_at  timestamptz   NOT NULL,
    changed_at     timestamptz   NOT NULL,
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, registered_by, reference)
);
CREATE UNIQUE INDEX head_count_once ON head_count (employer_id, quarter)
    WHERE line = 'declared' AND NOT cancelled;

-- The employer wants no computed right in a year: for the whole company, or for one worker.
CREATE TABLE opt_out (
    employer_id    bigint      NOT NULL,
    id             uuid        NOT NULL,
    worker_id      uuid,                  -- null: the whole company
    year           smallint    NOT NULL CHECK (year BETWEEN 2022 AND 2100),
    reason         text,
    cancelled      boolean     NOT NULL DEFAULT false,
    registered_by  text        NOT NULL,
    reference      text        NOT NULL,
    version        integer     NOT NULL DEFAULT 1,
    declaration_id uuid        NOT NULL,
    registered_at  timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, registered_by, reference),
    FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, id)
);
CREATE UNIQUE INDEX opt_out_once ON opt_out (employer_id, year, worker_id) NULLS NOT DISTINCT
    WHERE NOT cancelled;

-- A dated line of the employer's own on top of a right; no recalculation touches it. It remembers
-- the computed amount it was made on, so that it can be flagged when that changes.
CREATE TABLE right_adjustment (
    employer_id     bigint       NOT NULL,
    id              uuid         NOT NULL,
    worker_id       uuid         NOT NULL,
    year            smallint     NOT NULL CHECK (year BETWEEN 2022 AND 2100),
    right_type      text         NOT NULL CHECK (right_type IN ('statutory', 'sectoral', 'employer')),
    unit            text         NOT NULL CHECK (unit IN ('day', 'hour')),
    amount          numeric(9,4) NOT NULL CHECK (amount <> 0),
    effective_date  date         NOT NULL,
    reason          text         NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    minutes_per_day integer      NOT NULL CHECK (minutes_per_day BETWEEN 1 AND 1440),
    computed_then   numeric(9,4),         -- null: no right was computed at the time
    cancelled       boolean      NOT NULL DEFAULT false,
    registered_by   text         NOT NULL,
    reference       text         NOT NULL,
    version         integer      NOT NULL DEFAULT 1,
    declaration_id  uuid         NOT NULL,
    registered_at   timestamptz  NOT NULL,
    changed_at      timestamptz  NOT NULL,
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, registered_by, reference),
    FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, id)
);
CREATE INDEX right_adjustment_by_worker ON right_adjustment (employer_id, worker_id, year);

-- The employer found a computed right to be correct; a later change of the amount asks him anew.
CREATE TABLE right_verification (
    employer_id    bigint       NOT NULL,
    id             uuid         NOT NULL,
    worker_id      uuid         NOT NULL,
    year           smallint     NOT NULL CHECK (year BETWEEN 2022 AND 2100),
    entitled       numeric(9,4) NOT NULL, -- what was found correct
    cancelled      boolean      NOT NULL DEFAULT false,
    registered_by  text         NOT NULL,
    reference      text         NOT NULL,
    version        integer      NOT NULL DEFAULT 1,
    declaration_id uuid         NOT NULL,
    registered_at  timestamptz  NOT NULL,
    changed_at     timestamptz  NOT NULL,
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, registered_by, reference),
    FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, id)
);
CREATE INDEX right_verification_by_worker ON right_verification (employer_id, worker_id, year);

-- An employer's head count from a day on, frozen when first used, with its inputs. The average is
-- fte_hundredths / (100 * quarters), exact.
CREATE TABLE size_decision (
    employer_id    bigint      NOT NULL,
    start_date     date        NOT NULL,
    method         text        NOT NULL CHECK (method IN ('declared', 'register', 'firstQuarter')),
    inputs         text        NOT NULL, -- JSON: the FTE of each quarter of the reference period
    fte_hundredths bigint      NOT NULL CHECK (fte_hundredths >= 0),
    quarters       smallint    NOT NULL CHECK (quarters BETWEEN 1 AND 4),
    run            integer     NOT NULL,
    decided_at     timestamptz NOT NULL,
    PRIMARY KEY (employer_id, start_date)
);

-- What applied to the workers of one joint committee at one employer in a year, and why: a handful
-- of rows an employer, to which each computed right points. Never changed; a new law version or head
-- count makes a new row.
CREATE TABLE right_basis (
    employer_id             bigint       NOT NULL,
    number                  integer      NOT NULL,
    year                    smallint     NOT NULL,
    joint_committee         text         NOT NULL, -- the occupation's
    right_type              text         NOT NULL CHECK (right_type IN ('statutory', 'sectoral')),
    scale                   text         NOT NULL, -- the law pack's row
    size_class              text         NOT NULL,
    fte_hundredths          bigint       NOT NULL,
    quarters                smallint     NOT NULL,
    full_time               numeric(6,2) NOT NULL, -- A
    unit                    text         NOT NULL CHECK (unit IN ('day', 'hour')),
    hours_per_day           numeric(4,2),
    effective_months        smallint,
    cba_registration_number text,
    law_version             text         NOT NULL,
    PRIMARY KEY (employer_id, number)
);

-- What the yearly run gives a worker. No foreign keys: a run writes millions of rows for workers and
-- bases that it read or wrote in the same transaction, and neither are ever deleted.
CREATE TABLE computed_right (
    employer_id     bigint       NOT NULL,
    worker_id       uuid         NOT NULL,
    year            smallint     NOT NULL,
    months          smallint     NOT NULL, -- C, started months
    basis           integer      NOT NULL, -- of the last month; others when `mixed`
    minutes_per_day integer      NOT NULL,
    run             integer      NOT NULL,
    regime          numeric(9,8) NOT NULL, -- B, the mean over the months
    entitled        numeric(9,4) NOT NULL,
    mixed           boolean      NOT NULL, -- the joint committee or the size changed in the year
    computed_at     timestamptz  NOT NULL,
    PRIMARY KEY (employer_id, worker_id, year)
);

-- An id in the order of time: milliseconds of the clock, then chance (UUID version 7, RFC 9562). The
-- feed of events reads in this order (docs/decisions/0013).
CREATE FUNCTION event_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
AS $$
    SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
            || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid;
$$;

-- What a recalculation changed and why. A null amount: there was no right before, or is none now.
CREATE TABLE right_change (
    employer_id bigint       NOT NULL,
    run         integer      NOT NULL,
    worker_id   uuid         NOT NULL,
    year        smallint     NOT NULL,
    before      numeric(9,4),
    after       numeric(9,4),
    old_basis   integer,
    new_basis   integer,
    reasons     text[]       NOT NULL, -- regime, months, jointCommittee, size, law, optOut, employment
    changed_at  timestamptz  NOT NULL,
    event_id    uuid         NOT NULL DEFAULT event_id(),
    PRIMARY KEY (employer_id, run, worker_id, year)
);
CREATE INDEX right_change_by_worker ON right_change (employer_id, worker_id, year);
CREATE INDEX right_change_by_event ON right_change (employer_id, event_id);

-- A closed year: what was left of each right on 31 December, and where it went. Once reopened, a year
-- has no amounts carried over until it is closed anew, which the scheduled closing leaves alone.
CREATE TABLE year_closing (
    employer_id bigint      NOT NULL,
    year        smallint    NOT NULL,
    law_version text        NOT NULL,
    closed_at   timestamptz NOT NULL,
    reopened_at timestamptz,
    PRIMARY KEY (employer_id, year)
);
CREATE TABLE carried_over (
    employer_id     bigint       NOT NULL,
    worker_id       uuid         NOT NULL,
    year            smallint     NOT NULL, -- the closed one; the amount counts in the next
    right_type      text         NOT NULL CHECK (right_type IN ('statutory', 'sectoral', 'employer')),
    unit            text         NOT NULL CHECK (unit IN ('day', 'hour')),
    entitled        numeric(9,4) NOT NULL,
    carried_in      numeric(9,4) NOT NULL,
    adjusted        numeric(9,4) NOT NULL,
    used            numeric(9,4) NOT NULL,
    carried_out     numeric(9,4) NOT NULL,
    lapsed          numeric(9,4) NOT NULL,
    lapse_reason    text         CHECK (lapse_reason IN ('windowEnd', 'smallEmployer', 'leaver')),
    minutes_per_day integer      NOT NULL,
    PRIMARY KEY (employer_id, worker_id, year, right_type),
    CHECK (entitled + carried_in + adjusted - used = carried_out + lapsed),
    CHECK ((lapsed <> 0) <= (lapse_reason IS NOT NULL))
);

-- What happened to all accounts of an employer's year at once: its rights were computed for the first
-- time or its closing taken back, or the year was closed. For the feed of events; added to only.
CREATE TABLE year_event (
    employer_id bigint      NOT NULL,
    id          uuid        NOT NULL DEFAULT event_id(),
    year        smallint    NOT NULL,
    event       text        NOT NULL CHECK (event IN ('recalculated', 'closed')),
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (employer_id, id)
);

-- Workers whose rights are to be computed again since a declaration was accepted; null: all of the
-- employer's. Rows are only added, and taken away by the run that has seen them.
CREATE TABLE recalculation (
    employer_id    bigint NOT NULL,
    declaration_id uuid   NOT NULL,
    worker_id      uuid,
    PRIMARY KEY (employer_id, declaration_id)
);

-- Runs: the operator's own bookkeeping, of no tenant.
CREATE TABLE right_run (
    number      integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year        smallint    NOT NULL,
    scope       text        NOT NULL CHECK (scope IN ('nation', 'employer', 'touched')),
    dry_run     boolean     NOT NULL,
    state       text        NOT NULL CHECK (state IN ('running', 'stopping', 'stopped', 'finished', 'failed')),
    law_version text        NOT NULL,
    started_at  timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE TABLE right_run_chunk (
    run            integer  NOT NULL REFERENCES right_run (number),
    number         integer  NOT NULL,
    first_employer bigint   NOT NULL,
    last_employer  bigint   NOT NULL,
    state          text     NOT NULL CHECK (state IN ('waiting', 'finished', 'failed')),
    workers        integer  NOT NULL DEFAULT 0,
    created        integer  NOT NULL DEFAULT 0,
    changed        integer  NOT NULL DEFAULT 0,
    unchanged      integer  NOT NULL DEFAULT 0,
    removed        integer  NOT NULL DEFAULT 0,
    opted_out      integer  NOT NULL DEFAULT 0,
    problem        text,
    ended_at       timestamptz,
    PRIMARY KEY (run, number)
);
ALTER TABLE right_run       ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE right_run_chunk ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON right_run       USING ((SELECT actor()) = 'operator');
CREATE POLICY operator ON right_run_chunk USING ((SELECT actor()) = 'operator');
GRANT SELECT, INSERT, UPDATE (state, ended_at) ON right_run TO fla_app;
GRANT SELECT, INSERT, UPDATE (state, workers, created, changed, unchanged, removed, opted_out, problem,
                              ended_at) ON right_run_chunk TO fla_app;
