"""Training rights: what was granted to a worker for a calendar year."""
