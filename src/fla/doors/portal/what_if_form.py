"""The form of a what-if: what it reads into, and where its faults stand."""

import re
from collections.abc import Mapping
from typing import Any, Final

from fla.doors.portal.posted import Form
from fla.doors.portal.problems import Problem, Problems
from fla.doors.portal.reader import parse_amount, parse_date, parse_hundredths
from fla.languages import Language
from fla.law.pack import pack
from fla.rights.case_faults import CaseError
from fla.rights.case_reader import QUARTERS

MOST_LINES: Final = 99
"""Occupation lines, and suspensions, that the form takes."""
LINE: Final = {
    "start": "line_start",
    "end": "line_end",
    "q": "mean_hours",
    "s": "reference_hours",
    "daysPerWeek": "days_per_week",
    "jointCommittee": "line_committee",
    "category": "category",
    "contract": "contract",
}
OFF: Final = {
    "start": "off_start",
    "end": "off_end",
    "kind": "off_extent",
    "q": "off_hours",
    "s": "off_reference",
    "contract": "off_contract",
}
"""The control of each member of a line, followed by `-` and the line's number from 1."""
SETTING: Final = "setting-"

_PLACE: Final = re.compile(r"(occupations|suspensions)\[(\d+)\](?:\.(\w+))?")
_CONTROLS: Final = {
    "year": "year",
    "jointCommittee": "joint_committee",
    "headCount": "average",
    "headCount.average": "average",
    "headCount.quarters": "average",
    "carriedIn": "carried_in",
    "occupations": "lines",
    "suspensions": "suspensions",
}
_NUMBERED: Final = re.compile(r"([a-z_]+)-(\d{1,4})", re.ASCII)


def highest_line(form: Form, controls: Mapping[str, str]) -> int:
    """Return the highest number of a line of a kind in a form, 0 where it has none."""
    known = set(controls.values())
    found = (_NUMBERED.fullmatch(name) for name in form)
    return max((int(match[2]) for match in found if match and match[1] in known), default=0)


def count_lines(form: Form, controls: Mapping[str, str], least: int) -> int:
    """Return how many lines of a kind a form shows."""
    return min(max(highest_line(form, controls), least), MOST_LINES)


def overfull(form: Form) -> int | None:
    """Return the number of lines of a form with more of a kind than it takes, else None."""
    most = max(highest_line(form, controls) for controls in (LINE, OFF))
    return most if most > MOST_LINES else None


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
        "headCount": _head_count(form),
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


def _control(path: str, form: Form) -> str | None:
    if match := _PLACE.fullmatch(path):
        kind, place, member = match[1], int(match[2]), match[3]
        controls = LINE if kind == "occupations" else OFF
        number = filled_lines(form, controls)[place]
        return f"{controls[member]}-{number}" if member in controls else _CONTROLS[kind]
    if path.startswith("settings."):
        return f"{SETTING}{path.removeprefix('settings.')}"
    return _CONTROLS.get(path)


def _head_count(form: Form) -> dict[str, Any]:
    """The quarters that came along, as long as the average is still the one they give."""
    typed = _amount(_typed(form, "average"))
    quarters = _carried(form, "quarter")
    first = _amount(_typed(form, "first_quarter"))
    if typed is None or typed != _typed(form, "average_of_quarters"):
        return _without_nothing({"average": typed})
    added = _carried(form, "added")
    given = {"quarters": quarters or None, "adjustments": added or None, "firstQuarter": first}
    return _without_nothing(given)


def _carried(form: Form, name: str) -> list[str | None]:
    names = [f"{name}-{number}" for number in range(1, QUARTERS + 1)]
    return [_amount(_typed(form, one)) for one in names] if names[0] in form else []


def _occupation(form: Form, number: int) -> dict[str, Any]:
    line = {
        "start": _date(_typed(form, f"line_start-{number}")),
        "end": _date(_typed(form, f"line_end-{number}")),
        "q": _hours(_typed(form, f"mean_hours-{number}")),
        "s": _hours(_typed(form, f"reference_hours-{number}")),
        "daysPerWeek": _hours(_typed(form, f"days_per_week-{number}")),
        "jointCommittee": _typed(form, f"line_committee-{number}") or None,
        "category": _typed(form, f"category-{number}") or None,
        "contract": _typed(form, f"contract-{number}") or None,
    }
    return _without_nothing(line)


def _suspension(form: Form, number: int) -> dict[str, Any]:
    line = {
        "start": _date(_typed(form, f"off_start-{number}")),
        "end": _date(_typed(form, f"off_end-{number}")),
        "kind": _typed(form, f"off_extent-{number}") or None,
        "q": _hours(_typed(form, f"off_hours-{number}")),
        "s": _hours(_typed(form, f"off_reference-{number}")),
        "contract": _typed(form, f"off_contract-{number}") or None,
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
