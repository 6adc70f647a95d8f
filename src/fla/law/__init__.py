"""The law as data: figures with their dates, sources and certainty, and what they say together."""
