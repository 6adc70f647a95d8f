"""One run through a declaration file: chunk by chunk, reading ahead, answering as it goes."""

import asyncio
import errno
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, nullcontext, suppress
from pathlib import Path

from msgspec import Struct

from fla.clock import Clock
from fla.doors.batch.ahead import Ahead
from fla.doors.batch.chunk import Chunk, lanes
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.outcome import OutcomeFile
from fla.doors.batch.reader import Header, Record
from fla.doors.batch.tally import Progress, ShowProgress, Summary, Tally
from fla.intake.declaration import AnyDeclaration, Outcome
from fla.intake.submit import TryAgainError
from fla.languages import LANGUAGES, Language

CHUNK = 5_000
"""Records in one submission."""

Take = Callable[[Sequence[AnyDeclaration]], Awaitable[list[Outcome]]]
"""What answers declarations, in their order."""


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


class Run(Struct, kw_only=True):
    """A file on its way; `sender` is whom the header must name, if not anyone."""

    path: Path
    sender: str | None
    take: Take
    clock: Clock
    options: Options
    outcome_file: Path | None
    dry_run: bool
    tally: Tally

    async def run(self) -> Summary:
        """Answer the file to its end, to its fault, or until told to stop."""
        started = time.monotonic()
        with self.path.open("rb") as stream, ThreadPoolExecutor(1) as worker:
            ahead = Ahead(worker, stream, self.options.chunk_size)
            header, fault = await self._header(ahead)
            with self._begin(header) as file:
                fault = await self._answer_all(ahead, file, fault)
        return Summary(
            records=self.tally.records,
            accepted=self.tally.accepted,
            warned=self.tally.warned,
            rejected=self.tally.rejected,
            repeated=self.tally.repeated,
            codes=dict(self.tally.codes),
            elapsed=time.monotonic() - started,
            fault=fault,
            outcome_file=self.outcome_file,
        )

    async def _header(self, ahead: Ahead) -> tuple[Header | None, FileFault | None]:
        try:
            header = await ahead.header()
        except FileRefusedError as refused:
            return None, refused.fault
        if self.sender is not None and header.sender != self.sender:
            return header, FileFault(FaultKind.SENDER, detail=header.sender)
        return header, None

    def _begin(self, header: Header | None) -> OutcomeFile | nullcontext[None]:
        if self.outcome_file is None:
            return nullcontext()
        if self.outcome_file.exists() and self.outcome_file.samefile(self.path):
            message = "the outcome file would replace the declaration file; name another"
            raise FileExistsError(errno.EEXIST, message, str(self.outcome_file))
        language = self.options.language or (header and header.language)
        languages = (language,) if language else LANGUAGES
        return OutcomeFile(
            self.outcome_file, self.path.name, self.clock.now(), languages, dry_run=self.dry_run
        )

    async def _answer_all(
        self, ahead: Ahead, file: OutcomeFile | None, fault: FileFault | None
    ) -> FileFault | None:
        """Whatever happens on the way, what was answered until then ends up in the outcome file."""
        reached: FileFault | None = FileFault(FaultKind.INTERRUPTED)
        try:
            with suppress(TryAgainError):  # to be submitted again, as what was interrupted
                reached = fault or await self._answer_chunks(ahead, file)
        finally:
            if file is not None:
                file.finish(self.tally, reached)
        return reached

    async def _answer_chunks(self, ahead: Ahead, file: OutcomeFile | None) -> FileFault | None:
        stop = self.options.stop
        async with aclosing(ahead.chunks()) as chunks:
            async for chunk in chunks:
                if stop is not None and stop.is_set():
                    return FileFault(FaultKind.INTERRUPTED)
                await self._answer(chunk, file)
                if chunk.fault is not None:
                    return chunk.fault
        return None

    async def _answer(self, chunk: Chunk, file: OutcomeFile | None) -> None:
        outcomes = await self._outcomes(chunk.records)
        self.tally.add(outcomes)
        if file is not None:
            file.write(chunk.records, outcomes)
        if self.options.progress is not None:
            self.options.progress(
                Progress(
                    records=self.tally.records,
                    accepted=self.tally.accepted,
                    warned=self.tally.warned,
                    rejected=self.tally.rejected,
                    bytes_read=chunk.bytes_read,
                    bytes_total=self.path.stat().st_size,
                )
            )

    async def _outcomes(self, records: Sequence[Record]) -> list[Outcome]:
        """The outcomes in the order of the records, by one lane or several side by side."""
        if not records:
            return []
        if self.options.lanes == 1:
            return await self.take([record.declaration for record in records])
        divided = lanes(records, self.options.lanes)
        answers = await asyncio.gather(
            *(self.take([records[index].declaration for index in lane]) for lane in divided),
            return_exceptions=True,
        )
        outcomes: dict[int, Outcome] = {}
        for lane, answer in zip(divided, answers, strict=True):
            if isinstance(answer, BaseException):
                raise answer
            outcomes.update(zip(lane, answer, strict=True))
        return [outcomes[index] for index in range(len(records))]
