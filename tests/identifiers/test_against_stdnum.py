"""Our arithmetic accepts what python-stdnum accepts, less what the sources forbid."""

import time
from calendar import monthrange
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.be import bis, nn, vat

from fla.identifiers import (
    enterprise_number_fault,
    enterprise_number_with_check_digits,
    ssin_fault,
    ssin_with_check_digits,
)

NINE = st.from_regex(r"[0-9]{2}[0-5][0-9][0-3][0-9]{4}", fullmatch=True)
WITH_CHECK_DIGITS = st.builds(
    lambda nine, recent: ssin_with_check_digits(nine, born_from_2000=recent), NINE, st.booleans()
)
ELEVEN_DIGITS = st.from_regex(r"[0-9]{11}", fullmatch=True)
TEN_DIGITS = st.from_regex(r"[0-9]{10}", fullmatch=True)


def _end_of_the_machines_year() -> date:
    # python-stdnum asks the machine for the year and looks no closer at the future.
    return date(time.localtime().tm_year, 12, 31)


def _stdnum_accepts_and_sources_allow(ssin: str) -> bool:
    in_register = nn.is_valid(ssin)
    if not in_register and not bis.is_valid(ssin):
        return False
    if in_register and ssin[6:9] in {"000", "999"}:
        return False
    month, day = int(ssin[2:4]) % 20, int(ssin[4:6])
    if month == 0:
        return day < 10
    year = nn.get_birth_year(ssin)
    return year is not None and day <= monthrange(year, month)[1]


@given(WITH_CHECK_DIGITS | ELEVEN_DIGITS)
@example("00000000000")
@example("00000100195")
@example("85073100115")
def test_ssin(ssin: str) -> None:
    ours = ssin_fault(ssin, _end_of_the_machines_year()) is None
    assert ours is _stdnum_accepts_and_sources_allow(ssin)


def test_every_day_of_birth() -> None:
    today = _end_of_the_machines_year()
    for month_and_day in range(10_000):
        for recent in (False, True):
            nine = f"04{month_and_day:04}123"
            ssin = ssin_with_check_digits(nine, born_from_2000=recent)
            assert (ssin_fault(ssin, today) is None) is _stdnum_accepts_and_sources_allow(ssin)


@given(TEN_DIGITS | st.integers(0, 19_999_999).map(enterprise_number_with_check_digits))
@example("0000000000")
@example("0000000097")
def test_enterprise_number(number: str) -> None:
    accepted = vat.is_valid(number) and 1 <= int(number[8:]) <= 97
    assert (enterprise_number_fault(number) is None) is accepted


@pytest.mark.parametrize("number", ["0000009700", "0000009698"])
def test_check_digits_stdnum_lets_pass(number: str) -> None:
    assert vat.is_valid(number)
    assert enterprise_number_fault(number) is not None
