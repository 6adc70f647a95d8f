-- The journal: who declared what, for whom, by which door, when, and what came of it. Append only.
-- depends: 0003_trainings

-- employer_id 0 holds declarations whose employer the register does not know: a tenant of its own,
-- so that the distribution key is never null and nobody but the sender and the operator reads them.
CREATE TABLE journal (
    employer_id   bigint      NOT NULL,
    id            uuid        NOT NULL, -- the declaration's id
    submission_id uuid        NOT NULL,
    sender        text        NOT NULL,
    declared_by   text,                 -- the person behind the sender, when one is logged in
    door          text        NOT NULL CHECK (door IN
        ('portal', 'xml', 'rest', 'spreadsheet', 'xapi', 'register')), -- the last: the register itself
    kind          text        NOT NULL CHECK (kind IN (
        'employment', 'right', 'training', 'optOut', 'adjustment', 'verification', 'headCount',
        'decision', 'unreadable')),
    action        text        NOT NULL CHECK (action IN ('register', 'correct', 'cancel')),
    reference     text        NOT NULL,
    content       text        NOT NULL, -- the declaration as JSON
    content_hash  bytea       NOT NULL, -- SHA-256 of content
    outcome       text        NOT NULL CHECK (outcome IN
        ('accepted', 'acceptedWithWarnings', 'rejected')),
    target_id     uuid,                 -- the training, right or employment concerned
    declared_at   timestamptz NOT NULL,
    PRIMARY KEY (employer_id, id)
);
-- The history of one object, whose registration is found by the id they share.
CREATE INDEX journal_by_target ON journal (employer_id, target_id) WHERE action <> 'register';

CREATE TABLE anomaly (
    employer_id    bigint   NOT NULL,
    declaration_id uuid     NOT NULL,
    position       smallint NOT NULL,
    code           text     NOT NULL CHECK (code ~ '^[0-9]{5}-[0-9]{3}$'),
    class          text     NOT NULL CHECK (class IN ('B', 'P', 'W')),
    value          text,                -- the value at fault, as it came
    detail         text,                -- what it clashes with, such as the other registration
    PRIMARY KEY (employer_id, declaration_id, position),
    FOREIGN KEY (employer_id, declaration_id) REFERENCES journal (employer_id, id)
);
