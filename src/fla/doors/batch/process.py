"""Takes a declaration file through the intake: `check_file` tries it out, `submit_file` does it.

While one chunk is in the database a thread reads the next. Each chunk is a submission and so a
transaction: whatever stops a file, what has been answered is settled and the rest untouched, and
submitting the same file again completes it, for references are idempotent.
"""

from collections.abc import Sequence
from pathlib import Path

from fla.clock import Clock
from fla.database.pool import Pool
from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.run import Options, Run, Take
from fla.doors.batch.tally import Summary, Tally
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import submit

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
    return await Run(
        path=path,
        sender=sender.enterprise_number,
        take=_register(pool, sender, clock, dry_run=False),
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
    """Answer a declaration file without writing anything to the register.

    With a database each chunk is held against the register as it stands, without what earlier
    chunks would have brought; `sender` is then needed. Without one only the form is checked.
    Raises as `submit_file`, and `ValueError` for a database without a sender.
    """
    if pool is None:
        take = _form_alone(clock)
    elif sender is None:
        raise ValueError("a check against the register needs a sender")
    else:
        take = _register(pool, sender, clock, dry_run=True)
    return await Run(
        path=path,
        sender=sender.enterprise_number if sender else None,
        take=take,
        clock=clock,
        options=options,
        outcome_file=options.outcome_file,
        dry_run=True,
        tally=Tally(),
    ).run()


def _register(pool: Pool, sender: Sender, clock: Clock, *, dry_run: bool) -> Take:
    async def take(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        async with pool.connection() as connection:
            return await submit(connection, sender, declarations, clock, dry_run=dry_run)

    return take


def _form_alone(clock: Clock) -> Take:
    async def take(declarations: Sequence[AnyDeclaration]) -> list[Outcome]:
        return offline_outcomes(declarations, clock.today())

    return take
