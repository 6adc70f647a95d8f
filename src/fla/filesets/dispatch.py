"""Has a file set worked on, by whichever server is free."""

import datetime as dt
from typing import Final

from fla.database import queue
from fla.database.records import Connection
from fla.filesets.model import FileSet
from fla.senders.model import Environment

QUEUE: Final = "file_sets"
TASK: Final = "take_file_set"
HEAD_STARTS: Final[dict[Environment, dt.timedelta]] = {
    "R": dt.timedelta(),
    "T": dt.timedelta(hours=12),
    "S": dt.timedelta(hours=24),
}
"""How much later than a set another one may have come, in production, and still go before it."""


async def dispatch(connection: Connection, file_set: FileSet) -> bool:
    """Put a set into the queue, in the caller's transaction, False where it stands there.

    One set of a sender at a time, whatever the environment: nobody has all processes to himself.
    """
    job = queue.Job(
        queue=QUEUE,
        task=TASK,
        lock=f"{TASK} {file_set.sender}",
        name=f"{TASK} {file_set.ticket}",
        priority=priority(file_set),
    )
    return await queue.put(connection, job, {"ticket": file_set.ticket})


def priority(file_set: FileSet) -> int:
    """Return the later the lower: minutes since 1970 until a set is due, as a negative number.

    Tests are due later than they came, and not never: what comes in production meanwhile goes
    before them for so long only. Those of one environment go as they came, those of one minute as
    they were put into the queue; a set that is put there once more gets its place back.
    """
    due = file_set.arrived_at + HEAD_STARTS[file_set.environment]
    return -int(due.timestamp() // 60)
