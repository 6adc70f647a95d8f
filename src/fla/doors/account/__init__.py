"""One worker's whole account at one employer, as a file to keep: JSON or PDF."""
