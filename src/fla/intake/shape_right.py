"""Checks of form of what employers declare about the rights of a year. Pure, no I/O."""

import datetime as dt
import re
from decimal import Decimal

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.content import Adjustment, OptOut, Right, Verification
from fla.intake.shape_values import amount_fault, bounds_fault, date_fault, text_fault

FIRST_YEAR = 2022
"""The first calendar year of the right (Act of 3 October 2022)."""
LAST_YEAR = 2100

_CBA_NUMBER = re.compile(r"[0-9]{1,6}/CO/[0-9]{3}(\.[0-9]{2}){0,2}")
_STEP = Decimal("0.0001")
_MOST = {"day": Decimal(366), "hour": Decimal(366 * 24)}


def right_faults(right: Right, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of a right."""
    bounds_fault(Field.RIGHT_YEAR, right.year, FIRST_YEAR, LAST_YEAR, found)
    most = _MOST[right.unit]
    amount_fault(Field.ENTITLED, right.entitled, Decimal(0), most, _STEP, found)
    amount_fault(Field.CARRIED_IN, right.carried_in, -most, most, _STEP, found)
    amount_fault(Field.ADJUSTED, right.adjusted, -most, most, _STEP, found)
    text_fault(
        Field.ADJUSTMENT_REASON,
        right.adjustment_reason,
        500,
        found,
        required=not right.adjusted.is_zero(),
    )
    number = right.cba_registration_number
    if number is not None and _CBA_NUMBER.fullmatch(number) is None:
        found.append(Anomaly(Field.CBA_REGISTRATION_NUMBER, Error.INVALID, number))


def opt_out_faults(opt_out: OptOut, today: dt.date, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of an opt-out: next year's is the furthest ahead."""
    bounds_fault(Field.RIGHT_YEAR, opt_out.year, FIRST_YEAR, today.year + 1, found)
    text_fault(Field.OPT_OUT_REASON, opt_out.reason, 500, found)


def adjustment_faults(adjustment: Adjustment, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of an adjustment."""
    bounds_fault(Field.RIGHT_YEAR, adjustment.year, FIRST_YEAR, LAST_YEAR, found)
    most = _MOST[adjustment.unit]
    amount_fault(Field.ADJUSTMENT_AMOUNT, adjustment.amount, -most, most, _STEP, found)
    if adjustment.amount.is_zero():
        found.append(Anomaly(Field.ADJUSTMENT_AMOUNT, Error.INVALID, str(adjustment.amount), "≠ 0"))
    date_fault(Field.ADJUSTMENT_EFFECTIVE_DATE, adjustment.effective_date, found)
    text_fault(Field.ADJUSTMENT_REASON, adjustment.reason, 500, found, required=True)


def verification_faults(verification: Verification, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of a verification."""
    bounds_fault(Field.RIGHT_YEAR, verification.year, FIRST_YEAR, LAST_YEAR, found)
