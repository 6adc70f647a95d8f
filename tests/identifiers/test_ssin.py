from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fla.identifiers import (
    BIS_SEX_KNOWN,
    BIS_SEX_UNKNOWN,
    Fault,
    Gender,
    IdentifierError,
    format_ssin,
    mask_ssin,
    parse_ssin,
    ssin_birth_date,
    ssin_fault,
    ssin_gender,
    ssin_is_bis,
    ssin_with_check_digits,
    synthetic_ssin,
)
from tests.identifiers.typos import single_digit_typos, transpositions

TODAY = date(2026, 1, 22)
BIRTHS = st.dates(date(1900, 1, 1), TODAY)
COUNTERS = st.integers(1, 998)
OFFSETS = st.sampled_from([0, BIS_SEX_UNKNOWN, BIS_SEX_KNOWN])
SSINS = st.builds(
    lambda birth, counter, offset: synthetic_ssin(birth, counter, month_offset=offset),
    BIRTHS,
    COUNTERS,
    OFFSETS,
)

VALID = [
    "85073003328",  # national register
    "53480200724",  # BIS
    "23292805780",  # BIS, sex unknown
    "81050003552",  # unknown day
    "81000003517",  # unknown day and month
    "92200006963",  # BIS, month 20
    "92321506985",  # BIS, month 32
    "92400006909",  # BIS, month 40
    "92521506931",  # BIS, month 52
    "19282416134",  # BIS, from 2000
    "80240199943",  # BIS with counter 999
    "81120103571",  # month 12
    "19082416188",  # from 2000
]

INVALID = [
    ("81001202357", Fault.DATE),  # a day in an unknown month
    ("81130103578", Fault.DATE),  # month 13
    ("81050103521", Fault.CHECK_DIGIT),
    ("47060200096", Fault.RANGE),  # counter 000
    ("99020299964", Fault.RANGE),  # counter 999
    (ssin_with_check_digits("810431035"), Fault.DATE),  # 31 April
    (ssin_with_check_digits("810230035"), Fault.DATE),  # 30 February
    (ssin_with_check_digits("810229035"), Fault.DATE),  # 29 February 1981
    (ssin_with_check_digits("000229001"), Fault.DATE),  # 1900 was no leap year
    (ssin_with_check_digits("813301035"), Fault.DATE),  # between the BIS months
    (ssin_with_check_digits("815301035"), Fault.DATE),  # beyond the BIS months
    (ssin_with_check_digits("816001035"), Fault.DATE),
    ("00000000000", Fault.CHECK_DIGIT),
    (None, Fault.ABSENT),
    ("", Fault.ABSENT),
    ("  ", Fault.ABSENT),
    ("8507300332", Fault.LENGTH),
    ("850730033280", Fault.LENGTH),
    ("85.07.30-033.28", Fault.FORMAT),
    ("8507300332A", Fault.FORMAT),
]


@pytest.mark.parametrize("ssin", VALID)
def test_valid_numbers(ssin: str) -> None:
    assert ssin_fault(ssin, TODAY) is None


@pytest.mark.parametrize(("text", "fault"), INVALID)
def test_invalid_numbers(text: str | None, fault: Fault) -> None:
    assert ssin_fault(text, TODAY) is fault


@pytest.mark.parametrize("digit", range(10))
def test_counters_of_a_whole_year_ran_out(digit: int) -> None:
    assert ssin_fault(ssin_with_check_digits(f"81000{digit}035"), TODAY) is None


def test_leap_day_in_leap_years_of_both_centuries() -> None:
    assert ssin_fault(synthetic_ssin(date(1996, 2, 29), 1), TODAY) is None
    assert ssin_fault(synthetic_ssin(date(2000, 2, 29), 1), TODAY) is None
    no_leap_year = ssin_with_check_digits("010229001", born_from_2000=True)
    assert ssin_fault(no_leap_year, TODAY) is Fault.DATE


@pytest.mark.parametrize("first_nine", ["000001002", "002001002", "004001002"])
@pytest.mark.parametrize("born_from_2000", [False, True])
def test_wholly_unknown_birth_dates(first_nine: str, born_from_2000: bool) -> None:
    ssin = ssin_with_check_digits(first_nine, born_from_2000=born_from_2000)
    assert ssin_fault(ssin, TODAY) is None
    assert ssin_birth_date(ssin) is None


@given(BIRTHS, st.integers(0, 40_000), OFFSETS)
def test_no_birth_lies_after_today(today: date, days: int, offset: int) -> None:
    assume(today.year >= 2000 and (today + timedelta(days=days + 1)).year < 2100)
    later = today + timedelta(days=days + 1)
    assert ssin_fault(synthetic_ssin(later, 1, month_offset=offset), today) is Fault.DATE
    assert ssin_fault(synthetic_ssin(today, 1, month_offset=offset), today) is None


def test_unknown_month_of_this_year_is_no_future() -> None:
    this_year = ssin_with_check_digits("260000001", born_from_2000=True)
    next_year = ssin_with_check_digits("270000001", born_from_2000=True)
    assert ssin_fault(this_year, TODAY) is None
    assert ssin_fault(next_year, TODAY) is Fault.DATE


@given(BIRTHS, COUNTERS, OFFSETS)
def test_what_goes_in_comes_out(birth: date, counter: int, offset: int) -> None:
    ssin = synthetic_ssin(birth, counter, month_offset=offset)
    assert ssin_fault(ssin, TODAY) is None
    assert ssin_birth_date(ssin) == birth
    assert ssin_is_bis(ssin) is (offset > 0)
    told = None if offset == BIS_SEX_UNKNOWN else [Gender.FEMALE, Gender.MALE][counter % 2]
    assert ssin_gender(ssin) is told


@given(SSINS, st.lists(st.sampled_from(["", " ", ".", "-", "/", "–", "\u00a0"]), min_size=11))
def test_separators_anywhere_are_understood(ssin: str, separators: list[str]) -> None:
    typed = "".join(digit + separator for digit, separator in zip(ssin, separators, strict=False))
    assert parse_ssin(typed, TODAY) == ssin
    assert parse_ssin(format_ssin(ssin), TODAY) == ssin


@given(SSINS)
def test_single_digit_typos(ssin: str) -> None:
    """Modulo 97 finds them all but one: six years more or less move some births by a century."""
    for place, typo in single_digit_typos(ssin):
        if ssin_fault(typo, TODAY) is None:
            assert place == 1
            assert abs(int(ssin[1]) - int(typo[1])) == 6
            assert _is_recent(ssin) is not _is_recent(typo)


def test_the_single_digit_typo_no_check_digit_finds() -> None:
    assert ssin_fault("03010100168", TODAY) is None
    assert ssin_fault("09010100168", TODAY) is None
    assert ssin_birth_date("03010100168") == date(2003, 1, 1)
    assert ssin_birth_date("09010100168") == date(1909, 1, 1)


@given(SSINS)
def test_transpositions(ssin: str) -> None:
    """Of two neighbours only the digits of a BIS month may move a birth by a century unseen."""
    for place, typo in transpositions(ssin):
        if ssin_fault(typo, TODAY) is None:
            assert place == 2
            assert ssin_is_bis(ssin) or ssin_is_bis(typo)
            assert _is_recent(ssin) is not _is_recent(typo)


def _is_recent(ssin: str) -> bool:
    return ssin_with_check_digits(ssin[:9], born_from_2000=True) == ssin


def test_display() -> None:
    assert format_ssin("85073003328") == "85.07.30-033.28"
    assert mask_ssin("85073003328") == "85.07.30-***.**"


@given(st.text())
def test_mask_shows_nothing_of_what_is_no_ssin(text: str) -> None:
    assume(not (len(text) == 11 and text.isascii() and text.isdigit()))
    assert mask_ssin(text) == "**.**.**-***.**"
    assert format_ssin(text) == text


def test_parse_names_the_fault_and_keeps_the_number_to_itself() -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_ssin("85.07.30-033.29", TODAY)
    assert caught.value.subject == "ssin"
    assert caught.value.fault is Fault.CHECK_DIGIT
    assert str(caught.value) == "ssin: checkDigit"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("85073003329", Fault.CHECK_DIGIT),
        ("81130103578", Fault.DATE),
        ("8507", Fault.LENGTH),
        ("x", Fault.FORMAT),
    ],
)
def test_no_birth_date_is_read_from_a_wrong_number(text: str, fault: Fault) -> None:
    with pytest.raises(IdentifierError) as caught:
        ssin_birth_date(text)
    assert caught.value.fault is fault


def test_check_digits_are_computed() -> None:
    assert ssin_with_check_digits("850730033") == "85073003328"
    assert ssin_with_check_digits("170730033", born_from_2000=True) == "17073003384"
    with pytest.raises(IdentifierError):
        ssin_with_check_digits("85073003")


@pytest.mark.parametrize(
    ("birth", "counter", "offset"),
    [
        (date(1899, 12, 31), 1, 0),
        (date(2100, 1, 1), 1, 0),
        (date(1985, 7, 30), 0, 0),
        (date(1985, 7, 30), 999, 0),
        (date(1985, 7, 30), 1, 30),
    ],
)
def test_no_synthetic_number_outside_the_domain(birth: date, counter: int, offset: int) -> None:
    with pytest.raises(IdentifierError):
        synthetic_ssin(birth, counter, month_offset=offset)
