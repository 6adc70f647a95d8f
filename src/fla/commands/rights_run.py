"""`fla rights run` and `fla rights report`: compute rights, and say what came of it."""

import asyncio
from typing import Annotated

import typer

from fla.clock import SystemClock
from fla.commands.options import enterprise_number
from fla.database.embedded import database_server
from fla.settings import read_settings


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
    from fla.commands import run_terminal  # takes a moment that other commands need not wait

    number = enterprise_number(employer, "--employer") if employer else None
    with database_server(read_settings()) as server:
        request = run_terminal.Request(
            app_url=server.app_url(),
            year=year,
            employer=number,
            dry_run=dry_run,
            processes=processes,
        )
        status = asyncio.run(run_terminal.run(request, SystemClock()))
    raise typer.Exit(status)


def report(
    number: Annotated[
        int | None, typer.Argument(help="Number of the run, else the latest.", metavar="RUN")
    ] = None,
) -> None:
    """Print the report of a run again."""
    from fla.commands import run_terminal

    with database_server(read_settings()) as server:
        asyncio.run(run_terminal.report(server.app_url(), number, SystemClock()))
