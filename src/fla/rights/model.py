"""Training rights as they stand in the register: declared, computed, adjusted, verified, closed."""

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from fla.codes import RightType as RightType
from fla.codes import SuspensionExtent, WorkerCategory
from fla.codes import Unit as Unit
from fla.law.model import SizeClass

Method = Literal["declared", "register", "firstQuarter"]
"""Where a head count came from: declared quarters, the register's own count, or that of the quarter
of first employment."""
Checked = Literal["none", "verified", "again"]
"""Whether the employer found a computed right correct; `again`: it changed since."""
LapseReason = Literal["windowEnd", "smallEmployer", "leaver"]


class Right(Struct, frozen=True, kw_only=True):
    """A declared right of one worker and calendar year; amounts in its `unit`, four decimals."""

    employer_id: int
    id: uuid.UUID
    worker_id: uuid.UUID
    year: int
    right_type: RightType
    unit: Unit
    entitled: Decimal
    carried_in: Decimal
    adjusted: Decimal
    adjustment_reason: str | None
    cba_registration_number: str | None
    cancelled: bool
    registered_by: str
    reference: str
    changed_at: dt.datetime


class ComputedRight(Struct, frozen=True, kw_only=True):
    """What the yearly run gave a worker, and the basis of the last month it stands on.

    `entitled` in `unit`s; `full_time` is A, `regime` the mean B over the months, `months` C.
    `mixed`: other bases held in other months of the year. `replaced`: a declared right takes its
    place. `joint_committee` is the occupation's, `scale` the row of the law pack that applied.
    """

    employer_id: int
    worker_id: uuid.UUID
    year: int
    entitled: Decimal
    unit: Unit
    months: int
    regime: Decimal
    minutes_per_day: int
    mixed: bool
    run: int
    computed_at: dt.datetime
    basis: int
    joint_committee: str
    right_type: RightType
    scale: str
    size_class: SizeClass
    fte_hundredths: int
    quarters: int
    full_time: Decimal
    hours_per_day: Decimal | None
    effective_months: int | None
    cba_registration_number: str | None
    law_version: str
    replaced: bool

    @property
    def average(self) -> Fraction:
        """The average head count in full-time equivalents, exact."""
        return Fraction(self.fte_hundredths, 100 * self.quarters)


class SizeDecision(Struct, frozen=True, kw_only=True):
    """The head count of an employer from a day on, frozen when it was first used.

    `inputs` is JSON: the full-time equivalents of each quarter of the reference period.
    """

    employer_id: int
    start_date: dt.date
    method: Method
    inputs: str
    fte_hundredths: int
    quarters: int
    run: int
    decided_at: dt.datetime

    @property
    def average(self) -> Fraction:
        """The average head count in full-time equivalents, exact."""
        return Fraction(self.fte_hundredths, 100 * self.quarters)


class Adjustment(Struct, frozen=True, kw_only=True):
    """A dated line of the employer's own on top of a right, in `unit`s, and who declared it.

    `computed_then` is the computed amount it was made on, `computed_now` today's; None where there
    was or is none. `outdated` tells that they differ: the reason for it may be gone.
    """

    employer_id: int
    id: uuid.UUID
    worker_id: uuid.UUID
    year: int
    right_type: RightType
    unit: Unit
    amount: Decimal
    effective_date: dt.date
    reason: str
    computed_then: Decimal | None
    computed_now: Decimal | None
    outdated: bool
    cancelled: bool
    registered_by: str
    reference: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime


class Verification(Struct, frozen=True, kw_only=True):
    """Whether the computed right of a year was found correct, by whom, and what was found.

    Without a verification `id` and what describes it are None. The employer's term runs from
    `computed_at`, when this amount was computed, or from `hired`, the first day of work where that
    lies in the year.
    """

    employer_id: int
    worker_id: uuid.UUID
    year: int
    state: Checked
    entitled: Decimal
    computed_at: dt.datetime
    hired: dt.date | None
    id: uuid.UUID | None
    verified: Decimal | None
    registered_by: str | None
    reference: str | None
    registered_at: dt.datetime | None
    changed_at: dt.datetime | None


class OptOut(Struct, frozen=True, kw_only=True):
    """The employer wants no computed right in a year: for a worker, or None, for all of them."""

    employer_id: int
    id: uuid.UUID
    worker_id: uuid.UUID | None
    year: int
    reason: str | None
    cancelled: bool
    registered_by: str
    reference: str
    version: int
    registered_at: dt.datetime
    changed_at: dt.datetime


class RightChange(Struct, frozen=True, kw_only=True):
    """What a recalculation changed and why; None: no right before, or none after."""

    employer_id: int
    worker_id: uuid.UUID
    year: int
    run: int
    before: Decimal | None
    after: Decimal | None
    old_basis: int | None
    new_basis: int | None
    reasons: list[str]
    changed_at: dt.datetime


class CarriedOver(Struct, frozen=True, kw_only=True):
    """One right of a closed year: entitled + carried_in + adjusted - used = carried_out + lapsed.

    In `unit`s; what was carried out counts in the next year. Negative where more was used than
    there was.
    """

    employer_id: int
    worker_id: uuid.UUID
    year: int
    right_type: RightType
    unit: Unit
    entitled: Decimal
    carried_in: Decimal
    adjusted: Decimal
    used: Decimal
    carried_out: Decimal
    lapsed: Decimal
    lapse_reason: LapseReason | None
    minutes_per_day: int
    law_version: str
    closed_at: dt.datetime


class OccupationLine(Struct, frozen=True, kw_only=True):
    """A regime as the formula wants it: its last day is no later than its employment's.

    `mean_hours` is Q, `reference_hours` S, in hundredths of an hour a week; `days_per_week` in
    hundredths of a day.
    """

    employment_id: uuid.UUID
    start_date: dt.date
    end_date: dt.date | None
    mean_hours: int
    reference_hours: int
    days_per_week: int
    joint_committee: str
    worker_category: WorkerCategory


class SuspensionLine(Struct, frozen=True, kw_only=True):
    """When an employment did not run, or in part, with Q of that time in hundredths of an hour."""

    employment_id: uuid.UUID
    start_date: dt.date
    end_date: dt.date | None
    extent: SuspensionExtent
    mean_hours: int | None
