"""The law as data: what the rules of a country are, by date, with their sources."""
