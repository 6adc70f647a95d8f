-- Who sends, and for whom: senders, and the mandates under which one enterprise acts for another.
-- depends: 0001_register

-- Reference table: every enterprise that may send declarations, besides employers for themselves.
CREATE TABLE sender (
    enterprise_number text    PRIMARY KEY CHECK (enterprise_number ~ '^[01][0-9]{9}$'),
    name              text    NOT NULL,
    provider          boolean NOT NULL DEFAULT false -- may register trainings for any employer
);

-- Lets a foreign key say that an id and an enterprise number are those of one employer.
ALTER TABLE employer ADD UNIQUE (id, enterprise_number);

-- Quarters in a row, so that they make ranges: 2026Q4 is 8108, 2027Q1 is 8109.
CREATE FUNCTION quarter_number(quarter text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT left(quarter, 4)::integer * 4 + right(quarter, 1)::integer $$;

-- Mahis-like: from a quarter, to a quarter or open-ended. Quarters sort as text ('2026Q4'). What was
-- agreed never changes; who closes a mandate early says so beside it.
CREATE TABLE mandate (
    employer_id   bigint      NOT NULL,
    id            uuid        NOT NULL,
    mandator      text        NOT NULL, -- the employer's enterprise number, for its own row policy
    mandatary     text        NOT NULL REFERENCES sender (enterprise_number),
    groups        text[]      NOT NULL CHECK (cardinality(groups) BETWEEN 1 AND 3
        AND groups <@ ARRAY['federalLearningAccount', 'documents', 'identification']),
    start_quarter text        NOT NULL CHECK (start_quarter ~ '^[0-9]{4}Q[1-4]$'),
    agreed_end    text        CHECK (agreed_end ~ '^[0-9]{4}Q[1-4]$'),
    closed_end    text        CHECK (closed_end ~ '^[0-9]{4}Q[1-4]$'),
    end_quarter   text        GENERATED ALWAYS AS (least(agreed_end, closed_end)) STORED,
    status        text        NOT NULL CHECK (status IN ('pending', 'refused', 'active', 'closed')),
    proposed_by   text        NOT NULL CHECK (proposed_by IN ('mandator', 'mandatary')),
    version       integer     NOT NULL DEFAULT 1,
    proposed_at   timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    PRIMARY KEY (employer_id, id),
    FOREIGN KEY (employer_id, mandator) REFERENCES employer (id, enterprise_number),
    CHECK (mandatary <> mandator),
    CHECK (end_quarter >= start_quarter),
    CHECK (closed_end <= agreed_end),
    CHECK ((status = 'closed') = (closed_end IS NOT NULL)),
    -- Documents have one mandatary at a time (docs/decisions/0011).
    CONSTRAINT mandate_exclusive EXCLUDE USING gist (
        employer_id WITH =,
        int4range(quarter_number(start_quarter), quarter_number(end_quarter), '[]') WITH &&
    ) WHERE ('documents' = ANY (groups) AND status IN ('active', 'closed'))
);
-- The same is proposed once, however often and however fast it is sent.
CREATE UNIQUE INDEX mandate_once ON mandate (employer_id, mandatary, start_quarter, agreed_end, groups)
    NULLS NOT DISTINCT WHERE status IN ('pending', 'active');
-- These hold all that the row policies ask of a mandatary's mandates, of which there may be thousands.
CREATE INDEX mandate_by_mandatary ON mandate (mandatary, employer_id) INCLUDE (mandator);
CREATE INDEX mandate_for_account ON mandate (mandatary, start_quarter, end_quarter, employer_id)
    INCLUDE (mandator)
    WHERE 'federalLearningAccount' = ANY (groups) AND status IN ('active', 'closed');
-- Lists, the latest to start first: those one holds, of any status or one, and those one gave.
CREATE INDEX mandate_held ON mandate (mandatary, start_quarter, id);
CREATE INDEX mandate_held_by_status ON mandate (mandatary, status, start_quarter, id);
CREATE INDEX mandate_given ON mandate (mandator, start_quarter, id);

-- What became of a mandate: who did what when, added to and never changed. Both sides stand in every
-- line, for its own row policy. Its key lets one of two that act at the same moment go first.
CREATE TABLE mandate_event (
    employer_id bigint      NOT NULL,
    mandate_id  uuid        NOT NULL,
    version     integer     NOT NULL, -- the mandate's after it
    id          uuid        NOT NULL, -- in the order of time
    mandator    text        NOT NULL,
    mandatary   text        NOT NULL,
    event       text        NOT NULL CHECK (event IN ('proposed', 'confirmed', 'refused', 'closed')),
    end_quarter text        CHECK (end_quarter ~ '^[0-9]{4}Q[1-4]$'), -- at which it is closed
    acted_for   text        NOT NULL CHECK (acted_for IN (mandator, mandatary)),
    acted_by    text,                 -- the person, or the client of the REST channel
    door        text,                 -- null: the operator
    happened_at timestamptz NOT NULL,
    PRIMARY KEY (employer_id, mandate_id, version),
    FOREIGN KEY (employer_id, mandate_id) REFERENCES mandate (employer_id, id),
    CHECK ((event = 'closed') = (end_quarter IS NOT NULL))
);
CREATE INDEX mandate_event_of_mandatary ON mandate_event (mandatary, id);
CREATE INDEX mandate_event_of_mandator ON mandate_event (mandator, id);
