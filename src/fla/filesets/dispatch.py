"""Has a file set worked on, by whichever server is free."""

from typing import Final

from fla.database import queue
from fla.database.records import Connection
from fla.filesets.model import FileSet

QUEUE: Final = "file_sets"
TASK: Final = "take_file_set"


async def dispatch(connection: Connection, file_set: FileSet) -> bool:
    """Put a set into the queue, in the caller's transaction, False where it stands there.

    Those of one sender and environment are worked on one after the other, as they came.
    """
    job = queue.Job(
        queue=QUEUE,
        task=TASK,
        lock=f"{TASK} {file_set.sender} {file_set.environment}",
        name=f"{TASK} {file_set.ticket}",
    )
    return await queue.put(connection, job, {"ticket": file_set.ticket})
