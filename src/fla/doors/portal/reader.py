"""Reads typed values from a form; what cannot be typed becomes an anomaly of the catalogue.

An anomaly's path is the name of the form control, so that its message stands beside it.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Final, TypeVar

from fla.doors.portal.posted import Form
from fla.identifiers.quarter import FIRST_YEAR, LAST_YEAR
from fla.intake.anomaly import Anomaly, Error, Field

MOST_SHOWN: Final = 200
"""Characters of an unreadable value that an anomaly repeats."""

_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_WRITTEN_DATE: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_AMOUNT: Final = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,6})?", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,5}) ?(?:[hHuU:]|Std\.?) ?(\d{1,2})?(?: ?min\.?)?", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,6}", re.ASCII)
_MINUTES_PER_HOUR: Final = 60
_HUNDRED: Final = 100
_PLAIN: Final = str.maketrans({"\N{MINUS SIGN}": "-", "\N{NO-BREAK SPACE}": " "})

Code = TypeVar("Code", bound=str)
Value = TypeVar("Value")


class Reading:
    """A form being read; `anomalies` gathers what cannot be understood, in reading order.

    A control that is absent or blank reads as None. What is needed and not there is an anomaly; a
    stand-in is returned for it, which goes nowhere, because a form with anomalies says nothing.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self.anomalies: list[Anomaly] = []

    def text(self, name: str) -> str | None:
        """Return what was typed, without spaces around it."""
        return self._form.get(name, [""])[-1].translate(_PLAIN).strip() or None

    def needed_text(self, name: str, field: Field) -> str:
        """Return what was typed, which must be something."""
        return self._needed(name, field, self.text(name), "")

    def date(self, name: str, field: Field) -> dt.date | None:
        """Return a day written as 2026-11-22, 22/11/2026, 22-11-2026 or 22.11.2026."""
        typed = self.text(name)
        return None if typed is None else self._typed(name, field, typed, parse_date(typed))

    def needed_date(self, name: str, field: Field) -> dt.date:
        """Return a day, which must be there."""
        return self._needed(name, field, self.date(name, field), dt.date.min)

    def amount(self, name: str, field: Field) -> Decimal | None:
        """Return a number with a comma or a point."""
        typed = self.text(name)
        return None if typed is None else self._typed(name, field, typed, parse_amount(typed))

    def needed_amount(self, name: str, field: Field) -> Decimal:
        """Return a number, which must be there."""
        return self._needed(name, field, self.amount(name, field), Decimal(0))

    def needed_whole(self, name: str, field: Field) -> int:
        """Return a whole number without sign, which must be there."""
        typed = self.text(name)
        number = int(typed) if typed and _WHOLE.fullmatch(typed) else None
        if typed is not None:
            number = self._typed(name, field, typed, number)
        return self._needed(name, field, number, 0)

    def minutes(self, name: str, field: Field) -> int | None:
        """Return minutes from hours written as 7:30, 7 h 30, 7,5 or 7."""
        typed = self.text(name)
        return None if typed is None else self._typed(name, field, typed, parse_hours(typed))

    def hundredths(self, name: str, field: Field) -> int | None:
        """Return hundredths of an hour or a day: 38:20 and 38,33 are 3833."""
        typed = self.text(name)
        return None if typed is None else self._typed(name, field, typed, parse_hundredths(typed))

    def needed_hundredths(self, name: str, field: Field) -> int:
        """Return hundredths of an hour or a day, which must be there."""
        return self._needed(name, field, self.hundredths(name, field), 0)

    def code(self, name: str, field: Field, codes: tuple[Code, ...]) -> Code | None:
        """Return a code of a list."""
        typed = self.text(name)
        found = next((code for code in codes if code == typed), None)
        if typed is not None and found is None:
            self._add(name, field, Error.OUT_OF_LIST, typed)
        return found

    def needed_code(self, name: str, field: Field, codes: tuple[Code, ...]) -> Code:
        """Return a code of a list, which must be there."""
        return self._needed(name, field, self.code(name, field, codes), codes[0])

    def _typed(self, name: str, field: Field, typed: str, value: Value | None) -> Value | None:
        if value is None:
            self._add(name, field, Error.INVALID, typed)
        return value

    def _needed(self, name: str, field: Field, value: Value | None, stand_in: Value) -> Value:
        if value is None and self.text(name) is None:
            self._add(name, field, Error.ABSENT)
        return stand_in if value is None else value

    def _add(self, name: str, field: Field, error: Error, value: str | None = None) -> None:
        shown = value[:MOST_SHOWN] if value else None
        self.anomalies.append(Anomaly(field, error, shown, path=name))


def sought(typed: str) -> str:
    """Return a search in an address without what nobody types, and no database takes."""
    return "".join(filter(str.isprintable, typed)).strip()


def parse_amount(typed: str) -> Decimal | None:
    """Return a number written with a comma or a point, or None."""
    return Decimal(typed.replace(",", ".")) if _AMOUNT.fullmatch(typed) else None


def parse_date(typed: str) -> dt.date | None:
    """Return the day of a date as people in Belgium write it, in a year that has quarters."""
    if match := _ISO_DATE.fullmatch(typed):
        year, month, day = match.groups()
    elif match := _WRITTEN_DATE.fullmatch(typed):
        day, month, year = match.groups()
    else:
        return None
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def parse_hundredths(typed: str) -> int | None:
    """Return the hundredths of a number, or of hours and minutes, rounded half up, or None."""
    amount = parse_amount(typed)
    if amount is None:
        minutes = parse_hours(typed)
        if minutes is None:
            return None
        amount = Decimal(minutes) / _MINUTES_PER_HOUR
    return int(amount * _HUNDRED * 2 + 1) // 2


def parse_hours(typed: str) -> int | None:
    """Return the minutes of a number of hours, decimals rounded half up to the minute, or None."""
    if match := _CLOCK.fullmatch(typed):
        hours, minutes = int(match[1]), int(match[2] or 0)
        return hours * _MINUTES_PER_HOUR + minutes if minutes < _MINUTES_PER_HOUR else None
    amount = parse_amount(typed)
    return None if amount is None else int(amount * _MINUTES_PER_HOUR * 2 + 1) // 2


def version_of(text: str) -> int:
    """Return the version of an object that a form was made of; 0, which none has, for no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
