"""What a mandate allows, and when. The database's row policies hold the same line."""

from fla.identifiers.quarter import Quarter
from fla.mandates.model import Mandate


def covers(mandate: Mandate, quarter: Quarter) -> bool:
    """Tell whether a quarter lies within the mandate's, whatever its status."""
    return mandate.start <= quarter and (mandate.end is None or quarter <= mandate.end)


def may_read(mandate: Mandate, today: Quarter) -> bool:
    """Tell whether the mandatary sees the mandator's data: under an active mandate of today."""
    return mandate.status == "active" and covers(mandate, today)


def may_declare(mandate: Mandate, declared: Quarter, today: Quarter) -> bool:
    """Tell whether the mandatary may declare a quarter for the mandator.

    A closed mandate still serves the quarters it was given for: they are declared afterwards.
    """
    given = mandate.status in ("active", "closed") and mandate.start <= today
    return given and covers(mandate, declared)
