"""One year of an account: the credit of each right, and what stands behind it."""

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from fla.codes import EndReason, RightType, Unit
from fla.credit.model import Amounts, CreditLine
from fla.credit.settlement import outlives
from fla.doors.account.outward import outward, outwards
from fla.doors.account.year_model import (
    AdjustmentPart,
    ChangePart,
    ClosingPart,
    ComputedPart,
    CreditPart,
    DeclaredPart,
    OptOutPart,
    StepPart,
    Terms,
    VerificationPart,
    WarningPart,
    YearPart,
)
from fla.languages import Language
from fla.law.model import Choices
from fla.law.pack import pack
from fla.law.window import carries_into, window_of
from fla.rights.explanation import explain, warn
from fla.rights.model import (
    Adjustment,
    CarriedOver,
    ComputedRight,
    OptOut,
    Right,
    RightChange,
    Verification,
)
from fla.rights.register_case import Reckoned

_PLACES: Final = Decimal("0.0001")
_NONE: Final = Decimal("0.0000")
_HOUR: Final = 60


class YearRows(Struct, frozen=True, kw_only=True):
    """What the rooms have of one year.

    `hired` is the first day of work, `left` the last where nothing goes on after it. `carried_in`
    are the closings of the year before.
    """

    year: int
    hired: dt.date | None
    left: dt.date | None
    end_reason: EndReason | None
    reckoned: Reckoned | None
    credit: tuple[CreditLine, ...]
    declared: tuple[Right, ...]
    adjustments: tuple[Adjustment, ...]
    opt_outs: tuple[OptOut, ...]
    verification: Verification | None
    changes: tuple[RightChange, ...]
    closings: tuple[CarriedOver, ...]
    carried_in: tuple[CarriedOver, ...]


def year_part(rows: YearRows, language: Language, choices: Choices) -> YearPart:
    """Return a year, its explanation in a language."""
    situation = rows.reckoned.situation if rows.reckoned else None
    return YearPart(
        year=rows.year,
        window=window_of(rows.year, rows.hired, choices),
        credit=tuple(_credit(rows, line, choices) for line in rows.credit),
        declared=outwards(rows.declared, DeclaredPart),
        computed=_computed(rows.reckoned) if rows.reckoned else None,
        explanation=tuple(
            StepPart(
                step=one.step,
                value=one.value,
                source=one.source,
                text=one.text.in_language(language),
            )
            for one in (explain(situation) if situation else ())
        ),
        warnings=tuple(
            WarningPart(code=one.code, text=one.text.in_language(language))
            for one in (warn(situation) if situation else ())
        ),
        adjustments=outwards(rows.adjustments, AdjustmentPart),
        opt_outs=tuple(map(_opt_out, rows.opt_outs)),
        verification=outward(rows.verification, VerificationPart) if rows.verification else None,
        changes=outwards(rows.changes, ChangePart),
        closings=outwards(rows.closings, ClosingPart),
    )


def unit_of(rows: YearRows, right_type: RightType) -> Unit:
    """Return the unit of a right: as declared, else computed, carried over or adjusted, else days.

    The same order as in the view `credit`.
    """
    computed = [rows.reckoned.computed] if rows.reckoned else []
    sources: tuple[Sequence[Right | ComputedRight | CarriedOver | Adjustment], ...] = (
        *(rows.declared, computed),
        *(rows.carried_in, rows.adjustments),
    )
    found = (one.unit for kind in sources for one in kind if one.right_type == right_type)
    return next(found, "day")


def _credit(rows: YearRows, line: CreditLine, choices: Choices) -> CreditPart:
    closing = next((one for one in rows.closings if one.right_type == line.right_type), None)
    days, hours = line.days.remaining, line.hours.remaining
    if closing is not None:
        per_day = Fraction(closing.minutes_per_day, _HOUR)
        out = Fraction(closing.carried_out)
        in_days = closing.unit == "day"
        days = _rounded(out if in_days else out / per_day)
        hours = _rounded(out * per_day if in_days else out)
    elif not _goes_on(rows, choices):
        days = hours = _NONE
    return CreditPart(
        right_type=line.right_type,
        unit=unit_of(rows, line.right_type),
        closed=closing is not None,
        days=_terms(line.days, days),
        hours=_terms(line.hours, hours),
    )


def _terms(amounts: Amounts, to_carry_over: Decimal) -> Terms:
    values = {name: getattr(amounts, name) for name in Amounts.__struct_fields__}
    return Terms(**values, to_carry_over=to_carry_over)


def _goes_on(rows: YearRows, choices: Choices) -> bool:
    """Whether a balance goes on into the next year, as things stand."""
    gone = rows.left is not None and rows.left.year <= rows.year
    if gone and not outlives(pack(), rows.end_reason, choices):
        return False
    size_class = rows.reckoned.computed.size_class if rows.reckoned else "20+"
    return carries_into(rows.year + 1, rows.hired, choices, size_class)


def _computed(reckoned: Reckoned) -> ComputedPart:
    average = _rounded(reckoned.computed.average)
    return outward(
        reckoned.computed,
        ComputedPart,
        recomputed=reckoned.recomputed,
        outdated=reckoned.outdated,
        average_head_count=average,
    )


def _opt_out(one: OptOut) -> OptOutPart:
    return outward(one, OptOutPart, whole_company=one.worker_id is None)


def _rounded(exact: Fraction) -> Decimal:
    """Four places, half up."""
    quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
    return quotient.quantize(_PLACES, ROUND_HALF_UP)
