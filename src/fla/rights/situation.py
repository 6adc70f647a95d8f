"""What a right was calculated from and what came out: all that its explanation needs.

The what-if fills it in from a case, the portal and the export from what is stored; the explanation
knows neither.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec
from msgspec import Struct

from fla.codes import RightType, Unit, WorkerCategory
from fla.law.model import Applied, Choices
from fla.rights.case import Suspension
from fla.rights.model import LapseReason

Asked = tuple[str | None, Applied]
"""A worker's own joint committee, None where there is none, and what applies to it."""


class DeclaredQuarter(Struct, frozen=True, kw_only=True):
    """Full-time equivalents at the end of a quarter such as `2025Q1`; None: nobody declared."""

    quarter: str
    fte: Fraction | None
    added: Fraction = Fraction(0)


class Counted(Struct, frozen=True, kw_only=True):
    """An average head count in full-time equivalents, and what it was averaged from.

    Without `quarters` the average itself was given. `first_quarter` is the number of workers at the
    end of the quarter of first employment, where that was used.
    """

    average: Fraction
    quarters: tuple[DeclaredQuarter, ...] = ()
    first_quarter: Fraction | None = None


class CarriedLine(Struct, frozen=True, kw_only=True):
    """What the closing of the year before did with one right: carried out, or let lapse and why.

    Amounts are in the unit of the right that is explained.
    """

    right_type: RightType
    carried: Fraction
    lapsed: Fraction = Fraction(0)
    reason: LapseReason | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """An amount with its unit."""

    amount: Decimal
    unit: Unit


class Spell(Struct, frozen=True, kw_only=True):
    """Months of the year, 1 to 12, with one regime under one scale.

    `q` and `s` give B, at most 1. `in_hours` tells whether they are hundredths of an hour a week,
    as with one contract; of parallel contracts they are a fraction only. `joint_committee` is the
    worker's own, whatever applies. `hours_per_day` is how long a day is where days and hours are
    converted: the scale's own day, else the full-timer's.
    """

    first_month: int
    last_month: int
    q: int
    s: int
    applied: Applied
    joint_committee: str | None = None
    in_hours: bool = True
    hours_per_day: Fraction = Fraction(38, 5)

    @property
    def months(self) -> int:
        """How many months it lasts."""
        return self.last_month - self.first_month + 1

    @property
    def regime(self) -> Fraction:
        """B, the work regime as a fraction of full time."""
        return Fraction(self.q, self.s)


class Adjustment(Struct, frozen=True, kw_only=True):
    """What the employer added to the computed right or took from it, and why."""

    amount: Decimal
    effective_date: dt.date
    reason: str


class Situation(Struct, frozen=True, kw_only=True):
    """One worker's right of one year at one employer.

    `applied` is what applies in the last month worked, or would apply if there was none, and
    `joint_committee` the worker's own then; `spells` are in time's order; `regime` is the mean B
    over the months, `months` is C; `entitled` is the computed right in `unit` and has four places.
    `effective_months` are those of C that were not wholly suspended, None for all of them.
    `no_hours` are partial suspensions that change nothing, for nobody said what hours were left.
    `excluded` are the worker's categories that the choices leave out. `left_over` is what was left
    of the year before in that unit, whether or not it is carried; None where it is not known.
    `closed` has what a stored closing of the year before did, and takes the place of `left_over`.
    `now`, for a stored right, is what the figures of today give, which the steps show.
    `given_by` tells who gave the inputs of a step, by the step's name.
    """

    year: int
    choices: Choices
    head_count: Counted
    applied: Applied
    unit: Unit
    months: int
    regime: Fraction
    entitled: Decimal
    minutes_per_day: int | None = None
    joint_committee: str | None = None
    spells: tuple[Spell, ...] = ()
    effective_months: int | None = None
    hired: dt.date | None = None
    suspensions: tuple[Suspension, ...] = ()
    no_hours: tuple[Suspension, ...] = ()
    excluded: tuple[WorkerCategory, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    left_over: Fraction | None = Fraction(0)
    closed: tuple[CarriedLine, ...] | None = None
    now: Outcome | None = None
    given_by: Mapping[str, str] = msgspec.field(default_factory=dict)

    @property
    def effective(self) -> int:
        """The started months with a day of effective work."""
        return self.months if self.effective_months is None else self.effective_months

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What applied in the year, each thing once, in time's order."""
        spells = ((spell.joint_committee, spell.applied) for spell in self.spells)
        return tuple(dict.fromkeys((*spells, (self.joint_committee, self.applied))))
