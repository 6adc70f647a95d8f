"""Checks of form of a declared training right. Pure, no I/O."""

import re
from decimal import Decimal

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Right
from fla.intake.shape_values import amount_fault, text_fault

FIRST_YEAR = 2022
"""The first calendar year of the right (Act of 3 October 2022)."""
LAST_YEAR = 2100

_CBA_NUMBER = re.compile(r"[0-9]{1,6}/CO/[0-9]{3}(\.[0-9]{2}){0,2}")
_STEP = Decimal("0.0001")
_MOST = {"day": Decimal(366), "hour": Decimal(366 * 24)}


def right_faults(right: Right, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of a right."""
    if right.year < FIRST_YEAR:
        found.append(
            Anomaly(Field.RIGHT_YEAR, Error.TOO_LOW, str(right.year), detail=str(FIRST_YEAR))
        )
    elif right.year > LAST_YEAR:
        found.append(
            Anomaly(Field.RIGHT_YEAR, Error.TOO_HIGH, str(right.year), detail=str(LAST_YEAR))
        )
    if right.right_type == "statutory":
        found.append(Anomaly(Field.RIGHT_TYPE, Error.COMPUTED_RIGHT, right.right_type))
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
