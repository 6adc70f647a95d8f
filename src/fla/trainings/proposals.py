"""Proposals: trainings that a provider registered, until when the employer may look at them."""

import datetime as dt

from fla.identifiers import Quarter
from fla.law.deadlines import last_day
from fla.law.pack import pack

LEAST_DAYS = 30
"""Days that a proposal stays open at the least, however late it was registered (design choice)."""


def settles_on(end_date: dt.date, declared_on: dt.date) -> dt.date:
    """Return the last day on which a proposal is open: after it, it settles by itself.

    That is the last day for checking what providers entered in the quarter in which the training
    ends (law pack, `providerDataCheck`), or `LEAST_DAYS` after it was declared where that is later.
    """
    deadline = last_day(pack(), "providerDataCheck", Quarter.of(end_date).last_day)
    return max(deadline, declared_on + dt.timedelta(days=LEAST_DAYS))
