"""`fla rights close` and `fla rights reopen`: end a year for its rights, or take that back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, TypeVar

import psycopg
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from fla.clock import Clock, SystemClock
from fla.commands.options import enterprise_number
from fla.credit.closing import (
    Closing,
    Reopening,
    YearNotOverError,
    close_year,
    employer_ranges,
    reopen_year,
)
from fla.database.embedded import database_server
from fla.database.identity import OPERATOR, assume
from fla.database.records import Connection
from fla.register.store import employer_ids
from fla.settings import read_settings

REFUSED = 1
"""Exit status of a reopening that the closing of the next year stands against."""

_out = Console()
_Counts = TypeVar("_Counts")
_WRITTEN = {
    "workers": "workers with a credit line",
    "lines": "credit lines",
    "created": "closed for the first time",
    "changed": "closed anew, with another outcome",
    "removed": "closings taken away, the line is gone",
    "carried": "carried over",
    "window_end": "lapsed at the end of the window",
    "small_employer": "lapsed at a small employer",
    "leaver": "lapsed because the worker left",
}

Year = Annotated[int, typer.Argument(help="Calendar year.", metavar="YEAR")]
Employer = Annotated[str | None, typer.Option(help="Enterprise number of the only employer.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count; change nothing.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the group `rights`."""
    app.command("close")(close)
    app.command("reopen")(reopen)


def close(year: Year, employer: Employer = None, dry_run: DryRun = False) -> None:
    """Carry what is left of a year's rights over into the next, or let it lapse.

    A second time it changes only what comes out otherwise since. Employers are closed one lot after
    the other; interrupted, the same command goes on.
    """
    with database_server(read_settings()) as server:
        closing = asyncio.run(
            close_for(server.app_url(), SystemClock(), year, employer, dry_run=dry_run)
        )
    done = "Would close" if dry_run else "Closed"
    _out.print(f"[bold]{done} {year}[/] for {_employers(closing.employers)}.", highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, what in _WRITTEN.items():
        table.add_row(f"{getattr(closing, name):,}", what)
    _out.print(table)
    if closing.not_computed:
        _out.print(
            f"{_employers(closing.not_computed)} not computed yet, left open: "
            f"`fla rights run {year}` first.",
            highlight=False,
            soft_wrap=True,
        )


def reopen(year: Year, employer: Employer = None, dry_run: DryRun = False) -> None:
    """Take the closing of a year back, where the next year is not closed.

    Status 1 where it is closed for some; they keep their closing.
    """
    with database_server(read_settings()) as server:
        reopened = asyncio.run(
            reopen_for(server.app_url(), SystemClock(), year, employer, dry_run=dry_run)
        )
    done = "Would reopen" if dry_run else "Reopened"
    _out.print(
        f"[bold]{done} {year}[/] for {_employers(reopened.employers)}: "
        f"{reopened.lines:,} lines are not carried over any more.",
        highlight=False,
    )
    if reopened.kept:
        _out.print(
            f"{_employers(reopened.kept)} closed {year + 1} already: reopen that first.",
            highlight=False,
        )
        raise typer.Exit(REFUSED)


async def close_for(
    app_url: str, clock: Clock, year: int, employer: str | None, *, dry_run: bool
) -> Closing:
    """Close a year for one employer or all, a transaction for each lot of employers."""
    from fla.rights.run import operators_choices  # its columns take a moment

    choices = operators_choices()

    async def one(connection: Connection, employers: range) -> Closing:
        return await close_year(connection, year, employers, clock.now(), choices, dry_run=dry_run)

    total = Closing(year=year)
    try:
        async for closing in _each(app_url, clock, employer, one):
            total = total.plus(closing)
    except YearNotOverError:
        raise typer.BadParameter(f"{year} is not over", param_hint="YEAR") from None
    return total


async def reopen_for(
    app_url: str, clock: Clock, year: int, employer: str | None, *, dry_run: bool
) -> Reopening:
    """Reopen a year for one employer or all."""

    async def one(connection: Connection, employers: range) -> Reopening:
        return await reopen_year(connection, year, employers, clock.now(), dry_run=dry_run)

    total = Reopening()
    async for reopening in _each(app_url, clock, employer, one):
        total = total.plus(reopening)
    return total


async def _each(
    app_url: str,
    clock: Clock,
    employer: str | None,
    work: Callable[[Connection, range], Awaitable[_Counts]],
) -> AsyncIterator[_Counts]:
    """Do some work for each lot of employers, each in a transaction of its own."""
    async with await psycopg.AsyncConnection.connect(app_url, autocommit=True) as connection:
        async with connection.transaction():
            await assume(connection, OPERATOR, clock.today())
            lots = await _lots(connection, employer)
        with Progress(console=_out, transient=True, disable=not _out.is_terminal) as bar:
            for lot in bar.track(lots, description="Employers"):
                async with connection.transaction():
                    await assume(connection, OPERATOR, clock.today())
                    counts = await work(connection, lot)
                yield counts


async def _lots(connection: Connection, employer: str | None) -> list[range]:
    if employer is None:
        return await employer_ranges(connection)
    number = enterprise_number(employer, "--employer")
    found = await employer_ids(connection, [number])
    if not found:
        raise typer.BadParameter(f"the register has no employer {number}", param_hint="--employer")
    return [range(found[number], found[number] + 1)]


def _employers(count: int) -> str:
    return "1 employer" if count == 1 else f"{count:,} employers"
