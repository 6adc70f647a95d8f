"""What commands of the operator have in common: who does it, when, and what is said of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, TypeVar

import typer
from psycopg import AsyncConnection
from rich.console import Console, RenderableType

from fla.clock import SystemClock
from fla.database.embedded import database_server
from fla.database.identity import OPERATOR, assume
from fla.database.records import Connection
from fla.settings import read_settings

NOTHING: Final = 1
"""Exit status where there was nothing to change."""
BY: Final = "operator"
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


def tell(changed: bool, said: str, otherwise: str) -> None:
    """Say what was changed; where nothing was, say that instead and exit with NOTHING."""
    if not changed:
        typer.echo(otherwise, err=True)
        raise typer.Exit(NOTHING)
    say(said)


def say(text: RenderableType) -> None:
    """Print a text as it is, or a table."""
    _out.print(text, highlight=False, soft_wrap=True, markup=False)
