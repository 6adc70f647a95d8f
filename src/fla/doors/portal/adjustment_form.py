"""The form of an adjustment: its controls, what it reads into, and what fills it in."""

from typing import Final, get_args

from fla.doors.portal.posted import Form
from fla.doors.portal.reader import Reading
from fla.intake.anomaly import Anomaly, Field
from fla.intake.declaration import Adjustment, RightType, Unit
from fla.rights.model import Adjustment as Registered

CONTROLS: Final[dict[Field, str]] = {
    Field.RIGHT_YEAR: "year",
    Field.RIGHT_TYPE: "right_type",
    Field.UNIT: "unit",
    Field.ADJUSTMENT_AMOUNT: "amount",
    Field.ADJUSTMENT_EFFECTIVE_DATE: "effective_date",
    Field.ADJUSTMENT_REASON: "reason",
}

_TYPES: tuple[RightType, ...] = get_args(RightType)
_UNITS: tuple[Unit, ...] = get_args(Unit)


def read_adjustment(form: Form) -> Adjustment | tuple[Anomaly, ...]:
    """Return the adjustment a form describes, or what in it cannot be understood."""
    reading = Reading(form)
    adjustment = Adjustment(
        year=reading.needed_whole("year", Field.RIGHT_YEAR),
        right_type=reading.needed_code("right_type", Field.RIGHT_TYPE, _TYPES),
        unit=reading.needed_code("unit", Field.UNIT, _UNITS),
        amount=reading.needed_amount("amount", Field.ADJUSTMENT_AMOUNT),
        effective_date=reading.needed_date("effective_date", Field.ADJUSTMENT_EFFECTIVE_DATE),
        reason=reading.needed_text("reason", Field.ADJUSTMENT_REASON),
    )
    return tuple(reading.anomalies) or adjustment


def adjustment_values(adjustment: Registered) -> dict[str, str]:
    """Return what the form shows to correct a registered adjustment."""
    return {
        "year": str(adjustment.year),
        "right_type": adjustment.right_type,
        "unit": adjustment.unit,
        "amount": f"{adjustment.amount.normalize():f}",
        "effective_date": adjustment.effective_date.isoformat(),
        "reason": adjustment.reason,
    }
