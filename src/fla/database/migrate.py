"""Brings a database's schema up to date with the numbered files in `migrations/`.

How a migration is written:

- `NNNN_what_it_does.sql`, applied in the order of their names; `-- depends:` lines are not needed.
- Plain SQL statements, each ended by a semicolon; function bodies between `$$`, comments and
  several statements to a file are fine. No statement that returns rows (use `DO` with `PERFORM`).
- The file runs in one transaction together with the note that it has run: after a crash it is
  applied or it is not. A first line `-- transactional: false` is for what PostgreSQL refuses
  within a transaction, such as CREATE INDEX CONCURRENTLY; write it so that it can be repeated.
- A file that has been released is never changed; a later one corrects it.
"""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import yoyo

from fla.database import queue, store
from fla.database.server import url

_MIGRATIONS = Path(__file__).with_name("migrations")


def migrate(owner_url: str, migrations: Path = _MIGRATIONS) -> list[str]:
    """Apply what is missing as the role that owns the database; return the names applied.

    The job queue's own schema is brought up to date with them.
    Processes that start at once wait for each other; a killed one leaves no lock behind.
    """
    with store.connect(owner_url) as guard:
        store.lock_migrations(guard)
        with yoyo.get_backend(_yoyo_address(owner_url)) as backend:
            # Whoever holds the guard is alone: a lock found in yoyo's own table is a dead one's.
            backend.break_lock()
            with backend.lock():
                missing = backend.to_apply(yoyo.read_migrations(str(migrations)))
                applied = [_apply(backend, migration) for migration in missing]
        queue.install(guard)
    return applied


def _apply(backend: Any, migration: Any) -> str:
    migration.load()
    with backend.transaction() if migration.use_transactions else nullcontext():
        migration.process_steps(backend, "apply")
        backend.mark_one(migration, log=False)
    return str(migration.id)


def _yoyo_address(address: str) -> str:
    return url(address).replace("postgresql:", "postgresql+psycopg:", 1)
