"""A worker's year, as several kinds of declaration ask for it: employed, at which hours, closed."""

from typing import LiteralString

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.duration import DEFAULT_MINUTES_PER_DAY
from fla.intake.filing import Filing

# Joined to the staged keys `s` and the worker `w`: how long a day of the year's first regime is;
# None tells that the worker is not employed there in that year.
REGIME_OF_YEAR: LiteralString = """\
  LEFT JOIN LATERAL (
        SELECT (c.reference_hours * 120 + c.days_per_week) / (c.days_per_week * 2)
                   AS minutes_per_day
          FROM employment m
          JOIN occupation c ON c.employer_id = m.employer_id AND c.employment_id = m.id
         WHERE m.employer_id = s.employer_id AND m.worker_id = w.id AND NOT m.cancelled
           AND m.start_date <= make_date(s.year, 12, 31)
           AND (m.end_date IS NULL OR m.end_date >= make_date(s.year, 1, 1))
         ORDER BY c.start_date <= make_date(s.year, 1, 1) DESC,
                  abs(c.start_date - make_date(s.year, 1, 1)) LIMIT 1
       ) o ON s.year IS NOT NULL
"""

# The closed year that `s` or the object `x` is of, if there is one.
CLOSED_YEAR: LiteralString = """
(SELECT min(z.year) FROM year_closing z
  WHERE z.employer_id = s.employer_id AND z.year IN (s.year, x.year)
    AND z.reopened_at IS NULL)
"""


def judge_closed(filing: Filing, closed: int | None) -> None:
    """What counts in a closed year is settled (carried over to the next)."""
    if closed is not None:
        filing.anomalies.append(Anomaly(Field.RIGHT_YEAR, Error.YEAR_CLOSED, str(closed)))


def judge_employed(filing: Filing, year: int, minutes_per_day: int | None) -> bool:
    """Tell whether the worker is employed in that year, and take note of how long his day is."""
    filing.minutes_per_day = minutes_per_day or DEFAULT_MINUTES_PER_DAY
    if minutes_per_day is None:
        filing.anomalies.append(
            Anomaly(Field.SSIN, Error.NOT_EMPLOYED, filing.declaration.ssin, str(year))
        )
    return minutes_per_day is not None
