"""What the commands about senders ask for: which sender, and from which day to which."""

import datetime as dt
from typing import Annotated

import typer

from fla.clock import BRUSSELS
from fla.database.records import Connection
from fla.senders import store
from fla.senders.model import Sender

Number = Annotated[str, typer.Argument(help="The sender's six-digit number.", metavar="SENDER")]


async def known(connection: Connection, number: str) -> Sender:
    """Return a sender; `BadParameter` where there is none."""
    if (sender := await store.find(connection, number)) is None:
        raise typer.BadParameter(f"there is no sender {number}", param_hint="SENDER")
    return sender


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
