"""What a file set is worked on with: its row, its folder, the database and the clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct

from fla.clock import Clock
from fla.database.identity import BATCH, assume
from fla.database.pool import Pool
from fla.database.records import Connection
from fla.doors.batch import snapshot
from fla.doors.batch.kept_records import KeptRecords, Part
from fla.filesets import store
from fla.filesets.model import FileSet, State
from fla.filesets.names import RawName, take_apart
from fla.filesets.spool import Spool
from fla.intake.declaration import Sender
from fla.settings import Settings


class Workplace(Struct, frozen=True, kw_only=True):
    """Where one set is worked on."""

    settings: Settings
    pool: Pool
    spool: Spool
    clock: Clock
    ticket: str

    @property
    def folder(self) -> Path:
        """Where the files of the set lie."""
        return self.spool.set_folder(self.ticket)

    @property
    def kept(self) -> KeptRecords:
        """What the records of the set say, once they were read."""
        return KeptRecords(self.folder / "records")

    def source(self, part: Part) -> Path:
        """Where a part lies as it was before it was compressed."""
        return self.kept.source(part)

    def forget(self) -> None:
        """Remove what was kept of a set that is answered, or was given up."""
        self.kept.forget()
        snapshot.forget(self.folder)

    @asynccontextmanager
    async def asking(self) -> AsyncIterator[Connection]:
        """A transaction of the actor that answers sets."""
        async with self.pool.connection() as connection, connection.transaction():
            await assume(connection, BATCH, self.clock.today())
            yield connection

    async def file_set(self) -> FileSet:
        """The set as it is now; raises LookupError where there is none."""
        async with self.asking() as connection:
            found = await store.find(connection, self.ticket)
        if found is None:
            raise LookupError(f"no file set {self.ticket}")
        return found

    async def move(self, was: State, state: State, *, diagnosis: int | None = None) -> None:
        """Bring the set from one state to another, unless somebody brought it elsewhere."""
        async with self.asking() as connection:
            await store.set_state(
                connection, self.ticket, state, self.clock.now(), was=[was], diagnosis=diagnosis
            )

    def parts(self, file_set: FileSet) -> list[Part]:
        """The parts of a set, in their order."""
        named = [one for one in map(take_apart, file_set.names) if isinstance(one, RawName)]
        files = [one for one in named if one.direction == "FI"]
        forms = file_set.part_forms or [0] * len(files)
        return [
            Part(index + 1, self.folder / one.name, one.compression is not None, sum(forms[:index]))
            for index, one in enumerate(sorted(files, key=lambda one: int(one.part)))
        ]


def declarant(file_set: FileSet) -> Sender:
    """Who declares what is in a set."""
    return Sender(enterprise_number=file_set.enterprise_number, door="xml")
