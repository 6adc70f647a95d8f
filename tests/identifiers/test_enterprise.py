import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.identifiers import (
    Fault,
    IdentifierError,
    enterprise_number_fault,
    enterprise_number_with_check_digits,
    establishment_unit_number_fault,
    establishment_unit_number_with_check_digits,
    format_enterprise_number,
    format_establishment_unit_number,
    parse_enterprise_number,
    parse_establishment_unit_number,
)
from tests.identifiers.typos import single_digit_typos, transpositions

ENTERPRISES = st.integers(0, 19_999_999).map(enterprise_number_with_check_digits)
UNITS = st.integers(20_000_000, 89_999_999).map(establishment_unit_number_with_check_digits)


@pytest.mark.parametrize("number", ["0884303369", "0473077710", "0123456749", "1000000021"])
def test_valid_enterprise_numbers(number: str) -> None:
    assert enterprise_number_fault(number) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("0884303370", Fault.CHECK_DIGIT),
        ("2297964444", Fault.RANGE),  # an establishment unit
        ("884303369", Fault.LENGTH),
        ("08843033690", Fault.LENGTH),
        ("0884.303.369", Fault.FORMAT),
        ("BE88430336", Fault.FORMAT),
        ("", Fault.ABSENT),
        (None, Fault.ABSENT),
    ],
)
def test_invalid_enterprise_numbers(text: str | None, fault: Fault) -> None:
    assert enterprise_number_fault(text) is fault


@pytest.mark.parametrize(
    "typed",
    [
        "0884303369",
        "0884.303.369",
        " be 0884 303 369 ",
        "BE0884303369",
        "BE-0884.303.369",
        "BE 884.303.369",
        "884303369",
        "\u00a00884\u202f303\u202f369",
        "\t0884303369\n",
    ],
)
def test_what_people_type(typed: str) -> None:
    assert parse_enterprise_number(typed) == "0884303369"


@pytest.mark.parametrize("typed", ["FR0884303369", "BE", "0884303370", "2297964444", "B0884303369"])
def test_what_is_no_enterprise_number(typed: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_enterprise_number(typed)
    assert caught.value.subject == "enterpriseNumber"


@given(ENTERPRISES)
def test_enterprise_number_round_trip(number: str) -> None:
    assert enterprise_number_fault(number) is None
    assert parse_enterprise_number(format_enterprise_number(number)) == number
    assert parse_enterprise_number(f"BE {number}") == number


@given(ENTERPRISES)
def test_every_typo_in_an_enterprise_number_is_found(number: str) -> None:
    for _, typo in [*single_digit_typos(number), *transpositions(number)]:
        assert enterprise_number_fault(typo) is not None


@given(UNITS)
def test_every_typo_in_an_establishment_unit_number_is_found(number: str) -> None:
    for _, typo in [*single_digit_typos(number), *transpositions(number)]:
        assert establishment_unit_number_fault(typo) is not None


@given(UNITS)
def test_establishment_unit_number_round_trip(number: str) -> None:
    assert establishment_unit_number_fault(number) is None
    assert parse_establishment_unit_number(format_establishment_unit_number(number)) == number


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2297964444", None),
        ("2297964445", Fault.CHECK_DIGIT),
        ("0884303369", Fault.RANGE),  # an enterprise
        ("9000000097", Fault.RANGE),
        ("229796444", Fault.LENGTH),
        ("2.297.964.444", Fault.FORMAT),
        (None, Fault.ABSENT),
    ],
)
def test_establishment_unit_numbers(text: str | None, fault: Fault | None) -> None:
    assert establishment_unit_number_fault(text) is fault


def test_parse_names_the_establishment_unit() -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_establishment_unit_number("2.297.964.445")
    assert (caught.value.subject, caught.value.fault) == (
        "establishmentUnitNumber",
        Fault.CHECK_DIGIT,
    )


def test_display() -> None:
    assert format_enterprise_number("0884303369") == "0884.303.369"
    assert format_establishment_unit_number("2297964444") == "2.297.964.444"
    assert format_enterprise_number("what is this") == "what is this"
    assert format_establishment_unit_number("") == ""


@pytest.mark.parametrize("serial", [-1, 20_000_000])
def test_no_enterprise_number_outside_the_domain(serial: int) -> None:
    with pytest.raises(IdentifierError):
        enterprise_number_with_check_digits(serial)


@pytest.mark.parametrize("serial", [19_999_999, 90_000_000])
def test_no_unit_number_outside_the_domain(serial: int) -> None:
    with pytest.raises(IdentifierError):
        establishment_unit_number_with_check_digits(serial)
