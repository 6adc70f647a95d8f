"""What an employer owes its workers together: collective averages beside what was done."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from fla.credit.model import CollectiveEffort
from fla.credit.store import collective_effort
from fla.database.records import Connection
from fla.law.applied import applied
from fla.law.model import Collective
from fla.law.pack import pack
from fla.register.model import Employer
from fla.rights.run import operators_choices


class Duty(Struct, frozen=True, kw_only=True):
    """A collective scale of a joint committee, its period, and what was followed in it so far."""

    joint_committee: str
    owed: Collective
    first_year: int
    last_year: int
    effort: CollectiveEffort | None

    @property
    def each(self) -> Decimal | None:
        """What was followed for each full-time equivalent, in the scale's unit."""
        if self.effort is None:
            return None
        return self.effort.days_each if self.owed.unit == "day" else self.effort.hours_each


def period_of(year: int, years: int) -> tuple[int, int]:
    """Return the first and last year of the period of so many years in which a year lies.

    Periods follow each other from the first year of the first five-year window: no source says
    more.
    """
    first = year - (year - pack().law.windows.first_year) % years
    return first, first + years - 1


async def duties(
    connection: Connection,
    employer: Employer,
    committees: Iterable[str],
    average: Fraction | None,
    year: int,
) -> list[Duty]:
    """Return the duties of some joint committees at a head count; none where that is not known."""
    if average is None:
        return []
    choices = operators_choices()
    return [
        await _duty(connection, employer, committee, owed, year)
        for committee in committees
        for owed in applied(pack(), committee or None, average, year, choices).collective
    ]


async def _duty(
    connection: Connection, employer: Employer, committee: str, owed: Collective, year: int
) -> Duty:
    first, last = period_of(year, owed.period_years)
    efforts = await collective_effort(
        connection, employer.id, dt.date(first, 1, 1), dt.date(last, 12, 31)
    )
    return Duty(
        joint_committee=committee,
        owed=owed,
        first_year=first,
        last_year=last,
        effort=next((one for one in efforts if one.joint_committee == committee), None),
    )
