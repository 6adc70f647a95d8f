"""One declaration file on its own, answered in an outcome file."""

import errno
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

from msgspec import Struct

from fla.clock import Clock
from fla.doors.batch.ahead import Ahead
from fla.doors.batch.chunk import Chunk
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.outcome import OutcomeFile
from fla.doors.batch.reader import Header
from fla.doors.batch.run import Options, Run, Take
from fla.doors.batch.tally import Progress, Summary, Tally
from fla.intake.declaration import Outcome
from fla.intake.submit import TryAgainError
from fla.languages import LANGUAGES


class FileRun(Struct, kw_only=True):
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
                fault = await self._answer(ahead, file, fault)
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

    async def _answer(
        self, ahead: Ahead, file: OutcomeFile | None, fault: FileFault | None
    ) -> FileFault | None:
        """Whatever happens on the way, what was answered until then ends up in the outcome file."""
        stop = self.options.stop
        run = Run(
            take=self.take,
            sink=_Answers(self, file),
            stopped=lambda: stop is not None and stop.is_set(),
            lanes=self.options.lanes,
        )
        reached: FileFault | None = FileFault(FaultKind.INTERRUPTED)
        try:
            with suppress(TryAgainError):  # to be submitted again, as what was interrupted
                reached = fault or await run.answer(ahead)
        finally:
            if file is not None:
                file.finish(self.tally, reached)
        return reached


class _Answers(Struct, frozen=True):
    """Where the outcomes of one file go: its tally, its outcome file, and whoever looks on."""

    run: FileRun
    file: OutcomeFile | None

    async def answered(self, chunk: Chunk, outcomes: Sequence[Outcome]) -> None:
        tally, show = self.run.tally, self.run.options.progress
        tally.add(outcomes)
        if self.file is not None:
            self.file.write(chunk.records, outcomes)
        if show is not None:
            show(
                Progress(
                    records=tally.records,
                    accepted=tally.accepted,
                    warned=tally.warned,
                    rejected=tally.rejected,
                    bytes_read=chunk.bytes_read,
                    bytes_total=self.run.path.stat().st_size,
                )
            )
