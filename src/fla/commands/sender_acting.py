"""What the commands about senders have in common: who does it, when, and what is said of it."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeVar

import typer
from psycopg import AsyncConnection
from rich.console import Console, RenderableType

from fla.clock import BRUSSELS, SystemClock
from fla.database.embedded import database_server
from fla.database.identity import OPERATOR, assume
from fla.database.records import Connection
from fla.senders import store
from fla.senders.model import Sender
from fla.settings import read_settings

NOTHING: Final = 1
"""Exit status where there was nothing to change."""
BY: Final = "operator"
Number = Annotated[str, typer.Argument(help="The sender's six-digit number.", metavar="SENDER")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Result = TypeVar("Result")
clock: Final = SystemClock()
_out = Console()


def as_operator(work: Callable[[Connection], Awaitable[Result]]) -> Result:
    """Do something in a transaction of the operator's; what raises is undone."""

    async def done(app_url: str) -> Result:
        async with await AsyncConnection.connect(app_url) as connection:
            await assume(connection, OPERATOR, clock.today())
            return await work(connection)

    with database_server(read_settings()) as server:
        return asyncio.run(done(server.app_url()))


async def known(connection: Connection, number: str) -> Sender:
    """Return a sender; `BadParameter` where there is none."""
    if (sender := await store.find(connection, number)) is None:
        raise typer.BadParameter(f"there is no sender {number}", param_hint="SENDER")
    return sender


def tell(changed: bool, said: str, otherwise: str) -> None:
    """Say what was changed; where nothing was, say that instead and exit with NOTHING."""
    if not changed:
        typer.echo(otherwise, err=True)
        raise typer.Exit(NOTHING)
    say(said)


def say(text: RenderableType) -> None:
    """Print a text as it is, or a table."""
    _out.print(text, highlight=False, soft_wrap=True, markup=False)


def day_start(typed: str | None, option: str) -> dt.datetime | None:
    """Return the first instant of a day in Brussels, typed as 2026-12-31."""
    day = _day(typed, option)
    return None if day is None else dt.datetime.combine(day, dt.time.min, BRUSSELS)


def day_end(typed: str | None, option: str) -> dt.datetime | None:
    """Return the first instant after a day in Brussels, typed as 2026-12-31."""
    day = _day(typed, option)
    if day is None:
        return None
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, BRUSSELS)


def _day(typed: str | None, option: str) -> dt.date | None:
    try:
        return None if typed is None else dt.date.fromisoformat(typed)
    except ValueError:
        raise typer.BadParameter("a day, as 2026-12-31", param_hint=option) from None
