-- Who sends, and for whom: senders, and the mandates under which one enterprise acts for another.
-- depends: 0001_register

-- Reference table: every enterprise that may send declarations, besides employers for themselves.
CREATE TABLE sender (
    enterprise_number text    PRIMARY KEY CHECK (enterprise_number ~ '^[01][0-9]{9}$'),
    name              text    NOT NULL,
    provider          boolean NOT NULL DEFAULT false -- may register trainings for any employer
);

-- Mahis-like: from a quarter, to a quarter or open-ended. Quarters sort as text ('2026Q4').
CREATE TABLE mandate (
    employer_id   bigint NOT NULL REFERENCES employer (id),
    id            uuid   NOT NULL,
    mandator      text   NOT NULL, -- the employer's enterprise number, for its own row policy
    mandatary     text   NOT NULL REFERENCES sender (enterprise_number),
    start_quarter text   NOT NULL CHECK (start_quarter ~ '^[0-9]{4}Q[1-4]$'),
    end_quarter   text   CHECK (end_quarter ~ '^[0-9]{4}Q[1-4]$'),
    status        text   NOT NULL CHECK (status IN ('pending', 'refused', 'active', 'closed')),
    PRIMARY KEY (employer_id, id),
    CHECK (end_quarter >= start_quarter)
);
-- Holds all that the row policies ask of a mandatary's mandates, of which there may be thousands.
CREATE INDEX mandate_by_mandatary ON mandate (mandatary, employer_id)
    INCLUDE (mandator, status, start_quarter, end_quarter);
