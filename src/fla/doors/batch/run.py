"""One run through a declaration file: chunk by chunk, reading ahead, telling answers as it goes."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from fla.doors.batch.chunk import Chunk, lanes
from fla.doors.batch.fault import FaultKind, FileFault
from fla.doors.batch.reader import Record
from fla.doors.batch.tally import ShowProgress
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.languages import Language

CHUNK = 5_000
"""Records in one submission."""


class Portion(Struct, frozen=True):
    """Declarations of one chunk that go together, as one submission.

    `first` is the place in the file, from 1, of the chunk's first record; `lane` tells the portions
    of a chunk apart. Of the same file, the same portions are made each time.
    """

    first: int
    lane: int
    declarations: list[AnyDeclaration]


Take = Callable[[Portion], Awaitable[list[Outcome]]]
"""What answers a portion, in the order of its declarations."""


class Source(Protocol):
    """Where the records of a file come from."""

    def chunks(self) -> AsyncGenerator[Chunk]:
        """The chunks in the order of the file; to be closed when left early."""
        ...


class Sink(Protocol):
    """Where the outcomes of a file go."""

    async def answered(self, chunk: Chunk, outcomes: Sequence[Outcome]) -> None:
        """Take the outcomes of a chunk, in the order of its records."""
        ...


class Options(Struct, frozen=True, kw_only=True):
    """How to go about a file.

    `language` of the messages: else the header's, else all four. `outcome_file`: where the answers
    go; a submission has one beside the file by default, a check has none. `lanes`: submissions at
    a time, each on a connection of its own. `stop`: once set, the file is left after its present
    chunk.
    """

    language: Language | None = None
    outcome_file: Path | None = None
    chunk_size: int = CHUNK
    lanes: int = 1
    progress: ShowProgress | None = None
    stop: asyncio.Event | None = None


class Run(Struct, frozen=True, kw_only=True):
    """A file on its way: who answers it, who is told, and who may say that it is to be left."""

    take: Take
    sink: Sink
    stopped: Callable[[], bool]
    lanes: int = 1

    async def answer(self, source: Source) -> FileFault | None:
        """Answer the file from its header on to its end, to its fault, or until told to stop."""
        async with aclosing(source.chunks()) as chunks:
            async for chunk in chunks:
                if self.stopped():
                    return FileFault(FaultKind.INTERRUPTED)
                await self.sink.answered(chunk, await self._outcomes(chunk.records))
                if chunk.fault is not None:
                    return chunk.fault
        return None

    async def _outcomes(self, records: Sequence[Record]) -> list[Outcome]:
        """The outcomes in the order of the records; those that have none yet are asked for."""
        asked = [record for record in records if record.outcome is None]
        found = iter(await self._ask(asked))
        return [record.outcome or next(found) for record in records]

    async def _ask(self, records: Sequence[Record]) -> list[Outcome]:
        """The outcomes by one lane or several side by side."""
        if not records:
            return []
        divided = [[*range(len(records))]] if self.lanes == 1 else lanes(records, self.lanes)
        answers = await asyncio.gather(
            *(self._lane(records, lane, indexes) for lane, indexes in enumerate(divided)),
            return_exceptions=True,
        )
        outcomes: dict[int, Outcome] = {}
        for indexes, answer in zip(divided, answers, strict=True):
            if isinstance(answer, BaseException):
                raise answer
            outcomes.update(zip(indexes, answer, strict=True))
        return [outcomes[index] for index in range(len(records))]

    def _lane(
        self, records: Sequence[Record], lane: int, indexes: Sequence[int]
    ) -> Awaitable[list[Outcome]]:
        declarations = [records[index].declaration for index in indexes]
        return self.take(Portion(records[0].position, lane, declarations))
