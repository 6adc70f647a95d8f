"""Reads what happened since the last time, and keeps the cursor in a file for the next."""

import os
from pathlib import Path

from sandbox import KEYS, connect

kept = Path(os.environ.get("FLA_CURSOR", KEYS / "python.cursor"))

with connect() as account:
    after = kept.read_text("ascii") if kept.exists() else None
    for events, cursor in account.events(after):
        for event in events:
            print(event.time, event.type, event.data.href)
        # Once they are worked off: an event may come twice, but none may be lost.
        kept.write_text(cursor, "ascii")
