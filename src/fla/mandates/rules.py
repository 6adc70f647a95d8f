"""What a mandate allows, and when. The database's row policies hold the same line."""

from collections.abc import Iterable
from typing import Final, Protocol, get_args

from fla.codes import MandateGroup, MandateRole, MandateStatus
from fla.identifiers.quarter import Quarter
from fla.mandates.model import Mandate

GROUPS: Final[tuple[MandateGroup, ...]] = get_args(MandateGroup)
OTHER: Final[dict[MandateRole, MandateRole]] = {"mandator": "mandatary", "mandatary": "mandator"}
"""Who stands on the other side."""
EXCLUSIVE: Final[frozenset[MandateGroup]] = frozenset({"documents"})
"""Groups with one mandatary at a time; the table's exclusion constraint says the same."""
YEARS_AHEAD: Final = 2
"""How far off a mandate may be agreed: what lies further is a slip of the pen."""


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


class Stand(Terms, Protocol):
    """What counts for a decision: the terms, and which side proposed them."""

    @property
    def proposed_by(self) -> MandateRole:
        """Which side proposed it."""
        ...


def may_read(terms: Terms, today: Quarter) -> bool:
    """Tell whether the mandatary sees the mandator's data: under a mandate that serves today.

    One that was closed serves until its last quarter is over, for it changes hands at the end of a
    quarter only (Mahis).
    """
    ended = terms.end is not None and terms.end < today
    return terms.status in ("active", "closed") and terms.start <= today and not ended


def may_declare(terms: Terms, declared: Quarter | None, today: Quarter) -> bool:
    """Tell whether the mandatary may declare a quarter for the mandator; None for whichever it had.

    From its start on a mandate serves past quarters too, for the new mandatary takes them over;
    once closed or ended it still serves the quarters up to its end, for the old one owes them
    (Mahis).
    """
    given = terms.status in ("active", "closed") and terms.start <= today
    return given and (terms.end is None or declared is None or declared <= terms.end)


def covers(terms: Terms, start: Quarter, end: Quarter | None) -> bool:
    """Tell whether a proposal of these quarters adds nothing to a mandate that stands or waits."""
    ends_later = terms.end is None or (end is not None and end <= terms.end)
    return terms.status in ("pending", "active") and terms.start <= start and ends_later


def is_open(terms: Terms, today: Quarter) -> bool:
    """Tell whether it can still be refused or withdrawn: pending, or active and not yet begun."""
    return terms.status == "pending" or (terms.status == "active" and terms.start > today)


def waits_for(stand: Stand) -> MandateRole | None:
    """Return the side that is to confirm; None when nobody is."""
    if stand.status != "pending":
        return None
    return OTHER[stand.proposed_by]


def meets(one: Mandate, other: Mandate, group: MandateGroup) -> bool:
    """Tell whether two mandates give a group of one employer for some of the same quarters."""
    shared = one.mandator == other.mandator and group in one.groups and group in other.groups
    apart = (one.end is not None and one.end < other.start) or (
        other.end is not None and other.end < one.start
    )
    return shared and not apart


def in_order(groups: Iterable[MandateGroup]) -> tuple[MandateGroup, ...]:
    """Return groups once each, in the order of their list: as they are stored and compared."""
    wanted = set(groups)
    return tuple(group for group in GROUPS if group in wanted)
