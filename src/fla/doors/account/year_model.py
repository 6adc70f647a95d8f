"""One calendar year of an account: rights, how they came about, and what the employer said of them.

Docstrings and descriptions go into the schema, as those of `model`.
"""

import datetime as dt
from decimal import Decimal

from fla.codes import RightType, Unit
from fla.doors.account.part import Enterprise, InUnit, Minutes, Outward, Sentence
from fla.law.model import SizeClass
from fla.rights.model import Checked, LapseReason


class Terms(Outward, frozen=True):
    """A credit in one unit: remaining = entitled + carried in + adjusted - used.

    `toCarryOver` goes on into the next year: a fact of a closed year, else what would go on today.
    """

    entitled: Decimal
    carried_in: Decimal
    adjusted: Decimal
    planned: Decimal
    used: Decimal
    remaining: Decimal
    to_carry_over: Decimal


class CreditPart(Outward, frozen=True):
    """What there is of one right in a year, in days and in hours; `unit` is the right's own."""

    right_type: RightType
    unit: Unit
    closed: bool
    days: Terms
    hours: Terms


class DeclaredPart(Outward, frozen=True):
    """A right that somebody declared for the year."""

    right_type: RightType
    unit: Unit
    entitled: InUnit
    carried_in: InUnit
    adjusted: InUnit
    adjustment_reason: str | None
    cba_registration_number: str | None
    registered_by: Enterprise
    reference: str
    changed_at: dt.datetime


class ComputedPart(Outward, frozen=True):
    """The right as computed: A (`fullTime`) x B (`regime`) x C (`months` of twelve).

    `recomputed` is what the register's data of today give; `outdated` where that is another amount.
    `replaced`: a declared right takes its place.
    """

    right_type: RightType
    unit: Unit
    entitled: InUnit
    recomputed: InUnit
    outdated: bool
    replaced: bool
    full_time: InUnit
    regime: Decimal
    months: int
    mixed: bool
    joint_committee: str
    scale: str
    size_class: SizeClass
    average_head_count: Decimal
    cba_registration_number: str | None
    minutes_per_day: Minutes
    law_version: str
    run: int
    computed_at: dt.datetime


class StepPart(Outward, frozen=True):
    """One step of the calculation, with what it rests on."""

    step: str
    value: str
    source: str
    text: Sentence


class WarningPart(Outward, frozen=True):
    """What to be careful about in the figures that applied."""

    code: str
    text: Sentence


class AdjustmentPart(Outward, frozen=True):
    """A dated line of the employer's on top of a right; `outdated`: its inputs changed since."""

    right_type: RightType
    unit: Unit
    amount: InUnit
    effective_date: dt.date
    reason: str
    computed_then: InUnit | None
    computed_now: InUnit | None
    outdated: bool
    registered_by: Enterprise
    reference: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime


class OptOutPart(Outward, frozen=True):
    """The employer wanted no computed right in the year: of all workers, or of this one."""

    whole_company: bool
    reason: str | None
    registered_by: Enterprise
    reference: str
    registered_at: dt.datetime
    changed_at: dt.datetime


class VerificationPart(Outward, frozen=True):
    """Whether the employer found the computed right correct; `again`: it changed since."""

    state: Checked
    verified: InUnit | None
    registered_by: Enterprise | None
    reference: str | None
    registered_at: dt.datetime | None
    changed_at: dt.datetime | None


class ChangePart(Outward, frozen=True):
    """What a recalculation changed and why; null where there was, or is, no right."""

    run: int
    before: Decimal | None
    after: Decimal | None
    reasons: list[str]
    changed_at: dt.datetime


class ClosingPart(Outward, frozen=True):
    """One right at the end of a closed year.

    entitled + carried in + adjusted - used = carried out + lapsed.
    """

    right_type: RightType
    unit: Unit
    entitled: InUnit
    carried_in: InUnit
    adjusted: InUnit
    used: InUnit
    carried_out: InUnit
    lapsed: InUnit
    lapse_reason: LapseReason | None
    law_version: str
    closed_at: dt.datetime


class YearPart(Outward, frozen=True):
    """One calendar year; `window` is the first and last year over which credit is carried."""

    year: int
    window: tuple[int, int]
    credit: tuple[CreditPart, ...]
    declared: tuple[DeclaredPart, ...]
    computed: ComputedPart | None
    explanation: tuple[StepPart, ...]
    warnings: tuple[WarningPart, ...]
    adjustments: tuple[AdjustmentPart, ...]
    opt_outs: tuple[OptOutPart, ...]
    verification: VerificationPart | None
    changes: tuple[ChangePart, ...]
    closings: tuple[ClosingPart, ...]
