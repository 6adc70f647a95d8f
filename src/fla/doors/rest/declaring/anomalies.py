"""Anomalies of the intake told as issues: of which kind, where in the request, in which words."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec import UNSET, Struct

from fla.contract.structs import InputValidationIssue
from fla.doors.rest.declaring.places import EACH, PLACES
from fla.doors.rest.faults import Place
from fla.doors.rest.issues import (
    EQUAL_EXPECTED,
    INVALID_INPUT,
    INVALID_PERIOD,
    INVALID_STRUCTURE,
    NOT_FOUND,
    OUT_OF_RANGE,
    REJECTED_INPUT,
    REQUIRED_INPUT,
    SCHEMA_VIOLATION,
    TITLES,
    UNKNOWN_INPUT,
    In,
    name_of,
    pointer,
    shown,
)
from fla.intake.anomaly import Anomaly, Error, Field
from fla.languages import Language

_TYPES: Final = {
    Error.ABSENT: REQUIRED_INPUT,
    Error.INVALID: INVALID_INPUT,
    Error.CHECK_DIGIT: INVALID_STRUCTURE,
    Error.OUT_OF_LIST: SCHEMA_VIOLATION,
    Error.END_BEFORE_START: INVALID_PERIOD,
    Error.NAME_DIFFERS: EQUAL_EXPECTED,
    Error.TOO_LOW: OUT_OF_RANGE,
    Error.TOO_HIGH: OUT_OF_RANGE,
    Error.UNKNOWN: NOT_FOUND,
    Error.UNKNOWN_ELEMENT: UNKNOWN_INPUT,
    Error.LENGTH: SCHEMA_VIOLATION,
    Error.PLANNED_IN_PAST: INVALID_PERIOD,
    Error.COMPLETED_IN_FUTURE: INVALID_PERIOD,
    Error.DAY_TOO_LONG: OUT_OF_RANGE,
    Error.MORE_THAN_DURATION: OUT_OF_RANGE,
    Error.OVERLAP: INVALID_PERIOD,
    Error.OUTSIDE_EMPLOYMENT: INVALID_PERIOD,
    Error.NO_RIGHT: NOT_FOUND,
    Error.NOT_WITHIN: INVALID_PERIOD,
}


def issue_type(error: Error) -> str:
    """Return the kind of issue that an error is: rejected input, where it is nothing narrower."""
    return _TYPES.get(error, REJECTED_INPUT)


class Spot(Struct, frozen=True):
    """Where an issue is in a request; without `part` it is in none."""

    part: In | None = "body"
    place: Place = ()


Spotter = Callable[[Place], Spot]
"""Says where in the request a place of the declaration came from."""


def under(*above: str | int) -> Spotter:
    """The declaration stands as it is in the body, below these steps."""
    return lambda place: Spot("body", (*above, *place))


def tell(
    anomalies: Sequence[Anomaly], kind: str, said: Any, spot: Spotter, language: Language
) -> list[InputValidationIssue]:
    """Return anomalies of a declaration as issues, in the order in which they stand in it.

    `said` is the declaration as it came, to find the lines in it that are meant.
    """
    if not anomalies:
        return []
    places = PLACES[kind]
    if len(anomalies) > 1:
        order = {field: number for number, field in enumerate(places)}
        anomalies = sorted(anomalies, key=lambda one: order.get(one.field, 0))
    twins: Counter[tuple[Field, Error, str | None]] = Counter()
    issues = []
    for anomaly in anomalies:
        place = places.get(anomaly.field, ())
        if EACH in place:
            place = _line(place, anomaly, anomalies, said, twins)
        issues.append(_issue(anomaly, spot(place), language))
    return issues


def _line(
    place: Place,
    anomaly: Anomaly,
    anomalies: Sequence[Anomaly],
    said: Any,
    twins: Counter[tuple[Field, Error, str | None]],
) -> Place:
    """Return the place in the line that is meant; the list's, where that is not certain.

    The intake says what stands there, not in which line: there are as many lines that say so as it
    found fault with, or nobody knows which.
    """
    each = place.index(EACH)
    lines = said
    for step in place[:each]:
        lines = lines.get(step, {}) if isinstance(lines, dict) else {}
    key = (anomaly.field, anomaly.error, anomaly.value or None)
    found = [number for number, line in enumerate(lines) if _text(line, place[-1]) == key[2]]
    if len(found) != sum((one.field, one.error, one.value or None) == key for one in anomalies):
        return place[:each]
    twins[key] += 1
    return (*place[:each], found[twins[key] - 1], *place[each + 1 :])


def _text(line: Any, member: str | int) -> str | None:
    value = line.get(member) if isinstance(line, dict) else None
    return None if value is None else str(value)


def _issue(anomaly: Anomaly, spot: Spot, language: Language) -> InputValidationIssue:
    kind = issue_type(anomaly.error)
    detail, code, anomaly_class = _worded(anomaly, language)
    return InputValidationIssue(
        type=kind,
        title=TITLES[kind],
        detail=detail,
        in_=UNSET if spot.part is None else spot.part,
        name=name_of(spot.place) or UNSET,
        pointer=pointer(spot.place) if spot.part == "body" else UNSET,
        value=shown(anomaly.value),
        code=code,
        anomaly_class=anomaly_class,
        conflicts_with=UNSET if anomaly.detail is None else anomaly.detail,
    )


@lru_cache(maxsize=4_096)
def _worded(anomaly: Anomaly, language: Language) -> tuple[str, str, str]:
    """What is said of an anomaly; of a thousand late trainings it is the same for most."""
    return anomaly.message(language), anomaly.code, anomaly.anomaly_class
