"""How a trial keeps nobody waiting: production goes first.

What a trial writes it holds until all of it is tried, for minutes where a file is large. Who writes
about the same workers meanwhile waits for it, so it looks for such before each submission, and
leaves off for them. Of two trials the one that has to wait leaves off, soon.
"""

import time
from typing import Final

from psycopg import sql

from fla.intake.staging import Connection

PATIENCE: Final = 5.0
"""Seconds that others may be kept waiting by a trial, and a trial by them."""

_NAME: Final = "fla trial"
_BEGIN: Final = "SET LOCAL application_name = {name}; SET LOCAL lock_timeout = {longest}"
_WAITED_FOR: Final = """
SELECT EXISTS (
       SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE NOT l.granted AND a.application_name IS DISTINCT FROM %s
          AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


class Trying:
    """The transaction of one trial, from `begin` on."""

    def __init__(self, connection: Connection, patience: float) -> None:
        self._connection = connection
        self._patience = patience
        self._begun = time.monotonic()

    async def begin(self) -> None:
        """Be known as a trial to others, and wait for nobody for long, until the transaction ends.

        Where it waits too long, statements raise `psycopg.errors.LockNotAvailable`.
        """
        statement = sql.SQL(_BEGIN).format(
            name=sql.Literal(_NAME), longest=sql.Literal(f"{self._patience * 1000:.0f}ms")
        )
        await self._connection.execute(statement)

    async def in_the_way(self) -> bool:
        """Whether it has lasted for some time, and somebody other than a trial waits for it."""
        if time.monotonic() - self._begun < self._patience:
            return False
        cursor = await self._connection.execute(_WAITED_FOR, [_NAME])
        (waited_for,) = await cursor.fetchone() or (False,)
        return bool(waited_for)
