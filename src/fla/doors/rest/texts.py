"""What the channel says to people, in the four languages: faults of form, and problems."""

from functools import cache
from importlib.resources import files
from typing import Final

import msgspec.yaml
from msgspec import Struct

from fla.doors.rest.faults import Fault
from fla.intake.anomaly import Error
from fla.intake.catalogue import Words, catalogue
from fla.languages import Language, compose

LONGEST_NAME: Final = 200
"""Characters of a member's name, with what leads to it, that an answer repeats."""

_AS_ANOMALY: Final = {
    "required": Error.ABSENT,
    "enum": Error.OUT_OF_LIST,
    "pattern": Error.INVALID,
    "format": Error.INVALID,
    "minLength": Error.LENGTH,
    "maxLength": Error.LENGTH,
    "minimum": Error.TOO_LOW,
    "maximum": Error.TOO_HIGH,
}
"""The faults that the intake's catalogue has words for."""


class Texts(Struct, frozen=True, forbid_unknown_fields=True):
    """The texts as read: of faults, types and problems, and what the body as a whole is called."""

    faults: dict[str, Words]
    types: dict[str, Words]
    problems: dict[str, Words]
    body: Words


@cache
def texts() -> Texts:
    """Return the texts, read once. Raises `msgspec.ValidationError` when a language is missing."""
    return msgspec.yaml.decode(
        files("fla.doors.rest").joinpath("texts.yaml").read_bytes(), type=Texts
    )


def problem_detail(name: str, language: Language) -> str:
    """Return what a problem says: `problem_detail("badRequest", "nl")`. Raises `KeyError`."""
    return texts().problems[name].in_language(language)


def fault_detail(fault: Fault, name: str, shown: str, language: Language) -> str:
    """Return what a fault says of the member `name`, at which `shown` stands."""
    known = _AS_ANOMALY.get(fault.word)
    words = texts().faults[fault.word] if known is None else catalogue().errors[known].text
    return compose(
        words.in_language(language),
        field=name or texts().body.in_language(language),
        value=shown,
        detail=_expected(fault, language),
    )


def reading_detail(flaw: str, detail: str, language: Language) -> str:
    """Return what is wrong with a body that is no JSON."""
    template = texts().faults[flaw].in_language(language)
    return compose(template, field="", value="", detail=detail)


def _expected(fault: Fault, language: Language) -> str | None:
    if fault.word == "type":
        return _one_of(
            [texts().types[one].in_language(language) for one in fault.expected], language
        )
    if fault.word == "enum":
        return ", ".join(str(one) for one in fault.expected if one is not None)
    if fault.word == "minLength":
        return f"≥ {fault.expected}"
    if fault.word == "maxLength":
        return f"≤ {fault.expected}"
    return None if fault.expected is None else str(fault.expected)


def _one_of(names: list[str], language: Language) -> str:
    *others, last = dict.fromkeys(names)
    if not others:
        return last
    return f"{', '.join(others)} {texts().types['or'].in_language(language)} {last}"
