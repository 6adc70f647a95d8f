-- What the sets of a sender take on disk, which is bounded: their files as sent, and all that came of
-- them. Measured while they are worked on, and once more after their end.
-- depends: 0017_file_set_answers

ALTER TABLE file_set
    ADD COLUMN disk_bytes  bigint NOT NULL DEFAULT 0 CHECK (disk_bytes >= 0),
    ADD COLUMN measured_at timestamptz;

CREATE INDEX file_set_on_disk ON file_set (sender) INCLUDE (size, disk_bytes)
    WHERE cleaned_at IS NULL;
CREATE INDEX file_set_to_measure ON file_set (ticket)
    WHERE cleaned_at IS NULL
      AND (finished_at IS NULL OR measured_at IS NULL OR measured_at < finished_at);

GRANT UPDATE (disk_bytes, measured_at) ON file_set TO fla_app;
