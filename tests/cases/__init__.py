"""The law as cases that a lawyer can read, each with its source."""
