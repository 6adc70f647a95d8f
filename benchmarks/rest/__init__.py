"""The REST channel under load, next to a bare application that only inserts."""
