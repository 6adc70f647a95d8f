"""A sender with folders, files in them, and the queue as the tests of file sets look at it."""

import datetime as dt
from pathlib import Path
from typing import Any

from fla.database.identity import BATCH, OPERATOR
from fla.filesets import arrival, calling_back, store
from fla.filesets.model import FileSet
from fla.filesets.names import SetName
from fla.filesets.spool import Spool
from fla.senders import store as senders
from fla.senders.model import Environment, NewSender, Sender
from tests.conftest import Connection
from tests.rows import TODAY, acting

OFFICE, OTHER = "0300000001", "0300000002"
GRACE = dt.timedelta(minutes=1)


def clock_now() -> dt.datetime:
    """The time by which the file system dates files."""
    return dt.datetime.now(dt.UTC)


async def register(app: Connection, enterprise: str = OFFICE, **values: Any) -> Sender:
    """A sender that may send everything everywhere."""
    plain: dict[str, Any] = {"enterprise_number": enterprise, "name": "Office"}
    plain |= {"purposes": ["FLAD", "FLAS"], "environments": ["R", "T", "S"]}
    plain |= {"registered_by": "operator", "registered_at": clock_now()}
    async with acting(app, OPERATOR):
        return await senders.insert_sender(app, NewSender(**plain | values))


def set_name(sender: Sender, **values: Any) -> SetName:
    """The name of a set of one part in simulation, which needs no signature."""
    plain: dict[str, Any] = {"purpose": "FLAD", "sender": sender.number, "sent_on": TODAY}
    plain |= {"sequence": "00001", "environment": "S", "parts": 1}
    return SetName(**plain | values)


class Desk:
    """A sender at his folders, and the post room behind them."""

    def __init__(self, app: Connection, spool: Spool, sender: Sender) -> None:
        self.app = app
        self.spool = spool
        self.sender = sender
        spool.prepare_sender(sender.number)

    def folder(self, environment: Environment = "S") -> Path:
        return self.spool.in_folder(self.sender.number, environment)

    def put(self, name: str, content: bytes = b"", environment: Environment = "S") -> Path:
        path = self.folder(environment) / name
        path.write_bytes(content)
        return path

    def put_set(self, name: SetName, content: bytes = b"<a/>") -> None:
        """All files of a set, in the order in which a sender should send them."""
        for part in range(1, name.parts + 1):
            self.put(name.fi(part), content, name.environment)
            if name.environment != "S":
                self.put(name.fs(part), b"signature", name.environment)
        self.put(name.go, b"", name.environment)

    async def hand_over(
        self,
        name: SetName | str,
        *,
        later: dt.timedelta = dt.timedelta(0),
        environment: Environment = "S",
    ) -> str | None:
        go = name if isinstance(name, str) else name.go
        return await arrival.hand_over(
            *(self.app, self.spool, self.sender, environment, go),
            *(clock_now() + later, GRACE),
        )

    async def call_back(self, name: SetName) -> str | None:
        return await calling_back.call_back(
            *(self.app, self.spool, self.sender, name.environment, name.td, clock_now())
        )

    async def find(self, ticket: str | None) -> FileSet:
        assert ticket is not None
        async with acting(self.app, BATCH):
            found = await store.find(self.app, ticket)
        assert found is not None
        return found

    async def sets(self) -> list[FileSet]:
        async with acting(self.app, BATCH):
            return list((await store.list_sets(self.app, store.Filter())).rows)

    async def jobs(self) -> list[tuple[str, str]]:
        """The ticket and lock of each set that waits to be worked on."""
        cursor = await self.app.execute(
            "SELECT args ->> 'ticket', lock FROM jobs.procrastinate_jobs"
            " WHERE task_name = 'take_file_set' AND queue_name = 'file_sets' ORDER BY id"
        )
        found = await cursor.fetchall()
        await self.app.rollback()
        return [tuple(row) for row in found]

    async def change_queue(self, statement: str) -> None:
        async with self.app.transaction():
            await self.app.execute("SET LOCAL search_path = jobs")
            await self.app.execute(statement.encode())

    def left(self, environment: Environment = "S") -> set[str]:
        return {path.name for path in self.folder(environment).iterdir()}

    def taken(self, ticket: str | None) -> dict[str, bytes]:
        assert ticket is not None
        return {path.name: path.read_bytes() for path in self.spool.set_folder(ticket).iterdir()}
