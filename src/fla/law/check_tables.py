"""Faults of settings, texts, deadlines and disputes."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

import msgspec

from fla.languages import LANGUAGES
from fla.law.finding import Finding
from fla.law.model import Certainty, Choices, SizeClass
from fla.law.schema import Deadline, Pack, Setting, Words

_LEAP_YEAR = 2024

OF_THE_PROGRAM: tuple[str, ...] = (
    "unknownJointCommittee",
    "figuresNotFound",
    "figuresEnded",
    "yearBeforeAct",
    "yearWithoutFigures",
    *(f"period.{count}" for count in ("one", "many")),
    *(f"unit.{unit}.{count}" for unit in ("day", "hour") for count in ("one", "many")),
    *(f"size.{size}" for size in get_args(SizeClass)),
    *(f"certainty.{mark}" for mark in get_args(Certainty)),
)
"""Texts that the program asks for by itself, whatever the files name."""


def check(pack: Pack) -> Iterator[Finding]:
    """Yield what is wrong with the tables of a pack."""
    yield from _settings(pack)
    for key, words in pack.texts.items():
        yield from ((f"texts.{key}", key, said) for said in _words(words))
    for key in OF_THE_PROGRAM:
        if key not in pack.texts:
            yield "texts", key, "this text is missing"
    for key, deadline in pack.deadlines.items():
        found = (*unknown(pack, deadline.source), *_term(deadline))
        yield from ((f"deadlines.{key}", key, said) for said in found)
    for key, dispute in pack.disputes.items():
        yield from ((f"disputes.{key}", key, said) for said in unknown(pack, dispute.source))


def unknown(pack: Pack, sources: Iterable[str]) -> Iterator[str]:
    """Yield a fault for each source id that the pack does not list."""
    for source in sources:
        if source not in pack.sources:
            yield f"there is no source {source}"


def _settings(pack: Pack) -> Iterator[Finding]:
    fields = {field.encode_name: field.type for field in msgspec.structs.fields(Choices)}
    for name in fields.keys() - pack.settings.keys():
        yield "settings", name, "this setting is missing"
    for name, setting in pack.settings.items():
        for said in _setting(pack, setting, fields.get(name)):
            yield f"settings.{name}", name, said


def _setting(pack: Pack, setting: Setting, kind: Any) -> Iterator[str]:
    yield from unknown(pack, setting.source)
    for alternative in setting.alternatives.values():
        yield from unknown(pack, alternative.source)
    if kind is None:
        yield "the program knows no such setting"
        return
    several = get_origin(kind) is tuple
    known = get_args(get_args(kind)[0]) if several else get_args(kind)
    if set(setting.alternatives) != set(known):
        yield f"the alternatives are not those of the program: {', '.join(known)}"
    if several == isinstance(setting.default, str):
        yield "default is a list where several alternatives may hold together, else a word"
    chosen = (setting.default,) if isinstance(setting.default, str) else setting.default
    if not set(chosen) <= set(setting.alternatives):
        yield "default is none of the alternatives"


def _words(words: Words) -> Iterator[str]:
    try:
        asked = {language: words.fields(language) for language in LANGUAGES}
    except ValueError as error:
        yield f"a brace without its other: {error}"
        return
    for language in LANGUAGES:
        if asked[language] != asked["en"]:
            yield f"{language} does not have the placeholders of en"


def _term(deadline: Deadline) -> Iterator[str]:
    counted = deadline.days or deadline.months or deadline.years or deadline.end_of_month
    if (deadline.after is None) == (deadline.on is None):
        yield "either after an event or on a day of the year"
    if bool(counted) != (deadline.after is not None):
        yield "days, months or years are counted after an event"
    if deadline.on is not None and not _is_day(deadline.on):
        yield f"{deadline.on} is no day that each year has"


def _is_day(text: str) -> bool:
    try:
        day = dt.date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        return False
    return (day.month, day.day) != (2, 29)
