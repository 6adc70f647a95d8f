"""One run through a declaration file: chunk by chunk, reading ahead, telling answers as it goes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from fla.doors.batch.ahead import Ahead
from fla.doors.batch.chunk import Chunk, lanes
from fla.doors.batch.fault import FaultKind, FileFault
from fla.doors.batch.reader import Record
from fla.doors.batch.tally import ShowProgress
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.languages import Language

CHUNK = 5_000
"""Records in one submission."""


Take = Callable[[Sequence[AnyDeclaration]], Awaitable[list[Outcome]]]
"""What answers declarations of one chunk that go together, as one submission, in their order."""


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

    async def answer(self, ahead: Ahead) -> FileFault | None:
        """Answer the file from its header on to its end, to its fault, or until told to stop."""
        async with aclosing(ahead.chunks()) as chunks:
            async for chunk in chunks:
                if self.stopped():
                    return FileFault(FaultKind.INTERRUPTED)
                await self.sink.answered(chunk, await self._outcomes(chunk.records))
                if chunk.fault is not None:
                    return chunk.fault
        return None

    async def _outcomes(self, records: Sequence[Record]) -> list[Outcome]:
        """The outcomes in the order of the records, by one lane or several side by side."""
        if not records:
            return []
        divided = [[*range(len(records))]] if self.lanes == 1 else lanes(records, self.lanes)
        answers = await asyncio.gather(
            *(self.take([records[index].declaration for index in lane]) for lane in divided),
            return_exceptions=True,
        )
        outcomes: dict[int, Outcome] = {}
        for indexes, answer in zip(divided, answers, strict=True):
            if isinstance(answer, BaseException):
                raise answer
            outcomes.update(zip(indexes, answer, strict=True))
        return [outcomes[index] for index in range(len(records))]
