"""How the explanation writes: its own sentences, months, days, hours and percents."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec.yaml
from babel import Locale
from babel.dates import format_date
from msgspec import Struct

from fla.languages import LANGUAGES, Language
from fla.law.pack import pack
from fla.law.schema import Words
from fla.law.text import number

_HUNDRED: Final = 100
_MINUTES: Final = 60
_PLACES: Final = 10_000
_LOCALES: Final = {"en": "en_GB"}


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


@cache
def day(date: dt.date, language: Language) -> str:
    """Return a date in words: `1 februari 2026`, `1er février 2026`, `1 February 2026`."""
    written = format_date(date, "long", locale=_LOCALES.get(language, language))
    return f"1er{written[1:]}" if language == "fr" and date.day == 1 else written


def hours(hundredths: int, language: Language) -> str:
    """Return hundredths of an hour as hours and minutes: 3040 is `30 u 24` in Dutch."""
    whole, minutes = divmod((hundredths * _MINUTES * 2 + _HUNDRED) // (2 * _HUNDRED), _MINUTES)
    key = "hours.minutes" if minutes else "hours.whole"
    return say(key, language, h=whole, m=f"{minutes:02}")


def percent(fraction: Fraction, language: Language) -> str:
    """Return a fraction in percent with at most two decimals, half up: 19/38 is `50 %`."""
    hundredths = (fraction * _PLACES * 2 + 1) // 2
    return say("percent", language, number=number(Fraction(hundredths, _HUNDRED), language))


def factor(fraction: Fraction, language: Language) -> str:
    """Return a fraction exactly: in percent where two decimals hold it, else as a fraction."""
    return percent(fraction, language) if (fraction * _PLACES).denominator == 1 else str(fraction)


def four_places(amount: Fraction | Decimal | int) -> str:
    """Return an amount with four decimals, rounded half up from the exact fraction."""
    exact = abs(Fraction(amount)) * _PLACES
    rounded = (exact * 2 + 1) // 2
    sign = "-" if amount < 0 and rounded else ""
    return f"{sign}{rounded // _PLACES}.{rounded % _PLACES:04}"


def plain(amount: Fraction | Decimal | int) -> str:
    """Return an amount without idle zeros, at most four decimals: `4`, `0.8`."""
    return four_places(amount).rstrip("0").rstrip(".")
