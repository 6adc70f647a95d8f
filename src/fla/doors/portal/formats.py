"""Dates, numbers and durations as the reader's locale writes them."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.dates import format_date, format_time, get_month_names
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from fla.clock import BRUSSELS
from fla.doors.portal.texts import Texts, locale_of
from fla.identifiers.enterprise import format_enterprise_number
from fla.identifiers.ssin import format_ssin, mask_ssin

MINUTES_PER_HOUR = 60
_FIXED = "\N{NO-BREAK SPACE}"
_UNITS = ("kilobyte", "megabyte", "gigabyte")
_STEP = 1000
_AMOUNT = re.compile(r"-?\d+\.\d+", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Formats:
    """The formats of one language, under the names the templates use."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._locale: Locale = locale_of(texts.language)

    def date(self, day: dt.date | None) -> str:
        """Return a day such as `3 Mar 2026`, or nothing."""
        return format_date(day, "medium", locale=self._locale) if day else ""

    def period(self, start: dt.date, end: dt.date | None) -> str:
        """Return `3 Mar 2026 – 5 Mar 2026`, one day alone, or `since 3 Mar 2026` without end."""
        if end is None:
            return self._texts.say("since %(date)s", date=self.date(start))
        if end == start:
            return self.date(start)
        return f"{self.date(start)} – {self.date(end)}"

    def date_of(self, iso: str) -> str:
        """Return a day written as 2026-03-03."""
        return self.date(dt.date.fromisoformat(iso))

    def months(self, first: int, last: int) -> str:
        """Return months of a year, 1 to 12, by name: `January – March`."""
        names = get_month_names("wide", "stand-alone", locale=self._locale)
        return str(names[first]) if first == last else f"{names[first]} – {names[last]}"

    def month_letter(self, month: int) -> str:
        """Return a month's shortest name, to stand below a column."""
        return str(get_month_names("narrow", "stand-alone", locale=self._locale)[month])

    def quarter(self, written: str) -> str:
        """Return a quarter such as `2025Q3` as people write it."""
        first = dt.date(int(written[:4]), int(written[5]) * 3, 1)
        return format_date(first, "QQQ yyyy", locale=self._locale)

    def quarters(self, written: Sequence[str]) -> list[tuple[str, str]]:
        """Return quarters to choose from."""
        return [(one, self.quarter(one)) for one in written]

    def moment(self, instant: dt.datetime) -> str:
        """Return an instant as day, hour and minute in Brussels."""
        there = instant.astimezone(BRUSSELS)
        return f"{self.date(there)}, {format_time(there.time(), 'short', locale=self._locale)}"

    def number(self, value: Decimal | Fraction | int) -> str:
        """Return a number with at most two decimals, which is how rights are shown."""
        return format_decimal(_decimal(value), "#,##0.##", locale=self._locale)

    def plain(self, value: str) -> str:
        """Return a step's value: a decimal as the language writes it, anything else as it is."""
        return self.number(Decimal(value)) if _AMOUNT.fullmatch(value) else value

    def size(self, count: int) -> str:
        """Return a number of bytes in the largest unit that it fills: 1500 is `1.5 kB`."""
        value, unit = Decimal(count), "byte"
        for larger in _UNITS:
            if value < _STEP:
                break
            value, unit = value / _STEP, larger
        long = unit == "byte"
        written = "#,##0.#"
        return format_unit(value, unit, "long" if long else "short", written, locale=self._locale)

    def signed_number(self, value: Decimal) -> str:
        """Return a number with its sign, `+1.5` too."""
        return f"+{self.number(value)}" if value > 0 else self.number(value)

    def percent(self, share: Decimal | Fraction) -> str:
        """Return a share of one in percent, at most two decimals: 0.8 is `80%`."""
        return format_percent(_decimal(share), "#,##0.##%", locale=self._locale)

    def money(self, euro: Decimal) -> str:
        """Return an amount in euro."""
        return format_currency(euro, "EUR", locale=self._locale)

    def days(self, value: Decimal) -> str:
        """Return an amount of days with its word, in the plural where the language wants it."""
        # Languages ask for the plural by whole numbers only: 1.5 days is plural in all but French.
        singular = abs(value) < 2 if self._texts.language == "fr" else value == 1
        return self._texts.counted(
            "%(n)s day", "%(n)s days", 1 if singular else 2, n=self.number(value)
        )

    def hours(self, value: Decimal) -> str:
        """Return decimal hours as hours and whole minutes: 15.2 is `15 h 12`."""
        return self.minutes(round(value * MINUTES_PER_HOUR))

    def minutes(self, value: int) -> str:
        """Return minutes as hours and minutes: 90 is `1 h 30`, 45 is `45 min`."""
        hours, minutes = divmod(abs(value), MINUTES_PER_HOUR)
        sign = "-" if value < 0 else ""
        if minutes and not hours:
            return f"{sign}{minutes}{_FIXED}min"
        rest = f"{_FIXED}{minutes:02}" if minutes else ""
        return f"{sign}{hours}{_FIXED}h{rest}"

    def in_unit(self, value: Decimal, unit: str) -> str:
        """Return an amount of a right in its own unit, `day` or `hour`."""
        return self.days(value) if unit == "day" else self.hours(value)

    def amount_of(self, written: str, unit: str) -> str:
        """Return an amount that a calculation wrote as text, in its unit."""
        return self.in_unit(Decimal(written), unit)

    def signed(self, value: Decimal, unit: str) -> str:
        """Return an amount of a right with its sign: `+1 day`."""
        return f"+{self.in_unit(value, unit)}" if value > 0 else self.in_unit(value, unit)

    def language(self, code: str) -> str:
        """Return a language's name in this language, its code where it has none."""
        return str(self._locale.languages.get(code, code))

    def languages(self, codes: Sequence[str]) -> list[tuple[str, str]]:
        """Return language codes with their names, to choose from."""
        return [(code, self.language(code)) for code in codes]

    @staticmethod
    def years(years: Sequence[int]) -> list[tuple[str, str]]:
        """Return years to choose from."""
        return [(str(year), str(year)) for year in years]

    @staticmethod
    def is_day(text: str) -> bool:
        """Tell whether a browser's own date control can show a text: nothing, or 2026-11-22."""
        return not text or bool(_ISO_DAY.fullmatch(text))

    def week_hours(self, hundredths: int) -> str:
        """Return hundredths of an hour as hours and minutes: 3833 is `38 h 20`."""
        return self.hours(Decimal(hundredths) / 100)

    def week_days(self, hundredths: int) -> str:
        """Return hundredths of a day as a number of days."""
        return self.number(Decimal(hundredths) / 100)

    ssin = staticmethod(format_ssin)
    masked = staticmethod(mask_ssin)
    enterprise = staticmethod(format_enterprise_number)


def _decimal(value: Decimal | Fraction | int) -> Decimal | int:
    return Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value
