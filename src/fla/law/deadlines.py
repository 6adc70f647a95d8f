"""The day by which a duty is to be done."""

import datetime as dt
from calendar import monthrange

from fla.law.schema import Deadline, Pack

_YEAR = 12


def last_day(pack: Pack, duty: str, event: dt.date) -> dt.date:
    """Return the last day for a duty, counted from the day of its event.

    A duty with a fixed day of the year has it in the event's year. `KeyError` for an unknown duty.
    """
    term = pack.deadlines[duty]
    if term.on is not None:
        month, day = (int(part) for part in term.on.split("-"))
        return dt.date(event.year, month, day)
    return _months_on(event, term) + dt.timedelta(days=term.days)


def _months_on(event: dt.date, term: Deadline) -> dt.date:
    """The same day so many months on, or the last of that month where it is shorter."""
    years, month = divmod(event.month - 1 + term.months + _YEAR * term.years, _YEAR)
    year = event.year + years
    longest = monthrange(year, month + 1)[1]
    day = longest if term.end_of_month else min(event.day, longest)
    return dt.date(year, month + 1, day)
