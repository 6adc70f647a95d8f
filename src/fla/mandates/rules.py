"""What a mandate allows, and when. The database's row policies hold the same line."""

from typing import Protocol

from fla.codes import MandateStatus
from fla.identifiers.quarter import Quarter


class Terms(Protocol):
    """What counts of a mandate: its status, and its quarters, both included or without end."""

    @property
    def status(self) -> MandateStatus:
        """Where it stands."""
        ...

    @property
    def start(self) -> Quarter:
        """Its first quarter."""
        ...

    @property
    def end(self) -> Quarter | None:
        """Its last quarter, if it has one."""
        ...


def may_read(terms: Terms, today: Quarter) -> bool:
    """Tell whether the mandatary sees the mandator's data: under an active mandate of today."""
    ended = terms.end is not None and terms.end < today
    return terms.status == "active" and terms.start <= today and not ended


def may_declare(terms: Terms, declared: Quarter | None, today: Quarter) -> bool:
    """Tell whether the mandatary may declare a quarter for the mandator; None for whichever it had.

    From its start on a mandate serves past quarters too, for the new mandatary takes them over;
    once closed or ended it still serves the quarters up to its end, for the old one owes them
    (Mahis).
    """
    given = terms.status in ("active", "closed") and terms.start <= today
    return given and (terms.end is None or declared is None or declared <= terms.end)
