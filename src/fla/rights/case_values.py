"""The values of a case: read from decoded JSON, or refused with their place."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeVar

from fla.identifiers import joint_committee_fault, parse_joint_committee
from fla.rights.case_faults import FaultError, shown

Value = TypeVar("Value")

LONGEST_NUMBER: Final = 100
"""Characters of an amount, its decimals included."""
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Members:
    """The members of one object, taken by name; what nobody may take is refused at once."""

    def __init__(self, value: object, path: str, allowed: Sequence[str]) -> None:
        if not isinstance(value, dict):
            raise FaultError("notAnObject", path, value=written(value))
        self._values: dict[str, object] = value
        self._path = path
        for name in value:
            if name not in allowed:
                raise FaultError(
                    "unknownMember", self.at(name), value=name, detail=", ".join(allowed)
                )

    def at(self, name: str) -> str:
        """Return the place of a member."""
        return f"{self._path}.{name}" if self._path else name

    def has(self, name: str) -> bool:
        """Tell whether a member is there and not null."""
        return self._values.get(name) is not None

    def needed(self, name: str, read: Callable[[Any, str], Value]) -> Value:
        """Return a member that must be there; raises `FaultError`."""
        if not self.has(name):
            raise FaultError("absent", self.at(name))
        return read(self._values[name], self.at(name))

    def optional(self, name: str, read: Callable[[Any, str], Value], default: Value) -> Value:
        """Return a member, or the default where it is absent or null; raises `FaultError`."""
        return self.needed(name, read) if self.has(name) else default

    def found(self, name: str, read: Callable[[Any, str], Value]) -> Value | None:
        """Return a member, or None where it is absent or null; raises `FaultError`."""
        return self.needed(name, read) if self.has(name) else None


def whole(lowest: int, highest: int) -> Callable[[Any, str], int]:
    """Read a whole number within bounds; 3800.0 is one, true and "3800" are not."""

    def read(value: object, path: str) -> int:
        if isinstance(value, Decimal) and _is_whole(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise FaultError("notAWholeNumber", path, value=written(value))
        return _bounded(value, path, lowest, highest)

    return read


def amount(lowest: int, highest: int) -> Callable[[Any, str], Fraction]:
    """Read a decimal given as text or number, exactly, within bounds."""

    def read(value: object, path: str) -> Fraction:
        return Fraction(_bounded(_decimal(value, path), path, lowest, highest))

    return read


def text(longest: int) -> Callable[[Any, str], str]:
    """Read a text without control characters."""

    def read(value: object, path: str) -> str:
        if not isinstance(value, str):
            raise FaultError("notAText", path, value=written(value))
        if len(value) > longest:
            raise FaultError("tooLong", path, value=value, detail=str(longest))
        if not all(letter.isprintable() for letter in value):
            raise FaultError("controlCharacter", path, value=value)
        return value

    return read


def one_of(codes: Sequence[Value]) -> Callable[[Any, str], Value]:
    """Read a code of a list."""

    def read(value: object, path: str) -> Value:
        for code in codes:
            if code == value:
                return code
        listed = ", ".join(map(str, codes))
        raise FaultError("notInList", path, value=written(value), detail=listed)

    return read


def items(
    read_item: Callable[[Any, str], Value], most: int
) -> Callable[[Any, str], tuple[Value, ...]]:
    """Read a list."""

    def read(value: object, path: str) -> tuple[Value, ...]:
        if not isinstance(value, list):
            raise FaultError("notAList", path, value=written(value))
        if len(value) > most:
            raise FaultError("tooMany", path, value=len(value), detail=str(most))
        return tuple(read_item(item, f"{path}[{index}]") for index, item in enumerate(value))

    return read


def date(value: object, path: str) -> dt.date:
    """Read a date of the calendar: 2023-02-29 is none."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise FaultError("invalidDate", path, value=written(value))
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise FaultError("invalidDate", path, value=value) from None


def committee(value: object, path: str) -> str:
    """Read the code of a joint committee: `200`, `149.01`; `200.00` is `200`."""
    if not isinstance(value, str) or joint_committee_fault(value) is not None:
        raise FaultError("invalidJointCommittee", path, value=written(value))
    return parse_joint_committee(value)


def written(value: object) -> str:
    """Return a value as it may be shown in an answer, whatever it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        return "…"
    return shown(str(value))


def _decimal(value: object, path: str) -> Decimal:
    if isinstance(value, str) and len(value) <= LONGEST_NUMBER and _AMOUNT.fullmatch(value):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= LONGEST_NUMBER:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise FaultError("notAnAmount", path, value=written(value))


def _is_whole(value: Decimal) -> bool:
    short = value.is_finite() and abs(value.adjusted()) <= LONGEST_NUMBER
    return short and value == value.to_integral_value()


Number = TypeVar("Number", int, Decimal)


def _bounded(value: Number, path: str, lowest: int, highest: int) -> Number:
    if value < lowest:
        raise FaultError("tooLow", path, value=written(value), detail=str(lowest))
    if value > highest:
        raise FaultError("tooHigh", path, value=written(value), detail=str(highest))
    return value
