"""From JSON to cases: one member after the other; the first fault answers for the case.

What lines say of each other is checked in `case_dates.py` and `case_suspensions.py`.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, get_args

import msgspec

from fla.codes import WorkerCategory
from fla.law.applied import require_year
from fla.law.choices import ChoiceError, choose
from fla.law.head_count import reference_quarters
from fla.law.model import Choices, LawError
from fla.law.pack import pack
from fla.rights.case import Case, CaseId, HeadCount, Occupation, Suspension, SuspensionKind
from fla.rights.case_dates import require_no_overlap, require_order
from fla.rights.case_faults import CaseError, FaultError
from fla.rights.case_suspensions import require_fitting
from fla.rights.case_values import (
    Members,
    amount,
    committee,
    date,
    items,
    one_of,
    text,
    whole,
    written,
)

LONGEST_ID: Final = 200
LONGEST_NAME: Final = 100
MOST_LINES: Final = 1000
MOST_HOURS: Final = 4800
"""Hundredths of an hour a week: the domain of DmfA zones 00048 and 00049."""
MOST_DAYS: Final = 700
MOST_FTE: Final = 10_000_000
MOST_CARRIED: Final = 99_999
QUARTERS: Final = 4
_BIGGEST_ID: Final = 2**53

CASE_MEMBERS: Final = (
    "id", "year", "jointCommittee", "headCount", "occupations", "suspensions", "carriedIn",
    "settings",
)  # fmt: skip
HEAD_COUNT_MEMBERS: Final = ("average", "quarters", "adjustments", "firstQuarter")
OCCUPATION_MEMBERS: Final = (
    "start", "end", "q", "s", "daysPerWeek", "jointCommittee", "category", "contract",
)  # fmt: skip
SUSPENSION_MEMBERS: Final = ("start", "end", "kind", "q", "s", "contract")

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_CATEGORIES: tuple[WorkerCategory, ...] = get_args(WorkerCategory)
_KINDS: tuple[SuspensionKind, ...] = get_args(SuspensionKind)


class UnreadableCasesError(Exception):
    """The whole of it is no array of JSON; the text says why."""


def decode_cases(content: bytes) -> list[Case | CaseError]:
    """Return the cases of a JSON array in its order, an error in the place of each bad one.

    Raises `UnreadableCasesError` where it is no JSON (UTF-8), or JSON but no array.
    """
    try:
        values = _decoder.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnreadableCasesError(f"This is no JSON: {error}") from None
    except RecursionError:
        raise UnreadableCasesError(
            "This is no JSON that can be read: it is nested too deeply."
        ) from None
    if not isinstance(values, list):
        raise UnreadableCasesError(
            "This is no array of cases: the JSON must begin with [ and end with ]."
        )
    return [read_case(value) for value in values]


def read_case(value: object) -> Case | CaseError:
    """Return the case of one decoded JSON value, or what is wrong with it."""
    try:
        return _case(value)
    except FaultError as fault:
        return CaseError(id=_found_id(value), error=fault.fault())


def _case(value: object) -> Case:
    members = Members(value, "", CASE_MEMBERS)
    given = members.needed("id", _id)
    year = members.needed("year", _year)
    choices = members.optional("settings", _settings, choose(pack(), {}))
    lines = members.needed("occupations", items(_occupation, MOST_LINES))
    require_order("occupations", lines)
    require_no_overlap(lines)
    suspensions = members.found("suspensions", items(_suspension, MOST_LINES)) or ()
    require_order("suspensions", suspensions)
    require_fitting(suspensions, lines)
    return Case(
        id=given,
        year=year,
        joint_committee=members.found("jointCommittee", committee),
        head_count=_head_count(members, year, choices),
        occupations=lines,
        suspensions=suspensions,
        carried_in=members.optional("carriedIn", amount(-MOST_CARRIED, MOST_CARRIED), Fraction(0)),
        choices=choices,
    )


def _id(value: object, path: str) -> CaseId:
    if isinstance(value, str):
        return text(LONGEST_ID)(value, path)
    return whole(-_BIGGEST_ID, _BIGGEST_ID)(value, path)


def _found_id(value: object) -> CaseId | None:
    """The id of a case that is wrong in some other place."""
    given = value.get("id") if isinstance(value, dict) else None
    try:
        return None if given is None else _id(given, "id")
    except FaultError:
        return None


def _year(value: object, path: str) -> int:
    year = whole(-_BIGGEST_ID, _BIGGEST_ID)(value, path)
    try:
        require_year(pack(), year)
    except LawError:
        known = f"{pack().first_year}–{pack().last_year}"
        raise FaultError("yearWithoutFigures", path, value=year, detail=known) from None
    return year


def _settings(value: object, path: str) -> Choices:
    if not isinstance(value, dict):
        raise FaultError("notAnObject", path, value=written(value))
    overrides = {name: _setting(given) for name, given in value.items()}
    try:
        return choose(pack(), overrides)
    except ChoiceError as error:
        raise FaultError(
            "unknownSetting" if error.unknown else "settingValue",
            f"{path}.{error.name}",
            value=error.name if error.unknown else written(error.value),
            detail=", ".join(error.allowed),
        ) from None


def _setting(given: object) -> object:
    """Names are texts, also those that look like numbers: 3 is `3`, 2026 is `2026`."""
    is_number = isinstance(given, int) and not isinstance(given, bool)
    return written(given) if is_number else given


def _head_count(case: Members, year: int, choices: Choices) -> HeadCount:
    if not case.has("headCount"):
        raise FaultError("headCountMissing", "headCount")

    def read(value: object, path: str) -> HeadCount:
        return _declared_head_count(Members(value, path, HEAD_COUNT_MEMBERS), year, choices)

    return case.needed("headCount", read)


def _declared_head_count(members: Members, year: int, choices: Choices) -> HeadCount:
    fte = amount(0, MOST_FTE)
    average = members.found("average", fte)
    if average is not None:
        for other in HEAD_COUNT_MEMBERS[1:]:
            if members.has(other):
                raise FaultError("headCountTwice", members.at(other))
        return HeadCount(average=average)
    if members.has("adjustments") and not members.has("quarters"):
        raise FaultError("absent", members.at("quarters"))
    quarters = _quarters(members, "quarters", fte, year, choices)
    added = _quarters(members, "adjustments", amount(-MOST_FTE, MOST_FTE), year, choices)
    count = HeadCount(
        quarters=quarters,
        adjustments=tuple(one or Fraction(0) for one in added),
        first_quarter=members.found("firstQuarter", fte),
    )
    if count.first_quarter is None and all(one is None for one in quarters):
        raise FaultError("headCountMissing", "headCount")
    return count


def _quarters(
    members: Members, name: str, read: Any, year: int, choices: Choices
) -> tuple[Fraction | None, ...]:
    def read_or_null(value: object, path: str) -> Fraction | None:
        found: Fraction | None = None if value is None else read(value, path)
        return found

    nothing: tuple[Fraction | None, ...] = ()
    values = members.optional(name, items(read_or_null, MOST_LINES), nothing)
    if members.has(name) and len(values) != QUARTERS:
        listed = ", ".join(reference_quarters(year, choices))
        raise FaultError("quarterCount", members.at(name), value=len(values), detail=listed)
    return values


def _occupation(value: object, path: str) -> Occupation:
    members = Members(value, path, OCCUPATION_MEMBERS)
    line = Occupation(
        start=members.needed("start", date),
        end=members.found("end", date),
        q=members.needed("q", whole(0, MOST_HOURS)),
        s=members.needed("s", whole(1, MOST_HOURS)),
        days_per_week=members.optional("daysPerWeek", whole(1, MOST_DAYS), 500),
        joint_committee=members.found("jointCommittee", committee),
        category=members.optional("category", one_of(_CATEGORIES), "other"),
        contract=members.found("contract", text(LONGEST_NAME)),
    )
    _require_regime(line.q, line.s, members.at("q"))
    return line


def _suspension(value: object, path: str) -> Suspension:
    members = Members(value, path, SUSPENSION_MEMBERS)
    q = members.found("q", whole(0, MOST_HOURS))
    s = members.found("s", whole(1, MOST_HOURS))
    if q is not None and s is not None:
        _require_regime(q, s, members.at("q"))
    return Suspension(
        start=members.needed("start", date),
        end=members.found("end", date),
        kind=members.needed("kind", one_of(_KINDS)),
        q=q,
        s=s,
        contract=members.found("contract", text(LONGEST_NAME)),
    )


def _require_regime(q: int, s: int, path: str) -> None:
    most = pack().law.regime_bound.most(s)
    if q > most:
        raise FaultError("regimeTooHigh", path, value=q, detail=str(most))
