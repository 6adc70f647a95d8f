"""Takes a declaration file through the intake: `check_file` tries it out, `submit_file` does it.

While one chunk is in the database a thread reads the next. Each chunk is a submission and so a
transaction: whatever stops a file, what has been answered is settled and the rest untouched, and
submitting the same file again completes it, for references are idempotent.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from fla.clock import Clock
from fla.database.pool import Pool
from fla.doors.batch.file_run import FileRun
from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.run import Options, Take
from fla.doors.batch.tally import Summary, Tally
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import Trial, TryAgainError, submit, trial

_DEFAULT = Options()


def outcome_path(path: Path) -> Path:
    """Where the outcomes of a file go by default: `NAME.outcome.xml` beside `NAME.xml`."""
    name = path.stem if path.suffix.lower() == ".xml" else path.name
    return path.with_name(f"{name}.outcome.xml")


async def submit_file(
    path: Path, sender: Sender, pool: Pool, clock: Clock, options: Options = _DEFAULT
) -> Summary:
    """Submit a declaration file and write the outcome of each record to the outcome file.

    Raises `OSError` when the file cannot be read or the outcome file not be written, and whatever
    the database raises; the outcome file then tells how far it came.
    """
    return await FileRun(
        path=path,
        sender=sender.enterprise_number,
        take=_register(pool, sender, clock),
        clock=clock,
        options=options,
        outcome_file=options.outcome_file or outcome_path(path),
        dry_run=False,
        tally=Tally(),
    ).run()


async def check_file(
    path: Path,
    sender: Sender | None,
    pool: Pool | None,
    clock: Clock,
    options: Options = _DEFAULT,
) -> Summary:
    """Answer a declaration file as `submit_file` would, without writing anything to the register.

    With a database the whole file is tried in one transaction that is undone at the end, in one
    lane, so that a record may build on an earlier one; `sender` is then needed. Without one only
    the form is checked. Raises as `submit_file`, and `ValueError` for a database without a sender.
    """
    if pool is None:
        return await _check(path, sender, _form_alone(clock), clock, options)
    if sender is None:
        raise ValueError("a check against the register needs a sender")
    async with pool.connection() as connection, trial(connection, clock) as tried:
        return await _check(path, sender, _tried(tried, sender), clock, options)


async def _check(
    path: Path, sender: Sender | None, take: Take, clock: Clock, options: Options
) -> Summary:
    return await FileRun(
        path=path,
        sender=sender.enterprise_number if sender else None,
        take=take,
        clock=clock,
        options=replace(options, lanes=1),
        outcome_file=options.outcome_file,
        dry_run=True,
        tally=Tally(),
    ).run()


def _tried(trial: Trial, sender: Sender) -> Take:
    async def take(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        return await trial(sender, declarations)

    return take


def _register(pool: Pool, sender: Sender, clock: Clock) -> Take:
    async def take(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        async with pool.connection() as connection:
            try:
                return await submit(connection, sender, declarations, clock)
            except TryAgainError:  # once more; where that fails too, the file is to come again
                return await submit(connection, sender, declarations, clock)

    return take


def _form_alone(clock: Clock) -> Take:
    async def take(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        return offline_outcomes(declarations, clock.today())

    return take
