"""Issues of a problem: the kinds that there are (Belgif REST guide), and faults told as such."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any, Final, Literal

from msgspec import UNSET, UnsetType

from fla.contract.structs import InputValidationIssue
from fla.doors.rest.faults import Fault, Place
from fla.doors.rest.texts import LONGEST_NAME, fault_detail, reading_detail
from fla.languages import Language

In = Literal["body", "header", "path", "query"]

MOST_ISSUES: Final = 1_000
"""Issues that one answer tells; beyond it the request is broken in some other way."""
LONGEST_VALUE: Final = 200
"""Characters of a value at fault that an issue repeats."""

_GUIDE: Final = "urn:problem-type:belgif:input-validation:"
_EXTENDED: Final = "urn:problem-type:belgif-ext:input-validation:"
SCHEMA_VIOLATION: Final = f"{_GUIDE}schemaViolation"
UNKNOWN_INPUT: Final = f"{_GUIDE}unknownInput"
INVALID_INPUT: Final = f"{_GUIDE}invalidInput"
NOT_FOUND: Final = f"{_GUIDE}referencedResourceNotFound"
REQUIRED_INPUT: Final = f"{_EXTENDED}requiredInput"
INVALID_STRUCTURE: Final = f"{_EXTENDED}invalidStructure"
REJECTED_INPUT: Final = f"{_EXTENDED}rejectedInput"
INVALID_PERIOD: Final = f"{_EXTENDED}invalidPeriod"
EQUAL_EXPECTED: Final = f"{_EXTENDED}equalExpected"
OUT_OF_RANGE: Final = f"{_EXTENDED}outOfRange"

TITLES: Final = {
    SCHEMA_VIOLATION: "Input isn't valid with respect to schema",
    UNKNOWN_INPUT: "Unknown input",
    INVALID_INPUT: "Invalid input",
    NOT_FOUND: "Referenced resource not found",
    REQUIRED_INPUT: "Input is required",
    INVALID_STRUCTURE: "The structure of the input is not valid",
    REJECTED_INPUT: "The input is rejected",
    INVALID_PERIOD: "The period is not valid",
    EQUAL_EXPECTED: "The inputs are to be equal",
    OUT_OF_RANGE: "The input is out of range",
}
"""Titles in English, as the guide has titles."""


def body_issues(faults: Iterable[Fault], language: Language) -> list[InputValidationIssue]:
    """Tell the faults of a body, `MOST_ISSUES` at the most."""
    return [_body_issue(fault, language) for fault in islice(faults, MOST_ISSUES)]


def _body_issue(fault: Fault, language: Language) -> InputValidationIssue:
    name = name_of(fault.place)[-LONGEST_NAME:]
    return _issue(fault, "body", name, pointer(fault.place), language)


def parameter_issue(fault: Fault, place: In, name: str, language: Language) -> InputValidationIssue:
    """Tell what is wrong with a parameter."""
    return _issue(fault, place, name[:LONGEST_NAME], UNSET, language)


def unreadable_issue(flaw: str, detail: str, language: Language) -> InputValidationIssue:
    """Tell what is wrong with a body that is no JSON."""
    said = reading_detail(flaw, detail, language)
    kind = SCHEMA_VIOLATION
    return InputValidationIssue(type=kind, title=TITLES[kind], detail=said, in_="body", pointer="")


def pointer(place: Place) -> str:
    """Return a place in a body as a JSON pointer (RFC 6901): `/participants/6/ssin`."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in place)
    return "".join(f"/{step[:LONGEST_NAME]}" for step in steps)


def name_of(place: Place) -> str:
    """Return the same with points: `participants[6].ssin`; empty for the body as a whole."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def _issue(
    fault: Fault, place: In, name: str, pointed: str | UnsetType, language: Language
) -> InputValidationIssue:
    kind = UNKNOWN_INPUT if fault.word == "unknown" else SCHEMA_VIOLATION
    value = shown(fault.value)
    text = "" if value is UNSET else _written(value)
    return InputValidationIssue(
        type=kind,
        title=TITLES[kind],
        detail=fault_detail(fault, name, text, language),
        in_=place,
        name=name or UNSET,
        pointer=pointed,
        value=value,
    )


def shown(value: Any) -> Any:
    """Return what an issue repeats of a value: not much, and nothing of what stands inside it."""
    if value is None or isinstance(value, dict | list):
        return UNSET
    if isinstance(value, str):
        return value[:LONGEST_VALUE]
    if isinstance(value, int | Decimal) and len(str(value)) > LONGEST_VALUE:
        return str(value)[:LONGEST_VALUE]
    return value


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
