"""Checks of single values that several kinds of content share. Pure, no I/O."""

import datetime as dt
from decimal import Decimal

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.filing import UNSTORABLE

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2100, 12, 31)
_MOST_DECIMALS = 100
"""Decimals an amount is written with, zeros at its end included; the database has a limit too."""


def is_plain(text: str, maximum: int) -> bool:
    """Whether a text is plainly in order: a quick look that spares most texts the closer one."""
    return 0 < len(text) <= maximum and text.isprintable() and not text.isspace()


def text_fault(
    field: Field, value: str | None, maximum: int, found: list[Anomaly], *, required: bool = False
) -> None:
    """A text has 1 to `maximum` characters, none of them a control character."""
    if value is None or not value.strip():
        if required:
            found.append(Anomaly(field, Error.ABSENT))
        elif value is not None:
            found.append(Anomaly(field, Error.LENGTH, value))
        return
    if len(value) > maximum:
        found.append(Anomaly(field, Error.LENGTH, value[:maximum], detail=f"1–{maximum}"))
    if not value.isprintable() and UNSTORABLE.search(value):
        found.append(Anomaly(field, Error.INVALID, UNSTORABLE.sub("�", value)))


def date_fault(field: Field, value: dt.date | None, found: list[Anomaly]) -> None:
    """A date lies between 1900 and 2100: what lies outside is a slip of the pen."""
    if value is None:
        return
    if value < EARLIEST:
        found.append(Anomaly(field, Error.TOO_LOW, value.isoformat(), detail=EARLIEST.isoformat()))
    elif value > LATEST:
        found.append(Anomaly(field, Error.TOO_HIGH, value.isoformat(), detail=LATEST.isoformat()))


def period_fault(field: Field, start: dt.date, end: dt.date | None, found: list[Anomaly]) -> None:
    """A period, of which `field` is the end, does not end before it starts."""
    if end is not None and end < start:
        found.append(Anomaly(field, Error.END_BEFORE_START, str(end), detail=str(start)))


def bounds_fault(field: Field, value: int, lowest: int, highest: int, found: list[Anomaly]) -> None:
    """A whole number lies within its bounds, both included."""
    if value < lowest:
        found.append(Anomaly(field, Error.TOO_LOW, str(value), detail=str(lowest)))
    elif value > highest:
        found.append(Anomaly(field, Error.TOO_HIGH, str(value), detail=str(highest)))


def amount_fault(
    field: Field,
    value: Decimal | None,
    lowest: Decimal,
    highest: Decimal,
    step: Decimal,
    found: list[Anomaly],
) -> None:
    """An amount lies within its bounds, both included, and is a whole number of steps."""
    if value is None:
        return
    if not value.is_finite():
        found.append(Anomaly(field, Error.INVALID, str(value)))
    elif value < lowest:
        found.append(Anomaly(field, Error.TOO_LOW, str(value), detail=str(lowest)))
    elif value > highest:
        found.append(Anomaly(field, Error.TOO_HIGH, str(value), detail=str(highest)))
    # Written with as many decimals as the step has, it is one.
    elif not value.same_quantum(step) and (value % step or _written_too_long(value)):
        found.append(Anomaly(field, Error.INVALID, str(value)))


def _written_too_long(amount: Decimal) -> bool:
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -_MOST_DECIMALS
