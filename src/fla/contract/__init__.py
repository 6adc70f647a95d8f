"""The REST contract: what outsiders build against, as records and as the document itself."""
