"""A case as the form of a what-if shows it, with every member, so that it reads back the same."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from fla.doors.portal.posted import Form
from fla.doors.portal.what_if_form import SETTING
from fla.law.pack import pack
from fla.rights.case import Case, HeadCount, Occupation, Suspension
from fla.rights.head_count import average

_DECIMALS: Final = Decimal("0.0001")


def case_form(case: Case) -> Form:
    """Return what the form shows of a case, as if somebody had typed it.

    Of quarters it shows the average, to four decimals where it has no end, and carries them along.
    """
    values = {
        "year": str(case.year),
        "joint_committee": case.joint_committee or "",
        "carried_in": _decimal(case.carried_in) if case.carried_in else "",
        **_size(case.head_count),
    }
    for number, line in enumerate(case.occupations, 1):
        values |= {f"{name}-{number}": text for name, text in _occupation(line).items()}
    for number, off in enumerate(case.suspensions, 1):
        values |= {f"{name}-{number}": text for name, text in _suspension(off).items()}
    return {name: [text] for name, text in values.items()} | _settings(case)


def with_numbered_contracts(case: Case) -> Case:
    """Return a case whose contracts are called 1, 2, … in the order of their lines."""
    lines, off = case.occupations, case.suspensions
    names = [one.contract for one in lines] + [one.contract for one in off]
    told = dict.fromkeys(name for name in names if name is not None)
    numbers = {name: str(number) for number, name in enumerate(told, 1)}
    return replace(
        case,
        occupations=tuple(replace(one, contract=numbers.get(one.contract or "")) for one in lines),
        suspensions=tuple(replace(one, contract=numbers.get(one.contract or "")) for one in off),
    )


def _size(count: HeadCount) -> dict[str, str]:
    values = {"average": _shown_average(count)}
    if count.average is not None:
        return values
    values["average_of_quarters"] = values["average"]
    for number, fte in enumerate(count.quarters, 1):
        values[f"quarter-{number}"] = "" if fte is None else _decimal(fte)
    for number, fte in enumerate(count.adjustments, 1):
        values[f"added-{number}"] = _decimal(fte)
    if count.first_quarter is not None:
        values["first_quarter"] = _decimal(count.first_quarter)
    return values


def _shown_average(count: HeadCount) -> str:
    """The average, empty where nothing was declared."""
    found = count.average
    if found is None:
        found = average(count.quarters, count.adjustments, count.first_quarter)
    return "" if found is None else _decimal(found)


def _occupation(line: Occupation) -> dict[str, str]:
    return {
        "line_start": line.start.isoformat(),
        "line_end": line.end.isoformat() if line.end else "",
        "mean_hours": _hundredths(line.q),
        "reference_hours": _hundredths(line.s),
        "days_per_week": _hundredths(line.days_per_week),
        "line_committee": line.joint_committee or "",
        "category": line.category,
        "contract": line.contract or "",
    }


def _suspension(off: Suspension) -> dict[str, str]:
    return {
        "off_start": off.start.isoformat(),
        "off_end": off.end.isoformat() if off.end else "",
        "off_extent": off.kind,
        "off_hours": "" if off.q is None else _hundredths(off.q),
        "off_reference": "" if off.s is None else _hundredths(off.s),
        "off_contract": off.contract or "",
    }


def _settings(case: Case) -> Form:
    """The choices that are not the pack's own, which the form shows as nothing chosen."""
    chosen: dict[str, Any] = msgspec.to_builtins(case.choices)
    return {
        f"{SETTING}{name}": [value] if isinstance(value, str) else list(value)
        for name, value in chosen.items()
        if value != pack().settings[name].default
    }


def _decimal(exact: Fraction) -> str:
    """Write a number out, rounded only where its decimals have no end."""
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    if Fraction(number) != exact:
        number = number.quantize(_DECIMALS)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02}".removesuffix(".00")
