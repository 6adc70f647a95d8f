"""`fla rights run` and `fla rights report`: compute rights, and say what came of it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from fla.clock import Clock, SystemClock
from fla.database.embedded import database_server
from fla.doors.batch.interrupt import interruption
from fla.identifiers import IdentifierError, parse_enterprise_number
from fla.law.model import LawError
from fla.law.text import sentence
from fla.rights import run as running
from fla.rights.run_chunk import Rules
from fla.rights.run_model import Counts, Reached
from fla.rights.run_report import Report, report_of
from fla.settings import read_settings

FAILED = 1
"""Exit status of a run of which a chunk failed."""
INTERRUPTED = 130

_out = Console()
_WHAT = {
    "workers": "worked in the year",
    "created": "rights created",
    "changed": "rights changed",
    "unchanged": "rights unchanged",
    "removed": "rights removed",
    "opted_out": "workers opted out",
}
_REASONS = {
    "regime": "work regime",
    "months": "months of employment",
    "jointCommittee": "joint committee",
    "size": "size of the employer",
    "law": "law or settings",
    "optOut": "opt-out",
    "employment": "employment begun or cancelled",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group `rights`."""
    app.command("run")(run)
    app.command("report")(report)


def run(
    year: Annotated[int, typer.Argument(help="Calendar year of the rights.", metavar="YEAR")],
    employer: Annotated[
        str | None, typer.Option(help="Enterprise number of the only employer to compute.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would change; change nothing.")
    ] = False,
    processes: Annotated[int, typer.Option(help="Processes that compute.", min=1, max=64)] = 2,
) -> None:
    """Compute the training rights of a year, of all employers or of one.

    Ctrl-C stops after the chunks under way, and the same command goes on from there. A second run
    changes nothing. Status 1 where a chunk failed; the others are done.
    """
    with database_server(read_settings()) as server:
        status = asyncio.run(
            _run(server.app_url(), SystemClock(), year, employer, processes, dry_run=dry_run)
        )
    raise typer.Exit(status)


def report(
    number: Annotated[
        int | None, typer.Argument(help="Number of the run, else the latest.", metavar="RUN")
    ] = None,
) -> None:
    """Print the report of a run again."""
    with database_server(read_settings()) as server:
        found = asyncio.run(report_of(server.app_url(), SystemClock(), number))
    if found is None:
        raise typer.BadParameter("there is no such run", param_hint="RUN")
    _print(found)


async def _run(
    app_url: str, clock: Clock, year: int, employer: str | None, processes: int, *, dry_run: bool
) -> int:
    employer_id = None if employer is None else await _employer(app_url, clock, employer)
    wanted = running.Wanted(year=year, employer_id=employer_id, dry_run=dry_run)
    try:
        planned, continued = await running.plan(app_url, wanted, clock)
    except LawError as error:
        said = sentence(error.code, "en", year=error.detail)
        raise typer.BadParameter(said, param_hint="YEAR") from None
    if continued:
        _say(f"Run {planned.number} of {year} was not finished: it goes on.")
    rules = Rules(choices=running.operators_choices(), clock=clock)
    with interruption() as stop, _bar() as show:
        reached = await running.work_through(
            app_url, planned, rules, processes=processes, show=show, stop=stop
        )
    found = await report_of(app_url, clock, planned.number)
    if found is not None:
        _print(found)
    if reached.state == "stopped":
        _say("Stopped. The same command goes on from here.")
        return INTERRUPTED
    return FAILED if reached.state == "failed" else 0


async def _employer(app_url: str, clock: Clock, typed: str) -> int:
    try:
        number = parse_enterprise_number(typed)
    except IdentifierError:
        raise typer.BadParameter(
            f"{typed} is no enterprise number: ten digits, the last two check the others",
            param_hint="--employer",
        ) from None
    found = await running.employer_id_of(app_url, clock, number)
    if found is None:
        raise typer.BadParameter(f"the register has no employer {number}", param_hint="--employer")
    return found


@contextmanager
def _bar() -> Iterator[running.Show]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=_out, transient=True, disable=not _out.is_terminal
    ) as bar:
        task = bar.add_task("Reading …", total=None)

        def show(reached: Reached) -> None:
            stopping = (
                "; stopping after the chunks under way" if reached.state == "stopping" else ""
            )
            bar.update(
                task,
                description=f"{reached.counts.workers:,} workers{stopping}",
                total=reached.chunks,
                completed=reached.finished + reached.failed,
            )

        yield show


def _print(found: Report) -> None:
    kind = "dry run, nothing kept" if found.run.dry_run else found.reached.state
    seconds = f" in {found.seconds:.1f} s" if found.seconds is not None else ""
    _say(f"[bold]Run {found.run.number}[/], rights of {found.run.year}: {kind}{seconds}")
    _out.print(_counts(found.reached.counts))
    if found.reasons:
        _out.print(_reasons(found.reasons))
    if found.committees:
        _out.print(_committees(found.committees))
    for first, last, problem in found.problems:
        _say(f"[red]failed:[/] employers {first} to {last}: {escape(problem)}")


def _counts(counts: Counts) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, what in _WHAT.items():
        table.add_row(f"{getattr(counts, name):,}", what)
    return table


def _reasons(reasons: dict[str, int]) -> Table:
    table = Table("Rights", "changed because of", box=None, pad_edge=False)
    for reason, count in reasons.items():
        table.add_row(f"{count:,}", _REASONS.get(reason, reason))
    return table


def _committees(committees: list[tuple[str, int, int]]) -> Table:
    table = Table("Joint committee", "Rights", "Over zero", box=None, pad_edge=False)
    for code, rights, granted in committees:
        table.add_row(code, f"{rights:,}", f"{granted:,}")
    return table


def _say(text: str) -> None:
    _out.print(text, highlight=False, soft_wrap=True)
