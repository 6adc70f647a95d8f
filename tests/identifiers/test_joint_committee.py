import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.identifiers import (
    Fault,
    IdentifierError,
    joint_committee_fault,
    parse_joint_committee,
)


@pytest.mark.parametrize("code", ["200", "300", "149.01", "225.01", "305.02.09", "200.00"])
def test_valid_codes(code: str) -> None:
    assert joint_committee_fault(code) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, Fault.ABSENT),
        ("", Fault.ABSENT),
        (" ", Fault.ABSENT),
        ("20", Fault.FORMAT),
        ("14901", Fault.FORMAT),
        ("149.1", Fault.FORMAT),
        ("149.01.", Fault.FORMAT),
        ("305.02.09.01", Fault.FORMAT),
        ("149,01", Fault.FORMAT),
        ("XXX", Fault.FORMAT),
        ("200\n", Fault.FORMAT),
    ],
)
def test_invalid_codes(text: str | None, fault: Fault) -> None:
    assert joint_committee_fault(text) is fault


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("200", "200"),
        ("PC 200", "200"),
        ("CP 200.00", "200"),
        ("SCP 149.01", "149.01"),
        ("psc 149-01", "149.01"),
        ("14901", "149.01"),
        ("1490100", "149.01"),
        ("2000000", "200"),
        ("3050209", "305.02.09"),
        ("305.02.09", "305.02.09"),
        ("305.00.09", "305.00.09"),
    ],
)
def test_what_people_type(typed: str, code: str) -> None:
    assert parse_joint_committee(typed) == code


@pytest.mark.parametrize("typed", [None, "", "14", "1490", "149.1", "bakery", "14901000"])
def test_what_is_no_joint_committee(typed: str | None) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_joint_committee(typed)
    assert caught.value.subject == "jointCommittee"


@given(st.from_regex(r"[0-9]{3}(\.[0-9]{2}){0,2}", fullmatch=True))
def test_parsing_twice_changes_nothing(code: str) -> None:
    once = parse_joint_committee(code)
    assert joint_committee_fault(once) is None
    assert parse_joint_committee(once) == once
    assert code.startswith(once)
