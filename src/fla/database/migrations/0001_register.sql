-- The register: employers, their workers, the employments and the regimes they worked under.
-- depends:

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Reference table: small, and joined by every tenant table.
CREATE TABLE employer (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    enterprise_number text   NOT NULL UNIQUE CHECK (enterprise_number ~ '^[01][0-9]{9}$'),
    nsso_number       bigint UNIQUE CHECK (nsso_number BETWEEN 197 AND 5999999999),
    name              text   NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    search_name       text   NOT NULL COLLATE "C", -- folded name, for prefix search and order
    language          text   NOT NULL DEFAULT 'nl' CHECK (language IN ('nl', 'fr', 'de', 'en'))
);
CREATE INDEX employer_by_name ON employer (search_name, id);

-- One person at one employer: the employer's data stays within its tenant.
CREATE TABLE worker (
    employer_id bigint NOT NULL REFERENCES employer (id),
    id          uuid   NOT NULL,
    ssin        text   NOT NULL CHECK (ssin ~ '^[0-9]{11}$'),
    former_ssin text   CHECK (former_ssin ~ '^[0-9]{11}$' AND former_ssin <> ssin), -- before the last replacement
    family_name text   NOT NULL,
    given_name  text   NOT NULL,
    search_name text   NOT NULL COLLATE "C", -- folded 'family given', for prefix search and order
    birth_date  date,
    birth_place text,
    address     text,
    language    text   CHECK (language IN ('nl', 'fr', 'de', 'en')),
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, ssin) DEFERRABLE -- judged when a statement ends: two may change numbers
);
-- Nobody is known under it any more; what is still declared under it is meant for its worker.
CREATE UNIQUE INDEX worker_by_former_ssin ON worker (employer_id, former_ssin)
    WHERE former_ssin IS NOT NULL;
CREATE INDEX worker_by_name ON worker (employer_id, search_name, id);
CREATE INDEX worker_by_ssin ON worker (ssin); -- a citizen reads his rows across employers

CREATE TABLE employment (
    employer_id      bigint      NOT NULL,
    id               uuid        NOT NULL,
    worker_id        uuid        NOT NULL,
    start_date       date        NOT NULL,
    end_date         date,
    end_reason       text        CHECK (end_reason IN
        ('resignation', 'dismissalWithNotice', 'dismissalWithIndemnity', 'seriousCause',
         'mutualAgreement', 'endOfTerm', 'retirement', 'death', 'other')),
    parallel         boolean     NOT NULL DEFAULT false,
    cancelled        boolean     NOT NULL DEFAULT false,
    registered_by    text        NOT NULL,
    reference        text        NOT NULL,
    version          integer     NOT NULL DEFAULT 1,
    declaration_id   uuid        NOT NULL, -- the last one accepted; the id is the first one's
    registered_at    timestamptz NOT NULL,
    changed_at       timestamptz NOT NULL,
    PRIMARY KEY (employer_id, id),
    UNIQUE (employer_id, registered_by, reference),
    FOREIGN KEY (employer_id, worker_id) REFERENCES worker (employer_id, id),
    CHECK (end_date >= start_date),
    CHECK (end_reason IS NULL OR end_date IS NOT NULL),
    CONSTRAINT employment_no_overlap EXCLUDE USING gist (
        employer_id WITH =, worker_id WITH =, daterange(start_date, end_date, '[]') WITH &&
    ) WHERE (NOT parallel AND NOT cancelled) DEFERRABLE
);
CREATE INDEX employment_by_worker ON employment (employer_id, worker_id, start_date);

-- One line per regime, as a DmfA occupation: Q and S in hundredths of an hour a week.
CREATE TABLE occupation (
    employer_id           bigint  NOT NULL,
    employment_id         uuid    NOT NULL,
    start_date            date    NOT NULL,
    end_date              date,
    mean_hours            integer NOT NULL CHECK (mean_hours BETWEEN 0 AND 4800),           -- Q
    reference_hours       integer NOT NULL CHECK (reference_hours BETWEEN 1 AND 4800),      -- S
    days_per_week         integer NOT NULL CHECK (days_per_week BETWEEN 1 AND 700),         -- hundredths
    joint_committee       text    NOT NULL CHECK (joint_committee ~ '^[0-9]{3}([.][0-9]{2}){0,2}$'),
    worker_category       text    NOT NULL CHECK (worker_category IN
        ('blueCollar', 'whiteCollar', 'student', 'flexiJob', 'apprentice', 'agency', 'other')),
    PRIMARY KEY (employer_id, employment_id, start_date),
    FOREIGN KEY (employer_id, employment_id) REFERENCES employment (employer_id, id),
    CHECK (end_date >= start_date),
    CONSTRAINT occupation_no_overlap EXCLUDE USING gist (
        employer_id WITH =, employment_id WITH =, daterange(start_date, end_date, '[]') WITH &&
    )
);
