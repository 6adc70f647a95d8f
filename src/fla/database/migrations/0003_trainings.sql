-- Training rights and trainings: one training row is one registration for one worker.
-- depends: 0002_mandates

CREATE TABLE training_right (
    employer_id             bigint       NOT NULL,
    id                      uuid         NOT NULL,
    worker_id               uuid         NOT NULL,
    year                    smallint     NOT NULL CHECK (year BETWEEN 2022 AND 2100),
    right_type              text         NOT NULL CHECK (right_type IN ('statutory', 'sectoral', 'employer')),
    unit                    text         NOT NULL CHECK (unit IN ('day', 'hour')),
    entitled                numeric(9,4) NOT NULL CHECK (entitled >= 0),
    carried_in              numeric(9,4) NOT NULL DEFAULT 0,
    adjusted                numeric(9,4) NOT NULL DEFAULT 0,
    adjustment_reason       text,
    minutes_per_day         integer      NOT NULL CHECK (minutes_per_day BETWEEN 1 AND 1440),
    cba_registration_number text,
    cancelled               boolean      NOT NULL DEFAULT false,
    registered_by           text         NOT NULL,
    reference               text         NOT NULL,
    version                 integer      NOT NULL DEFAULT 1,
    declaration_id          uuid         NOT NULL, -- the last one accepted; the id is the first one's
    registered_at           timestamptz  NOT NULL,
    changed_at              timestamptz  NOT NULL,
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, registered_by, reference),
    FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, id),
    CHECK (adjusted = 0 OR adjustment_reason IS NOT NULL)
);
CREATE UNIQUE INDEX training_right_once ON training_right (employer_id, worker_id, year, right_type)
    WHERE NOT cancelled;

CREATE TABLE training (
    employer_id             bigint        NOT NULL,
    id                      uuid          NOT NULL,
    worker_id               uuid          NOT NULL,
    registered_by           text          NOT NULL, -- enterprise number of the sender
    reference               text          NOT NULL, -- the sender's own
    title                   text          NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    provider_number         text,
    provider_name           text,
    start_date              date          NOT NULL,
    end_date                date          NOT NULL,
    duration_minutes        integer       NOT NULL CHECK (duration_minutes > 0),
    duration_days           numeric(6,2),           -- as declared, when declared in days
    minutes_per_day         integer       NOT NULL CHECK (minutes_per_day BETWEEN 1 AND 1440),
    form                    text          NOT NULL CHECK (form IN ('formal', 'informal')),
    category                text          NOT NULL,
    language                text,
    location                text,
    status                  text          NOT NULL CHECK (status IN
        ('planned', 'completed', 'notFollowed', 'cancelled')),
    result                  text          CHECK (result IN ('attended', 'passed', 'failed')),
    score                   numeric(5,2)  CHECK (score BETWEEN 0 AND 100),
    certificate_number      text,
    certificate_issued      date,
    certificate_valid_until date,
    in_scope                boolean       NOT NULL,
    out_of_scope_reason     text,
    funding                 text,
    cost                    numeric(10,2) CHECK (cost >= 0),
    charged_right           text          CHECK (charged_right IN ('statutory', 'sectoral', 'employer')),
    charged_minutes         integer       NOT NULL DEFAULT 0 CHECK (charged_minutes >= 0),
    charged_days            numeric(6,2),           -- as declared, when declared in days
    session_reference       text,
    verification            text          NOT NULL CHECK (verification IN ('pending', 'confirmed', 'objected')),
    proposed                boolean       NOT NULL DEFAULT false, -- registered by a provider
    settles_on              date,                   -- last day on which it is open, of a proposal
    objection               text          CHECK (length(objection) BETWEEN 1 AND 500),
    settled_at              timestamptz,            -- when it settled by itself
    version                 integer       NOT NULL DEFAULT 1,
    declaration_id          uuid          NOT NULL, -- the last one accepted; the id is the first one's
    registered_at           timestamptz   NOT NULL,
    changed_at              timestamptz   NOT NULL,
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, registered_by, reference),
    FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, id),
    CHECK (end_date >= start_date),
    CHECK (certificate_valid_until >= certificate_issued),
    CHECK (in_scope OR out_of_scope_reason IS NOT NULL),
    CHECK ((charged_right IS NULL) = (charged_minutes = 0)),
    CHECK (in_scope OR charged_minutes = 0),
    CHECK (settles_on IS NULL OR proposed),
    CHECK (verification = 'confirmed' OR settles_on IS NOT NULL),
    CHECK ((verification = 'objected') = (objection IS NOT NULL)),
    CHECK (settled_at IS NULL OR verification = 'confirmed')
);
CREATE INDEX training_by_worker ON training (employer_id, worker_id, start_date);
-- What somebody registered at all employers: a provider's, or an office's with hundreds of mandates.
-- For those lists alone, which ask in this collation: a look-up by registrant and reference has its
-- unique key, and a planner that knows a table as empty might read all that the registrant has.
CREATE INDEX training_by_registrant ON training (registered_by COLLATE "C", id);
-- Proposals: those an employer has before him, and those of a provider that are not confirmed.
CREATE INDEX training_open ON training (employer_id, settles_on, id)
    WHERE verification = 'pending' AND status <> 'cancelled';
CREATE INDEX training_by_provider_unsettled ON training (registered_by COLLATE "C", verification, id)
    WHERE proposed AND verification <> 'confirmed';
