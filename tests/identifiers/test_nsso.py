import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.identifiers import (
    Fault,
    IdentifierError,
    format_nsso_number,
    nsso_number_fault,
    nsso_number_is_provisional,
    nsso_number_with_check_digits,
    parse_nsso_number,
)
from tests.identifiers.typos import single_digit_typos, transpositions

DEFINITIVE = ["100006", "212345609", "312345625", "200000031", "499999982", "187995796"]
PROVISIONAL = ["5134794036", "5678901277", "5000000120", "5999999989"]
PROVINCIAL_LOCAL = ["43220065", "2130057", "22300094", "5170096", "55290097"]

SERIALS = st.integers(2, 9_999_999) | st.integers(50_000_000, 59_999_999)
# Up to 99,999,926 two checks apply, so that a typo may lead from one kind of employer to the other.
ONE_CHECK = (st.integers(1_000_000, 9_999_999) | st.integers(50_000_000, 59_999_999)).map(
    nsso_number_with_check_digits
)


@pytest.mark.parametrize("number", [*DEFINITIVE, *PROVISIONAL, *PROVINCIAL_LOCAL, "125482497"])
def test_valid_numbers(number: str) -> None:
    assert nsso_number_fault(number) is None
    assert nsso_number_is_provisional(number) is (number in PROVISIONAL)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("193", Fault.RANGE),
        ("196", Fault.RANGE),
        ("1000000047", Fault.RANGE),  # ten digits that do not start with 5
        ("4000000100", Fault.RANGE),
        ("6999999999", Fault.RANGE),
        ("5678901279", Fault.CHECK_DIGIT),
        ("5000000121", Fault.CHECK_DIGIT),
        ("212345608", Fault.CHECK_DIGIT),
        ("99999927", Fault.CHECK_DIGIT),
        ("200007500", Fault.CHECK_DIGIT),  # for 97
        ("200001098", Fault.CHECK_DIGIT),  # for 01
        ("200004299", Fault.CHECK_DIGIT),  # for 02
        ("0100006", Fault.FORMAT),
        ("0", Fault.FORMAT),
        ("1000-06", Fault.FORMAT),
        ("12345678901", Fault.LENGTH),
        ("", Fault.ABSENT),
        (None, Fault.ABSENT),
    ],
)
def test_invalid_numbers(text: str | None, fault: Fault) -> None:
    assert nsso_number_fault(text) is fault


def test_check_of_provinces_and_municipalities_ends_with_their_range() -> None:
    assert nsso_number_fault("99999926") is None
    beyond = 1_000_004
    assert nsso_number_fault(f"{beyond}{beyond % 97:02}") is Fault.CHECK_DIGIT


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0001000-06", "100006"),
        ("000100006", "100006"),
        (" 2123456/09 ", "212345609"),
        ("51347940-36", "5134794036"),
        ("1254824 97", "125482497"),
    ],
)
def test_what_people_type(typed: str, number: str) -> None:
    assert parse_nsso_number(typed) == number


@pytest.mark.parametrize("typed", ["000", "-", "1254824-98", "RSZ 125482497", None])
def test_what_is_no_nsso_number(typed: str | None) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_nsso_number(typed)
    assert caught.value.subject == "nssoNumber"


@given(SERIALS)
def test_round_trip(serial: int) -> None:
    number = nsso_number_with_check_digits(serial)
    assert nsso_number_fault(number) is None
    assert int(number) // 100 == serial
    assert parse_nsso_number(format_nsso_number(number)) == number


@given(ONE_CHECK)
def test_every_single_digit_typo_and_transposition_is_found(number: str) -> None:
    for _, typo in [*single_digit_typos(number), *transpositions(number)]:
        assert nsso_number_fault(typo) is not None


def test_display() -> None:
    assert format_nsso_number("100006") == "0001000-06"
    assert format_nsso_number("212345609") == "2123456-09"
    assert format_nsso_number("5134794036") == "51347940-36"
    assert format_nsso_number("no number") == "no number"


@pytest.mark.parametrize("serial", [-5, 0, 1, 10_000_000, 49_999_999, 60_000_000])
def test_no_number_outside_the_domain(serial: int) -> None:
    with pytest.raises(IdentifierError):
        nsso_number_with_check_digits(serial)
