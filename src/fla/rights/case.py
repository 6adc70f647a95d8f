"""A case to calculate without a database: one worker at one employer in one calendar year."""

import datetime as dt
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from fla.codes import WorkerCategory
from fla.law.model import Choices

SuspensionKind = Literal["full", "partial"]
CaseId = str | int


class HeadCount(Struct, frozen=True, kw_only=True):
    """What the size of the employer is read from, in full-time equivalents, exact.

    Either `average`, or the four `quarters` of the reference period (None: nobody declared) with
    what is added in each; `first_quarter` is the number of workers on the last day of the quarter
    of first employment, which counts where no quarter was declared.
    """

    average: Fraction | None = None
    quarters: tuple[Fraction | None, ...] = ()
    adjustments: tuple[Fraction, ...] = ()
    first_quarter: Fraction | None = None


class Occupation(Struct, frozen=True, kw_only=True):
    """A work regime in time; `q` and `s` in hundredths of an hour a week, days in hundredths.

    `contract` is the name under which parallel contracts are told apart, where the case gives one.
    """

    start: dt.date
    end: dt.date | None = None
    q: int
    s: int
    days_per_week: int = 500
    joint_committee: str | None = None
    category: WorkerCategory = "other"
    contract: str | None = None


class Suspension(Struct, frozen=True, kw_only=True):
    """A suspension of one `contract` or of all; `q` are the hours a week left of a partial one.

    `s`, where given, is that of the occupations in the same days; both in hundredths.
    """

    start: dt.date
    end: dt.date | None = None
    kind: SuspensionKind
    q: int | None = None
    s: int | None = None
    contract: str | None = None


class Case(Struct, frozen=True, kw_only=True):
    """A case that can be answered: its parts fit each other.

    `joint_committee` counts where an occupation has none, and in a year without occupation;
    `carried_in` is what was left of the year before, in the unit of this year's right.
    """

    id: CaseId
    year: int
    head_count: HeadCount
    occupations: tuple[Occupation, ...]
    joint_committee: str | None = None
    suspensions: tuple[Suspension, ...] = ()
    carried_in: Fraction = Fraction(0)
    choices: Choices = Choices()
