-- A set may be refused as it comes: more than its sender may hand in on a day, or a TD that calls back
-- nothing. Where its files are gone before they could be taken, the set is forgotten, and why with it.
-- depends: 0019_file_set_disk

GRANT DELETE ON file_set_fault TO fla_app;
