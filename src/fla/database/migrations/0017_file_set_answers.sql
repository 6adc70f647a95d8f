-- What the intake answered to the part of a file set that is being taken, written with the declarations
-- themselves. Who goes on with a set after a crash reads it here instead of declaring again: the same
-- question put twice may have another answer.
-- depends: 0016_file_sets

CREATE TABLE file_set_answer (
    ticket  text     COLLATE "C" NOT NULL REFERENCES file_set (ticket),
    lane    smallint NOT NULL CHECK (lane >= 0), -- of those taken side by side; each has its last answer
    first   bigint   NOT NULL CHECK (first > 0), -- the first form of the chunk, among all of the set
    answers bytea    NOT NULL, -- outcomes, packed
    PRIMARY KEY (ticket, lane)
);
ALTER TABLE file_set_answer ALTER COLUMN answers SET STORAGE EXTERNAL; -- it comes compressed

ALTER TABLE file_set_answer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON file_set_answer USING ((SELECT actor()) = 'operator');
CREATE POLICY batch    ON file_set_answer USING ((SELECT actor()) = 'batch');
GRANT SELECT, INSERT, UPDATE (first, answers), DELETE ON file_set_answer TO fla_app;
