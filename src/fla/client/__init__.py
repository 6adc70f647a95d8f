"""A client of the REST channel for Python programs."""
