"""The form of a training right: its controls, what it reads into, and what a right fills in."""

from decimal import Decimal
from typing import Final, get_args

from fla.doors.portal.posted import Form
from fla.doors.portal.reader import Reading
from fla.intake.anomaly import Anomaly, Field
from fla.intake.declaration import Right, RightType, Unit
from fla.rights.model import Right as Registered

CONTROLS: Final[dict[Field, str]] = {
    Field.RIGHT_YEAR: "year",
    Field.RIGHT_TYPE: "right_type",
    Field.UNIT: "unit",
    Field.ENTITLED: "entitled",
    Field.CARRIED_IN: "carried_in",
    Field.ADJUSTED: "adjusted",
    Field.ADJUSTMENT_REASON: "adjustment_reason",
    Field.CBA_REGISTRATION_NUMBER: "cba_registration_number",
}
"""Which control a message about a field stands beside."""

_TYPES: tuple[RightType, ...] = get_args(RightType)
_UNITS: tuple[Unit, ...] = get_args(Unit)
_NOTHING: Final = Decimal(0)


def read_right(form: Form) -> Right | tuple[Anomaly, ...]:
    """Return the right a form describes, or what in it cannot be understood."""
    reading = Reading(form)
    right = Right(
        year=reading.needed_whole("year", Field.RIGHT_YEAR),
        right_type=reading.needed_code("right_type", Field.RIGHT_TYPE, _TYPES),
        unit=reading.needed_code("unit", Field.UNIT, _UNITS),
        entitled=reading.needed_amount("entitled", Field.ENTITLED),
        carried_in=reading.amount("carried_in", Field.CARRIED_IN) or _NOTHING,
        adjusted=reading.amount("adjusted", Field.ADJUSTED) or _NOTHING,
        adjustment_reason=reading.text("adjustment_reason"),
        cba_registration_number=reading.text("cba_registration_number"),
    )
    return tuple(reading.anomalies) or right


def right_values(right: Registered) -> dict[str, str]:
    """Return what the form shows to correct a registered right."""
    amounts = ("entitled", "carried_in", "adjusted")
    values = {name: f"{getattr(right, name).normalize():f}" for name in amounts}
    return values | {
        "year": str(right.year),
        "right_type": right.right_type,
        "unit": right.unit,
        "adjustment_reason": right.adjustment_reason or "",
        "cba_registration_number": right.cba_registration_number or "",
    }
