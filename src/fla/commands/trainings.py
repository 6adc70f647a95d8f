"""`fla trainings`: settle proposals by hand, and see which providers name workers in vain."""

import asyncio
import datetime as dt
from typing import Annotated

import psycopg
import typer
from rich.console import Console
from rich.table import Table

from fla.clock import Clock, SystemClock
from fla.database.embedded import database_server
from fla.database.identity import OPERATOR, assume
from fla.settings import read_settings
from fla.trainings.misses_store import Misses, misses_since
from fla.trainings.settling import Due, due
from fla.trainings.settling import settle as settle_due

app = typer.Typer(help="Trainings that providers registered.", no_args_is_help=True)
_out = Console()


@app.command()
def settle(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what would settle; change nothing.")
    ] = False,
) -> None:
    """Settle what providers registered and nobody objected to, after its last day.

    The same is done every night, unless FLA_SETTLE_PROPOSALS says that proposals wait: then this
    is the way to do it when the operator wants to. Interrupted, the same command goes on.
    """
    with database_server(read_settings()) as server:
        clock = SystemClock()
        waiting = asyncio.run(due(server.app_url(), clock))
        settled = 0 if dry_run else asyncio.run(settle_due(server.app_url(), clock))
    if dry_run:
        _out.print(f"[bold]Would settle[/] {_proposals(waiting)}.", highlight=False)
    else:
        _out.print(f"[bold]Settled[/] {settled:,} of {_proposals(waiting)}.", highlight=False)


@app.command()
def misses(
    days: Annotated[int, typer.Option(help="Days to look back.", min=1, max=3650)] = 30,
) -> None:
    """List providers that named workers who are not employed where they said, the latest first."""
    with database_server(read_settings()) as server:
        found = asyncio.run(_recent(server.app_url(), SystemClock(), days))
    table = Table("Day", "Provider", "", "Missed", "Accepted", box=None, pad_edge=False)
    for one in found:
        table.add_row(
            one.day.isoformat(), one.provider, one.name, f"{one.misses:,}", f"{one.accepted:,}"
        )
    if found:
        _out.print(table)
    else:
        _out.print("Nobody.")


async def _recent(app_url: str, clock: Clock, days: int) -> list[Misses]:
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        return await misses_since(connection, clock.today() - dt.timedelta(days=days - 1))


def _proposals(waiting: Due) -> str:
    employers = "1 employer" if waiting.employers == 1 else f"{waiting.employers:,} employers"
    return f"{waiting.proposals:,} due at {employers}"
