"""The form of a what-if: what it reads into, where its faults stand, and what fills it in."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from fla.doors.portal.gate import Form
from fla.doors.portal.problems import Problem, Problems
from fla.doors.portal.reader import parse_amount, parse_date, parse_hundredths
from fla.languages import Language
from fla.law.pack import pack
from fla.rights.case import Case
from fla.rights.case_faults import CaseError

MOST_LINES: Final = 20
"""Occupation lines, and suspensions, that the form shows."""
LINE: Final = {
    "start": "line_start",
    "end": "line_end",
    "q": "mean_hours",
    "s": "reference_hours",
    "jointCommittee": "line_committee",
    "contract": "contract",
}
OFF: Final = {"start": "off_start", "end": "off_end", "kind": "off_extent", "q": "off_hours"}
"""The control of each member of a line, followed by `-` and the line's number from 1."""
SETTING: Final = "setting-"

_PLACE: Final = re.compile(r"(occupations|suspensions)\[(\d+)\](?:\.(\w+))?")
_CONTROLS: Final = {
    "year": "year",
    "jointCommittee": "joint_committee",
    "headCount": "average",
    "headCount.average": "average",
    "carriedIn": "carried_in",
    "occupations": "lines",
    "suspensions": "suspensions",
}
_NUMBERED: Final = re.compile(r"([a-z_]+)-(\d{1,2})", re.ASCII)


def count_lines(form: Form, controls: Mapping[str, str], least: int) -> int:
    """Return how many lines of a kind a form shows."""
    known = set(controls.values())
    found = (_NUMBERED.fullmatch(name) for name in form)
    numbers = [int(match[2]) for match in found if match and match[1] in known]
    return min(max([*numbers, least]), MOST_LINES)


def filled_lines(form: Form, controls: Mapping[str, str]) -> list[int]:
    """Return the numbers of the lines in which something stands."""
    return [
        number
        for number in range(1, count_lines(form, controls, 0) + 1)
        if any(_typed(form, f"{name}-{number}") for name in controls.values())
    ]


def read_case(form: Form) -> dict[str, Any]:
    """Return the form as a JSON value of a case; what cannot be typed stays as it was typed."""
    case: dict[str, Any] = {
        "id": "form",
        "year": _whole(_typed(form, "year")),
        "headCount": _without_nothing({"average": _amount(_typed(form, "average"))}),
        "occupations": [_occupation(form, number) for number in filled_lines(form, LINE)],
        "suspensions": [_suspension(form, number) for number in filled_lines(form, OFF)],
        "settings": _settings(form),
    }
    case["jointCommittee"] = _typed(form, "joint_committee") or None
    case["carriedIn"] = _amount(_typed(form, "carried_in"))
    return case


def place_fault(error: CaseError, form: Form, language: Language) -> Problems:
    """Return the fault of a case as a message beside the control it is about."""
    message = error.error.message.in_language(language)
    control = _control(error.error.path, form)
    return Problems((Problem(message, message, control, blocking=True),))


def case_values(case: Case) -> dict[str, str]:
    """Return what the form shows of a case."""
    values = {"year": str(case.year), "joint_committee": case.joint_committee or ""}
    average = _average(case)
    values["average"] = "" if average is None else _decimal(average)
    for number, line in enumerate(case.occupations, 1):
        values |= {
            f"line_start-{number}": line.start.isoformat(),
            f"line_end-{number}": line.end.isoformat() if line.end else "",
            f"mean_hours-{number}": _hundredths(line.q),
            f"reference_hours-{number}": _hundredths(line.s),
            f"line_committee-{number}": line.joint_committee or "",
            f"contract-{number}": "",
        }
    for number, off in enumerate(case.suspensions, 1):
        values |= {
            f"off_start-{number}": off.start.isoformat(),
            f"off_end-{number}": off.end.isoformat() if off.end else "",
            f"off_extent-{number}": off.kind,
            f"off_hours-{number}": "" if off.q is None else _hundredths(off.q),
        }
    return values


def _control(path: str, form: Form) -> str | None:
    if match := _PLACE.fullmatch(path):
        kind, place, member = match[1], int(match[2]), match[3]
        controls = LINE if kind == "occupations" else OFF
        number = filled_lines(form, controls)[place]
        return f"{controls[member]}-{number}" if member in controls else _CONTROLS[kind]
    if path.startswith("settings."):
        return f"{SETTING}{path.removeprefix('settings.')}"
    return _CONTROLS.get(path)


def _occupation(form: Form, number: int) -> dict[str, Any]:
    line = {
        "start": _date(_typed(form, f"line_start-{number}")),
        "end": _date(_typed(form, f"line_end-{number}")),
        "q": _hours(_typed(form, f"mean_hours-{number}")),
        "s": _hours(_typed(form, f"reference_hours-{number}")),
        "jointCommittee": _typed(form, f"line_committee-{number}") or None,
        "contract": _typed(form, f"contract-{number}") or None,
    }
    return _without_nothing(line)


def _suspension(form: Form, number: int) -> dict[str, Any]:
    line = {
        "start": _date(_typed(form, f"off_start-{number}")),
        "end": _date(_typed(form, f"off_end-{number}")),
        "kind": _typed(form, f"off_extent-{number}") or None,
        "q": _hours(_typed(form, f"off_hours-{number}")),
    }
    return _without_nothing(line)


def _settings(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, setting in pack().settings.items():
        chosen = form.get(f"{SETTING}{name}", [])
        if isinstance(setting.default, tuple):
            found[name] = [one for one in chosen if one]
        elif chosen and chosen[-1]:
            found[name] = chosen[-1]
    return found


def _typed(form: Form, name: str) -> str:
    return form.get(name, [""])[-1].strip()


def _date(typed: str) -> str | None:
    day = parse_date(typed)
    return day.isoformat() if day else typed or None


def _whole(typed: str) -> int | str | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else typed or None


def _amount(typed: str) -> str | None:
    amount = parse_amount(typed)
    return f"{amount:f}" if amount is not None else typed or None


def _hours(typed: str) -> int | str | None:
    hundredths = parse_hundredths(typed) if typed else None
    return hundredths if hundredths is not None else typed or None


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _average(case: Case) -> Fraction | None:
    given = case.head_count
    if given.average is not None:
        return given.average
    declared = [one for one in given.quarters if one is not None]
    return sum(declared, Fraction(0)) / len(declared) if declared else given.first_quarter


def _decimal(exact: Fraction) -> str:
    return f"{float(exact):.4f}".rstrip("0").rstrip(".")


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02}".removesuffix(".00")
