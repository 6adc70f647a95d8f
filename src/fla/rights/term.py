"""Until when the employer is to find a computed right correct."""

import datetime as dt

from fla.clock import BRUSSELS
from fla.law.deadlines import last_day
from fla.law.schema import Pack
from fla.rights.model import Verification


def verification_term(pack: Pack, verification: Verification) -> dt.date:
    """Return the last day to verify a computed right: the pack's terms, 30 calendar days.

    They run from the start of the year, or from the day of the computation where that is later: a
    changed amount is verified anew. For who was hired in the year they end no sooner than the term
    of a new worker.
    """
    computed = verification.computed_at.astimezone(BRUSSELS).date()
    start = max(dt.date(verification.year, 1, 1), computed)
    term = last_day(pack, "verification", start)
    if verification.hired is None:
        return term
    return max(term, last_day(pack, "newWorker", verification.hired))
