"""How the explanation writes: its own sentences, months, hours and percents."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import msgspec.yaml
from babel import Locale
from msgspec import Struct

from fla.codes import Unit
from fla.languages import LANGUAGES, Language
from fla.law import text as law_text
from fla.law.applied import thresholds
from fla.law.pack import pack
from fla.law.schema import Words

Written = str | int | dt.date

_HUNDRED: Final = 100
_MINUTES: Final = 60
_PLACES: Final = 10_000
_REMEMBERED: Final = 8_192
"""Sentences and numbers kept: most workers share most of theirs."""


class Own(Struct, frozen=True, forbid_unknown_fields=True):
    """The explanation's own file: sentences by key, and the sources of steps the pack has not."""

    sources: dict[str, str]
    texts: dict[str, Words]


@cache
def own() -> Own:
    """Return the explanation's own sentences and sources, read once."""
    read = files("fla.rights").joinpath("explanation.yaml").read_bytes()
    return msgspec.yaml.decode(read, type=Own)


def in_each(say: Callable[[Language], str]) -> Words:
    """Return what is said in each of the four languages."""
    return Words(**{language: say(language) for language in LANGUAGES})


def say(key: str, language: Language, **values: object) -> str:
    """Return one of the explanation's own sentences with its values, written as they are."""
    return own().texts[key].in_language(language).format_map(values)


def cited(ids: str) -> str:
    """Return sources by their ids with commas between: title and id of each."""
    known = pack().sources
    return "; ".join(f"{known[one].title} ({one})" for one in ids.split(",") if one)


@cache
def month(number_of_month: int, language: Language) -> str:
    """Return the name of a month as it stands in a sentence."""
    return str(Locale(language).months["format"]["wide"][number_of_month])


def hours(hundredths: int, language: Language) -> str:
    """Return hundredths of an hour as hours and minutes: 3040 is `30 u 24` in Dutch."""
    whole, minutes = divmod((hundredths * _MINUTES * 2 + _HUNDRED) // (2 * _HUNDRED), _MINUTES)
    key = "hours.minutes" if minutes else "hours.whole"
    return say(key, language, h=whole, m=f"{minutes:02}")


def percent(fraction: Fraction, language: Language) -> str:
    """Return a fraction in percent with at most two decimals, half up: 19/38 is `50 %`."""
    hundredths = _rounded(fraction, _PLACES)
    return say("percent", language, number=number(Fraction(hundredths, _HUNDRED), language))


def factor(fraction: Fraction, language: Language) -> str:
    """Return a fraction exactly: in percent where two decimals hold it, else as a fraction."""
    holds = _PLACES % fraction.denominator == 0
    return percent(fraction, language) if holds else str(fraction)


def four_places(amount: Fraction | Decimal | int) -> str:
    """Return an amount with four decimals, rounded half up from the exact fraction."""
    rounded = _rounded(-amount if amount < 0 else amount, _PLACES)
    sign = "-" if amount < 0 and rounded else ""
    return f"{sign}{rounded // _PLACES}.{rounded % _PLACES:04}"


def plain(amount: Fraction | Decimal | int) -> str:
    """Return an amount without idle zeros, at most four decimals: `4`, `0.8`."""
    return four_places(amount).rstrip("0").rstrip(".")


def head_count(average: Fraction, language: Language) -> str:
    """Return a head count with as many decimals as keep it on its own side of each threshold."""
    return law_text.number(average, language, _telling_places(average))


def head_count_value(average: Fraction) -> str:
    """Return the same for programs: four decimals, or more where they are needed."""
    places = _telling_places(average)
    units = _rounded(average, 10**places)
    return f"{units // 10**places}.{units % 10**places:0{places}}"


@lru_cache(maxsize=_REMEMBERED)
def _telling_places(average: Fraction) -> int:
    """19.99999 is below 20, and 20.0000 would not say so."""
    edges = thresholds(pack())
    places = law_text.FOUR_PLACES
    while bisect_right(edges, _shown(average, places)) != bisect_right(edges, average):
        places += 1
    return places


def _shown(amount: Fraction, places: int) -> Fraction:
    return Fraction(_rounded(amount, 10**places), 10**places)


def sentence(key: str, language: Language, **values: Written) -> str:
    """Return a sentence of the law with its values; numbers are written already."""
    return _sentence(key, language, tuple(values.items()))


@lru_cache(maxsize=_REMEMBERED)
def _sentence(key: str, language: Language, values: tuple[tuple[str, Written], ...]) -> str:
    return law_text.sentence(key, language, **dict(values))


@lru_cache(maxsize=_REMEMBERED)
def number(amount: Fraction | Decimal | int, language: Language) -> str:
    """Return a number as the law's sentences write it; many workers have the same."""
    return law_text.number(amount, language)


@lru_cache(maxsize=_REMEMBERED)
def quantity(amount: Fraction | Decimal | int, unit: Unit, language: Language) -> str:
    """Return an amount with its unit as the law's sentences write it."""
    return law_text.quantity(amount, unit, language)


def _rounded(amount: Fraction | Decimal | int, places: int) -> int:
    """An amount that is not negative times so much, half up."""
    above, below = amount.as_integer_ratio()
    return (2 * above * places + below) // (2 * below)
