"""A snapshot file set: surveyed before anything is written, then answered from the survey.

The survey goes through the set once, compares each record with what its sender declared before,
and keeps in the set's folder what has to be done: whoever goes on with the set, after a crash too,
does the very same. What is unchanged has its answer there and then, and is kept without what it
says.
"""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, Self

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from fla.doors.batch.chunk import Chunk
from fla.doors.batch.kept_records import KeptRecords, created, keep
from fla.doors.batch.layout import LAYOUTS
from fla.doors.batch.reader import Record
from fla.doors.batch.source_text import SourceText
from fla.filesets.spool import ensure_room
from fla.intake import snapshot_store
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import (
    AnyDeclaration,
    Unreadable,
    kind_of,
)
from fla.intake.snapshot import Standing, Verdict, as_change, compare, unchanged
from fla.intake.snapshot_store import TABLES, Connection, Vanished
from fla.senders.model import Purpose

SNAPSHOT: Final[Purpose] = "FLAS"
FEWEST: Final = 10
"""Registered objects from which on a share of them means something; employers with fewer are taken
together."""

_SURVEY = "survey.json"
_VANISHED = "vanished"


class Share(Struct, frozen=True, rename="camel"):
    """What a snapshot would change of the objects that its sender registered at an employer."""

    enterprise_number: str
    registered: int
    changed: int
    new: int

    def above(self, percentage: int) -> bool:
        """Whether that is more than so many per cent."""
        return (self.changed + self.new) * 100 > percentage * self.registered


class Survey(Struct, frozen=True, kw_only=True, rename="camel"):
    """What a snapshot is to what its sender declared before.

    `cancelled`: records of objects that were cancelled; they are refused. `vanished`: objects that
    the sender registered, of employers and kinds that occur, and that have no record; they stay as
    they are. `shares`: the employers with objects of which anything would change. `small`: the
    objects, unchanged ones too, of all employers with too few for a share of them.
    """

    records: int
    unchanged: int
    changed: int
    new: int
    cancelled: int
    vanished: int
    shares: list[Share]
    small: int = 0

    def above(self, percentage: int) -> list[Share]:
        """The employers of whose objects it would change more than so many per cent.

        Those with few objects only where it would change as much of them all together.
        """
        few = [share for share in self.shares if share.registered < FEWEST]
        changed, new = sum(one.changed for one in few), sum(one.new for one in few)
        alike = self.small >= FEWEST and Share("", self.small, changed, new).above(percentage)
        return [
            share
            for share in self.shares
            if share.above(percentage) and (alike or share.registered >= FEWEST)
        ]


class Surveyor:
    """Surveys one snapshot; `look` takes its chunks in order, `finish` says what it is.

    `connection` is to be used for nothing else meanwhile; `sender` is an enterprise number.
    """

    def __init__(self, connection: Connection, sender: str, today: dt.date, folder: Path) -> None:
        self._connection = connection
        self._sender = sender
        self._today = today
        self._folder = folder
        self._verdicts: Counter[Verdict] = Counter()
        self._changed: Counter[str] = Counter()
        self._new: Counter[str] = Counter()
        self._unchanged: Counter[str] = Counter()
        self._kinds: set[str] = set()
        self._kept = _kept(folder)
        self._parts = 0
        self._file: BinaryIO | None = None

    async def __aenter__(self) -> Self:
        """Begin anew, without what an earlier survey left."""
        forget(self._folder)
        self._kept.begin()
        await snapshot_store.remember(self._connection)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the file."""
        self._close()

    async def look(self, part: int, records: Sequence[Record], text: SourceText) -> None:
        """Compare some records of a part, and keep what is to be done with them.

        Parts come in order. Raises OSError where the disk has no room.
        """
        declarations = [record.declaration for record in records]
        standings = await compare(self._connection, self._sender, declarations, self._today)
        self._count(declarations, standings)
        self._write(part, Chunk(list(map(_judged, records, standings)), 0, None, text))

    async def finish(self) -> Survey:
        """Find what vanished, and leave the survey in the set's folder, safely on disk."""
        self._close()
        self._kept.finish([1] * self._parts)
        shares = await self._shares()
        survey = Survey(
            records=self._verdicts.total(),
            unchanged=self._verdicts["unchanged"],
            changed=self._verdicts["changed"],
            new=self._verdicts["new"],
            cancelled=self._verdicts["cancelled"],
            vanished=await self._keep_vanished(),
            shares=shares,
            small=self._small(shares),
        )
        _replace(self._folder / _SURVEY, msgspec.json.encode(survey))
        return survey

    def _count(self, declarations: Sequence[AnyDeclaration], standings: Sequence[Standing]) -> None:
        self._verdicts.update(standing.verdict for standing in standings)
        self._kinds.update(map(kind_of, declarations))
        counts = {"changed": self._changed, "new": self._new, "unchanged": self._unchanged}
        for declaration, found in zip(declarations, standings, strict=True):
            # Of employers that there are: a file may name millions of others.
            if found.known and (numbers := counts.get(found.verdict)) is not None:
                numbers[declaration.enterprise_number] += 1

    def _write(self, part: int, chunk: Chunk) -> None:
        ensure_room(self._folder)
        if self._file is None or part > self._parts:
            self._close()
            self._file, self._parts = created(self._kept.file(part, 0)), part
        keep(self._file, chunk)

    def _close(self) -> None:
        if self._file is not None:
            with self._file as file:
                _settle(file)
            self._file = None

    async def _keep_vanished(self) -> int:
        count = 0
        touched = sorted({*self._changed, *self._new})
        with created(self._folder / _VANISHED) as file:
            async for one in snapshot_store.vanished(
                self._connection, self._sender, self._compared_kinds, touched, self._today
            ):
                file.write(msgspec.json.encode(one) + b"\n")
                count += 1
            _settle(file)
        return count

    async def _shares(self) -> list[Share]:
        touched = sorted({*self._changed, *self._new})
        registered = await snapshot_store.registered(
            self._connection, self._sender, self._compared_kinds, touched, self._today
        )
        return [
            Share(number, total, self._changed[number], self._new[number])
            for number, total in registered.items()
        ]

    def _small(self, shares: list[Share]) -> int:
        """The objects of employers with few; of those of which nothing changes, as the file has."""
        touched = {share.enterprise_number for share in shares}
        counts = [one.registered for one in shares]
        counts += [count for number, count in self._unchanged.items() if number not in touched]
        return sum(count for count in counts if count < FEWEST)

    @property
    def _compared_kinds(self) -> list[str]:
        return sorted(self._kinds & TABLES.keys())


def surveyed(folder: Path) -> Survey | None:
    """The survey that was finished in a set's folder, None where there is none, or not all."""
    if not _kept(folder).complete():
        return None
    try:
        return msgspec.json.decode((folder / _SURVEY).read_bytes(), type=Survey)
    except FileNotFoundError:
        return None


def records(folder: Path, read: KeptRecords) -> KeptRecords:
    """The records of a set as they are to be answered: as they were surveyed, else as read."""
    return read if surveyed(folder) is None else _kept(folder)


def _kept(folder: Path) -> KeptRecords:
    return KeptRecords(folder / "surveyed")


def forget(folder: Path) -> None:
    """Remove the survey of a set, if there is one, and all that was kept of it."""
    for name in (_SURVEY, _VANISHED):
        (folder / name).unlink(missing_ok=True)
    _kept(folder).forget()


def vanished(folder: Path) -> Iterator[Vanished]:
    """What vanished, in the order of kind, employer and reference."""
    decoder = msgspec.json.Decoder(Vanished)
    with (folder / _VANISHED).open("rb") as file:
        for line in file:
            yield decoder.decode(line)


def _judged(record: Record, standing: Standing) -> Record:
    declaration = record.declaration
    if standing.verdict == "unchanged":
        heading = replace(declaration, **{LAYOUTS[record.element].said: None})
        return replace(record, declaration=heading, outcome=unchanged(declaration, standing))
    return replace(record, declaration=as_change(as_registration(declaration), standing))


def as_registration(declaration: AnyDeclaration) -> AnyDeclaration:
    """A record as a snapshot means it: it says what there is, and so can only register."""
    if declaration.action == "register" or isinstance(declaration, Unreadable):
        return declaration
    return Unreadable(
        action=declaration.action,
        reference=declaration.reference,
        enterprise_number=declaration.enterprise_number,
        ssin=declaration.ssin,
        target=declaration.target,
        anomalies=(Anomaly(Field.ACTION, Error.FORBIDDEN, declaration.action),),
    )


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _replace(path: Path, content: bytes) -> None:
    growing = path.with_name(f"{path.name}.part")
    with created(growing) as file:
        file.write(content)
        _settle(file)
    growing.replace(path)
