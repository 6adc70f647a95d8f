"""A run of the rights of a year in a terminal: progress while it runs, then what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from msgspec import Struct
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from fla import jobs
from fla.clock import Clock
from fla.doors.batch.interrupt import interruption
from fla.law.model import LawError
from fla.law.text import sentence
from fla.rights import run as running
from fla.rights.run_model import OPEN_END, Counts, Reached, Run
from fla.rights.run_report import Report, report_of

FAILED = 1
"""Exit status of a run of which a chunk failed."""
INTERRUPTED = 130
"""Exit status of a run that was stopped."""

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


class Request(Struct, frozen=True, kw_only=True):
    """What somebody at a terminal asks: to compute a year, of one employer (its number) or all."""

    app_url: str
    year: int
    employer: str | None
    dry_run: bool
    processes: int


async def run(request: Request, clock: Clock) -> int:
    """Do what is asked, print what came of it, and return the exit status."""
    planned = await _planned(request, clock)
    with interruption() as stop, _bar() as show:
        reached = await running.work_through(
            request.app_url,
            planned,
            jobs.rules(clock),
            processes=request.processes,
            show=show,
            stop=stop,
        )
    await report(request.app_url, planned.number, clock)
    if reached.state == "stopped":
        _say("Stopped. The same command goes on from here.")
        return INTERRUPTED
    return FAILED if reached.state == "failed" else 0


async def report(app_url: str, number: int | None, clock: Clock) -> None:
    """Print the report of a run, of the latest without a number."""
    found = await report_of(app_url, clock, number)
    if found is None:
        raise typer.BadParameter("there is no such run", param_hint="RUN")
    _print(found)


async def _planned(request: Request, clock: Clock) -> Run:
    wanted = running.Wanted(
        year=request.year,
        employer_id=await _employer(request, clock),
        dry_run=request.dry_run,
    )
    try:
        planned, continued = await running.plan(request.app_url, wanted, clock)
    except LawError as error:
        said = sentence(error.code, "en", year=error.detail)
        raise typer.BadParameter(said, param_hint="YEAR") from None
    if continued:
        _say(f"Run {planned.number} of {planned.year} was not finished: it goes on.")
    return planned


async def _employer(request: Request, clock: Clock) -> int | None:
    if request.employer is None:
        return None
    found = await running.employer_id_of(request.app_url, clock, request.employer)
    if found is None:
        raise typer.BadParameter(
            f"the register has no employer {request.employer}", param_hint="--employer"
        )
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
        span = f"{first} and later" if last == OPEN_END else f"{first} to {last}"
        _say(f"[red]failed:[/] employers {span}: {escape(problem)}")


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
