"""The only source of "today": injected, so that tests and the demo choose their own day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")
"""The zone in which the law counts its days."""


class Clock(Protocol):
    """What a room needs to know of time."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        ...

    def today(self) -> date:
        """Return the calendar day it is in Brussels."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return this instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the calendar day it is in Brussels."""
        return self.now().astimezone(BRUSSELS).date()


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still at one aware instant."""

    instant: datetime

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError("a fixed clock needs an instant with a time zone")

    def now(self) -> datetime:
        """Return the instant it stands at, in UTC."""
        return self.instant.astimezone(UTC)

    def today(self) -> date:
        """Return the calendar day in Brussels at that instant."""
        return self.instant.astimezone(BRUSSELS).date()
