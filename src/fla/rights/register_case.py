"""A worker's right as the register has it, as a case of the what-if: both are explained alike.

What the register holds now is calculated again by the formula of the yearly run; the explanation
shows where that and what was computed then differ.
"""

import uuid
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from fla.codes import Unit
from fla.database.records import Connection
from fla.law.head_count import period_start, reference_quarters
from fla.law.model import Choices
from fla.rights import store
from fla.rights.case import Case, HeadCount, Occupation, Suspension
from fla.rights.model import (
    Adjustment,
    CarriedOver,
    ComputedRight,
    OccupationLine,
    SizeDecision,
    SuspensionLine,
)
from fla.rights.situation import Adjustment as Adjusted
from fla.rights.situation import CarriedLine, Outcome, Situation
from fla.rights.what_if import situation_of
from fla.rights.year_store import year_closed

_MINUTES: Final = 60


class Reckoned(Struct, frozen=True, kw_only=True):
    """A computed right with what its explanation starts from.

    `recomputed` is what the formula gives for what the register holds now; where it is not
    `computed.entitled`, something changed since the run, or the law did.
    """

    computed: ComputedRight
    situation: Situation
    recomputed: Decimal
    decision: SizeDecision | None

    @property
    def outdated(self) -> bool:
        """Whether the right will be another one after the next run."""
        return self.recomputed != self.computed.entitled


async def reckon(
    connection: Connection, employer_id: int, worker_id: uuid.UUID, year: int, choices: Choices
) -> Reckoned | None:
    """Return a worker's computed right of a year ready to be explained, if there is one."""
    computed = await store.computed_right(connection, employer_id, worker_id, year)
    if computed is None:
        return None
    case = await case_of_register(connection, employer_id, worker_id, year, choices)
    decision = await _decision(connection, employer_id, year, choices)
    adjusted = await store.adjustments(connection, employer_id, worker_id)
    carried = await store.carried_over(connection, employer_id, worker_id)
    closed = await year_closed(connection, employer_id, year - 1)
    now = situation_of(case)
    return Reckoned(
        computed=computed,
        situation=replace(
            now,
            entitled=computed.entitled,
            unit=computed.unit,
            adjustments=adjustments(adjusted, computed),
            left_over=None,
            closed=carried_lines(carried, computed) if closed else None,
            now=Outcome(amount=now.entitled, unit=now.unit),
        ),
        recomputed=now.entitled,
        decision=decision,
    )


async def case_of_register(
    connection: Connection, employer_id: int, worker_id: uuid.UUID, year: int, choices: Choices
) -> Case:
    """Return what the register has of a worker's year as a case, to be calculated or changed."""
    computed = await store.computed_right(connection, employer_id, worker_id, year)
    decision = await _decision(connection, employer_id, year, choices)
    lines = await store.occupations_of_year(connection, employer_id, worker_id, year)
    off = await store.suspensions_of_year(connection, employer_id, worker_id, year)
    carried = await store.carried_over(connection, employer_id, worker_id)
    return Case(
        id=0,
        year=year,
        head_count=head_count(computed, decision, year, choices),
        occupations=occupations(lines),
        suspensions=suspensions(off),
        joint_committee=computed.joint_committee if computed else None,
        carried_in=left_over(carried, computed) if computed else Fraction(0),
        choices=choices,
    )


async def _decision(
    connection: Connection, employer_id: int, year: int, choices: Choices
) -> SizeDecision | None:
    """Return the frozen head count of the period of a year."""
    start = period_start(year, choices)
    found = await store.size_decision(connection, employer_id, start)
    return found if found and found.start_date == start else None


def head_count(
    computed: ComputedRight | None, decision: SizeDecision | None, year: int, choices: Choices
) -> HeadCount:
    """Return the quarters the size was decided on, or only the average the right stands on."""
    if computed is not None and (decision is None or decision.average != computed.average):
        return HeadCount(average=computed.average)
    if decision is None:
        return HeadCount()
    if decision.method == "firstQuarter":
        return HeadCount(first_quarter=decision.average)
    inputs = msgspec.json.decode(decision.inputs, type=dict[str, Decimal], strict=False)
    quarters = reference_quarters(year, choices)
    return HeadCount(
        quarters=tuple(Fraction(inputs[one]) if one in inputs else None for one in quarters)
    )


def occupations(lines: Sequence[OccupationLine]) -> tuple[Occupation, ...]:
    """Return the regimes as a case tells them, each by its employment."""
    return tuple(
        Occupation(
            start=line.start_date,
            end=line.end_date,
            q=line.mean_hours,
            s=line.reference_hours,
            days_per_week=line.days_per_week,
            joint_committee=line.joint_committee,
            category=line.worker_category,
            contract=str(line.employment_id),
        )
        for line in lines
    )


def suspensions(lines: Sequence[SuspensionLine]) -> tuple[Suspension, ...]:
    """Return the suspensions as a case tells them, each by its employment."""
    return tuple(
        Suspension(
            start=line.start_date,
            end=line.end_date,
            kind=line.extent,
            q=line.mean_hours,
            contract=str(line.employment_id),
        )
        for line in lines
    )


def adjustments(lines: Sequence[Adjustment], computed: ComputedRight) -> tuple[Adjusted, ...]:
    """Return the adjustments of the computed right's year and type, in its unit."""
    return tuple(
        Adjusted(
            amount=_in_unit(line.amount, line.unit, computed),
            effective_date=line.effective_date,
            reason=line.reason,
        )
        for line in lines
        if line.year == computed.year and line.right_type == computed.right_type
    )


def carried_lines(
    stored: Sequence[CarriedOver], computed: ComputedRight
) -> tuple[CarriedLine, ...]:
    """Return what the closing of the year before did with each right, in the right's unit.

    Of the other right type too: it counts in the same credit.
    """
    return tuple(
        CarriedLine(
            right_type=one.right_type,
            carried=Fraction(_in_unit(one.carried_out, one.unit, computed)),
            lapsed=Fraction(_in_unit(one.lapsed, one.unit, computed)),
            reason=one.lapse_reason,
        )
        for one in stored
        if one.year == computed.year - 1
    )


def left_over(stored: Sequence[CarriedOver], computed: ComputedRight) -> Fraction:
    """Return what the year before carried over in all, in the right's unit, for a what-if."""
    return sum((line.carried for line in carried_lines(stored, computed)), Fraction(0))


def _in_unit(amount: Decimal, unit: Unit, computed: ComputedRight) -> Decimal:
    """Return days as hours or hours as days where the right is in the other, by its own day."""
    if unit == computed.unit:
        return amount
    per_day = Decimal(computed.minutes_per_day) / _MINUTES
    return round(amount * per_day if unit == "day" else amount / per_day, 4)
