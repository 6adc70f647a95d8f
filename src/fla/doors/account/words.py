"""The account in one language: words, codes, dates and amounts as people read them."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec.yaml
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

from fla.clock import BRUSSELS
from fla.codes import Unit
from fla.intake.catalogue import catalogue, code_label
from fla.languages import Language
from fla.law.schema import Words
from fla.rights import wording

_LOCALES: Final[dict[Language, str]] = {"nl": "nl_BE", "fr": "fr_BE", "de": "de_BE", "en": "en_GB"}
_FIXED: Final = "\N{NO-BREAK SPACE}"
_BEFORE_SIGN: Final = re.compile(r" (?=[:;?!%»])")


class Say:
    """What the account says in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = Locale.parse(_LOCALES[language])

    def word(self, key: str, **values: object) -> str:
        """Return a text of the door's own, filled in; KeyError where there is none."""
        filled = _texts()[key].in_language(self.language).format_map(values)
        return _BEFORE_SIGN.sub(_FIXED, filled)

    def pair(self, name: str, value: str) -> str:
        """Return two words with a colon between, as the language sets it."""
        return f"{name}{_FIXED if self.language == 'fr' else ''}: {value}"

    def code(self, name: str, code: str | None) -> str:
        """Return the label of a code of a list, nothing for none, the code itself if unknown."""
        known = catalogue().codes[name]
        return code_label(name, code, self.language) if code in known else code or ""

    def field(self, number: int) -> str:
        """Return the label of a field of the declarations."""
        return catalogue().fields[number].in_language(self.language)

    def date(self, day: dt.date | None) -> str:
        """Return a day as `3 mrt. 2026`, nothing for none."""
        return format_date(day, "medium", locale=self._locale) if day else ""

    def moment(self, instant: dt.datetime) -> str:
        """Return the day of an instant in Brussels."""
        return self.date(instant.astimezone(BRUSSELS).date())

    def period(self, start: dt.date, end: dt.date | None) -> str:
        """Return two days, one alone, or the first where there is no end."""
        if end is None:
            return self.word("since", date=self.date(start))
        return self.date(start) if start == end else f"{self.date(start)} – {self.date(end)}"

    def amount(self, value: Decimal | None, unit: Unit) -> str:
        """Return an amount with its unit, nothing for none."""
        return "" if value is None else wording.quantity(value, unit, self.language)

    def minutes(self, minutes: int) -> str:
        """Return minutes as hours."""
        return wording.quantity(Fraction(minutes, 60), "hour", self.language)

    def number(self, value: Decimal | Fraction) -> str:
        """Return a number without idle zeros."""
        return wording.number(value, self.language)

    def share(self, of: int, whole: int) -> str:
        """Return a share in percent."""
        return wording.percent(Fraction(of, whole), self.language)

    def money(self, euro: Decimal) -> str:
        """Return an amount in euro."""
        return str(format_currency(euro, "EUR", locale=self._locale))

    def language_name(self, code: str | None) -> str:
        """Return a language's name, nothing for none."""
        return str(self._locale.languages.get(code, code)) if code else ""


@cache
def _texts() -> dict[str, Words]:
    source = files("fla.doors.account").joinpath("words.yaml").read_bytes()
    return msgspec.yaml.decode(source, type=dict[str, Words])
