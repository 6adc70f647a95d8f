"""The sentences of law, in the reader's language."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from babel.dates import format_date

from fla.codes import Unit
from fla.languages import Language
from fla.law.pack import pack

FOUR_PLACES = 4
MINUS = "\N{MINUS SIGN}"
"""A minus as it is printed; what programs read has a hyphen."""
_HALF = Fraction(1, 2)
_FIXED = "\N{NO-BREAK SPACE}"
_UNBROKEN = re.compile(r" (?=[:;?!%»])|(?<=[§«]) ")
"""Spaces at which a line must not break: before a French colon, before %, after §, in « »."""
_LOCALES: dict[Language, str] = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}


def sentence(key: str, language: Language, **values: object) -> str:
    """Return the sentence of a step, warning or error, with its placeholders filled in.

    Dates, decimals and fractions are written as the language writes them, numbers rounded to four
    places; other values as they are. `KeyError` for an unknown sentence or a value that is missing.
    """
    template = pack().texts[key].in_language(language)
    filled = template.format_map({name: _written(held, language) for name, held in values.items()})
    return _UNBROKEN.sub(_FIXED, filled)


def placeholders(key: str) -> frozenset[str]:
    """Return the names of the values a sentence needs."""
    return frozenset(pack().texts[key].fields("en"))


def quantity(amount: Decimal | Fraction | int, unit: Unit, language: Language) -> str:
    """Return an amount with its unit: `2,5 jours`, `1 dag`, `24 Stunden`."""
    exact = Fraction(amount)
    singular = -2 < exact < 2 if language == "fr" else exact == 1
    word = sentence(f"unit.{unit}.{'one' if singular else 'many'}", language)
    return f"{number(amount, language)} {word}"


def number(amount: Decimal | Fraction | int, language: Language, places: int = FOUR_PLACES) -> str:
    """Return a number without idle zeros, half up, at most four places or so many: `2,5`."""
    exact = Fraction(amount)
    units = floor(abs(exact) * 10**places + _HALF)
    whole, part = divmod(units, 10**places)
    text = f"{whole}.{part:0{places}}".rstrip("0").rstrip(".")
    sign = MINUS if exact < 0 and units else ""
    return sign + (text if language == "en" else text.replace(".", ","))


def total(amounts: Sequence[Decimal | Fraction | int], unit: Unit, language: Language) -> str:
    """Return amounts as a sum with their signs: `4 jours + 1,5 jour − 0,75 jour`."""
    first, *others = amounts
    written = [quantity(first, unit, language)]
    for amount in others:
        written.append("+" if amount >= 0 else MINUS)
        written.append(quantity(abs(Fraction(amount)), unit, language))
    return " ".join(written)


def period(years: int, language: Language) -> str:
    """Return how long a period lasts: `2 jaar`, `1 an`."""
    return sentence(f"period.{'one' if years == 1 else 'many'}", language, years=years)


def source_title(source: str) -> str:
    """Return where a source id was read; ids with commas between give titles with semicolons."""
    return "; ".join(pack().sources[one].title for one in source.split(",") if one)


def source_url(source: str) -> str | None:
    """Return the address of one source id, None where it has none."""
    return pack().sources[source].url


def _written(value: object, language: Language) -> str:
    if isinstance(value, Decimal | Fraction):
        return number(value, language)
    if isinstance(value, dt.date):
        day = format_date(value, "long", locale=_LOCALES[language])
        return day.replace("1 ", "1er ", 1) if language == "fr" and value.day == 1 else day
    return str(value)
