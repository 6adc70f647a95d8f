"""The social security identification number: a national register number or a BIS number.

Eleven digits: YYMMDD of birth, a counter of three (odd for men, even for women), two check digits.
Sources: royal decrees of 3 April 1984 (national register numbers) and 8 February 1991 (BIS
numbers); `Ssin` of Belgif openapi-person-identifier.

The arithmetic is ours and not python-stdnum's `be.nn` and `be.bis` because those ask the machine
for today's date, accept counters 000 and 999, days that no month has and any day in an unknown
month, and take too long for files with millions of records. Tests hold the two side by side.
"""

from calendar import isleap, monthrange
from datetime import date
from enum import StrEnum

from fla.identifiers.digits import compact, is_digits, shape_fault
from fla.identifiers.fault import Fault, IdentifierError, refuse

SUBJECT = "ssin"
BIS_SEX_UNKNOWN = 20
BIS_SEX_KNOWN = 40
FROM_2000 = 2_000_000_000
LEAP_YEAR = 2000

_IMPOSSIBLE, _REGISTER, _BIS, _REGISTER_LEAP, _BIS_LEAP = range(5)


class Gender(StrEnum):
    """The gender an SSIN tells."""

    FEMALE = "female"
    MALE = "male"


def _possible_days(month: int) -> range:
    # Month 00 is unknown, or the day's counters ran out. When those of the year run out too, the
    # last digit of the day goes up, and 00.00.01 stands for a wholly unknown birth date, so any
    # one-digit day can occur there: python-stdnum's account of the register's instruction IT 000.
    # Belgif's validator knows day 00 alone, but a person who exists must not be turned away.
    return range(10) if month == 0 else range(monthrange(LEAP_YEAR, month)[1] + 1)


def _days_of_birth() -> bytes:
    """Return what each of the 10,000 values of MMDD can be, indexed by that value."""
    kinds = bytearray(10_000)
    for offset in (0, BIS_SEX_UNKNOWN, BIS_SEX_KNOWN):
        for month in range(13):
            for day in _possible_days(month):
                kinds[(offset + month) * 100 + day] = _BIS if offset else _REGISTER
        kinds[(offset + 2) * 100 + 29] = _BIS_LEAP if offset else _REGISTER_LEAP
    return bytes(kinds)


_KIND_OF_DAY = _days_of_birth()


def ssin_fault(text: str | None, today: date) -> Fault | None:
    """Say what is wrong with an SSIN written as eleven digits, or None when nothing is.

    Check digits: `CHECK_DIGIT`. An impossible birth date, or one after `today`: `DATE`. Counter 000
    or 999 of a national register number: `RANGE`. Unknown days and months are 00.
    """
    if text is None or len(text) != 11 or not text.isascii() or not text.isdigit():
        return shape_fault(text)
    number = int(text)
    first_nine = number // 100
    kind = _KIND_OF_DAY[first_nine // 1000 % 10_000]
    # Nearly every record is ordinary, so that it leaves here without another call.
    ordinary = 0 < first_nine % 1000 < 999 if kind == _REGISTER else kind == _BIS
    if first_nine % 97 + number % 100 == 97:
        return None if ordinary else _birth_or_counter_fault(first_nine, kind, 1900)
    if (FROM_2000 + first_nine) % 97 + number % 100 != 97:
        return Fault.CHECK_DIGIT
    if ordinary and first_nine // 10_000_000 < today.year - 2000:
        return None
    if _lies_after(first_nine, today):
        return Fault.DATE
    return _birth_or_counter_fault(first_nine, kind, 2000)


def _birth_fault(first_nine: int, kind: int, century: int) -> Fault | None:
    if kind == _IMPOSSIBLE:
        return Fault.DATE
    if kind >= _REGISTER_LEAP and not isleap(century + first_nine // 10_000_000):
        return Fault.DATE
    return None


def _lies_after(first_nine: int, today: date) -> bool:
    """Say whether a birth from 2000 on is still to come; unknown parts count as the earliest."""
    year = 2000 + first_nine // 10_000_000
    if year != today.year:
        return year > today.year
    month, day = first_nine // 100_000 % 100 % 20, first_nine // 1000 % 100
    return (month, day) > (today.month, today.day)


def _birth_or_counter_fault(first_nine: int, kind: int, century: int) -> Fault | None:
    in_register = kind in (_REGISTER, _REGISTER_LEAP)
    counter = Fault.RANGE if in_register and first_nine % 1000 in (0, 999) else None
    return _birth_fault(first_nine, kind, century) or counter


def parse_ssin(text: str | None, today: date) -> str:
    """Return the eleven digits of an SSIN typed with or without separators.

    Raises `IdentifierError` with the fault that `ssin_fault` finds.
    """
    ssin = compact(text)
    refuse(SUBJECT, ssin_fault(ssin, today))
    return ssin


def format_ssin(ssin: str) -> str:
    """Return `85.07.30-033.28`; text that is not eleven digits comes back as it is."""
    if len(ssin) != 11 or not is_digits(ssin):
        return ssin
    return f"{ssin[:2]}.{ssin[2:4]}.{ssin[4:6]}-{ssin[6:9]}.{ssin[9:]}"


def mask_ssin(ssin: str) -> str:
    """Return `85.07.30-***.**`, enough to recognise someone one knows.

    Text that is not eleven digits shows nothing at all: what it holds is not known.
    """
    if len(ssin) != 11 or not is_digits(ssin):
        return "**.**.**-***.**"
    return f"{ssin[:2]}.{ssin[2:4]}.{ssin[4:6]}-***.**"


def ssin_is_bis(ssin: str) -> bool:
    """Say whether a valid SSIN is a BIS number: someone not in the national register."""
    return _month_part(ssin) >= BIS_SEX_UNKNOWN


def ssin_gender(ssin: str) -> Gender | None:
    """Return the gender a valid SSIN tells; None for a BIS number given before it was known."""
    if BIS_SEX_UNKNOWN <= _month_part(ssin) < BIS_SEX_KNOWN:
        return None
    return Gender.MALE if int(ssin[8]) % 2 else Gender.FEMALE


def ssin_birth_date(ssin: str) -> date | None:
    """Return the birth date of a valid SSIN; None when its day or month is unknown.

    Raises `IdentifierError` when the check digits or the date are wrong.
    """
    month, day = _month_part(ssin) % 20, int(ssin[4:6])
    first_nine, check = divmod(int(ssin), 100)
    recent = first_nine % 97 + check != 97
    if recent and (FROM_2000 + first_nine) % 97 + check != 97:
        raise IdentifierError(SUBJECT, Fault.CHECK_DIGIT)
    century = 2000 if recent else 1900
    kind = _KIND_OF_DAY[first_nine // 1000 % 10_000]
    refuse(SUBJECT, _birth_fault(first_nine, kind, century))
    return date(century + int(ssin[:2]), month, day) if month and day else None


def _month_part(ssin: str) -> int:
    if len(ssin) != 11 or not is_digits(ssin):
        raise IdentifierError(SUBJECT, shape_fault(ssin))
    return int(ssin[2:4])


def ssin_with_check_digits(first_nine: str, *, born_from_2000: bool = False) -> str:
    """Return an SSIN from its first nine digits: `850730033` gives `85073003328`.

    Raises `IdentifierError` for anything but nine digits; whether they are a date and a counter
    that exist is left to `ssin_fault`.
    """
    if len(first_nine) != 9 or not is_digits(first_nine):
        raise IdentifierError(SUBJECT, shape_fault(first_nine))
    number = int(first_nine) + (FROM_2000 if born_from_2000 else 0)
    return f"{first_nine}{97 - number % 97:02}"


def synthetic_ssin(birth: date, counter: int, *, month_offset: int = 0) -> str:
    """Return the SSIN of the counter-th person born on that day, for demonstrations and tests.

    Births 1900 to 2099, counters 1 to 998 (odd for men); `month_offset` is `BIS_SEX_KNOWN` or
    `BIS_SEX_UNKNOWN` for a BIS number. It may be somebody's. Raises `IdentifierError` beyond them.
    """
    offsets = (0, BIS_SEX_UNKNOWN, BIS_SEX_KNOWN)
    if not (1900 <= birth.year < 2100 and 1 <= counter <= 998 and month_offset in offsets):
        raise IdentifierError(SUBJECT, Fault.RANGE)
    first_six = f"{birth.year % 100:02}{birth.month + month_offset:02}{birth.day:02}"
    return ssin_with_check_digits(f"{first_six}{counter:03}", born_from_2000=birth.year >= 2000)
