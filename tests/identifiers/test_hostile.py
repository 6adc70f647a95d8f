"""Whatever arrives, nothing but the declared error leaves."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla import identifiers
from fla.identifiers import Fault, IdentifierError

TODAY = date(2026, 1, 22)

FAULTS: list[Callable[[str | None], Fault | None]] = [
    lambda text: identifiers.ssin_fault(text, TODAY),
    identifiers.enterprise_number_fault,
    identifiers.establishment_unit_number_fault,
    identifiers.nsso_number_fault,
    identifiers.joint_committee_fault,
    identifiers.quarter_fault,
]
PARSERS: list[Callable[[str | None], object]] = [
    lambda text: identifiers.parse_ssin(text, TODAY),
    identifiers.parse_enterprise_number,
    identifiers.parse_establishment_unit_number,
    identifiers.parse_nsso_number,
    identifiers.parse_joint_committee,
    identifiers.parse_quarter,
]
READERS: list[Callable[[str], object]] = [
    identifiers.ssin_birth_date,
    identifiers.ssin_gender,
    identifiers.ssin_is_bis,
    identifiers.ssin_with_check_digits,
    identifiers.format_ssin,
    identifiers.mask_ssin,
    identifiers.format_enterprise_number,
    identifiers.format_establishment_unit_number,
    identifiers.format_nsso_number,
    identifiers.nsso_number_is_provisional,
]

HOSTILE = [
    "None",
    "null",
    "\0",
    "85073003328\0",
    "85073003328\n",
    "8507300332\n",
    "+8507300332",
    "-088430336",
    "8_507300332",
    "٨٥٠٧٣٠٠٣٣٢٨",
    "²²²²²²²²²²²",
    "①②③④⑤⑥⑦⑧⑨⑩⑪",
    "٠٨٨٤٣٠٣٣٦٩",
    "٢٠٢٦Q1",
    "２０٠",
    "\ud800" * 11,
    "\u202e85073003328",
    "9" * 5_000,
    "0" * 1_000_000,
    "BE" * 40,
    "' OR 1=1 --",
    "<!DOCTYPE x>",
    "1e9",
    "NaN",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("fault_of", FAULTS)
def test_hostile_text_has_a_fault(fault_of: Callable[[str], Fault | None], text: str) -> None:
    assert fault_of(text) in {Fault.FORMAT, Fault.LENGTH}


@pytest.mark.parametrize("fault_of", FAULTS)
@pytest.mark.parametrize("text", [None, "", " ", "\t\n", "\u00a0", " " * 100_000])
def test_nothing_is_absent(fault_of: Callable[[str | None], Fault | None], text: str) -> None:
    assert fault_of(text) is Fault.ABSENT


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("text", [None, "", " ", "\t\n", "\u00a0", " - ", " " * 100_000])
def test_parsing_nothing_is_absence(parse: Callable[[str | None], object], text: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse(text)
    assert caught.value.fault is Fault.ABSENT


@given(st.text() | st.from_regex(r"[0-9]{1,12}\W?", fullmatch=True) | st.sampled_from(HOSTILE))
def test_only_the_declared_error_is_raised(text: str) -> None:
    for call in [*PARSERS, *READERS]:
        with suppress(IdentifierError):
            call(text)


@given(st.text() | st.from_regex(r"[0-9]{1,12}\W?", fullmatch=True))
def test_faults_are_returned_and_not_raised(text: str) -> None:
    for fault_of in FAULTS:
        assert fault_of(text) is None or isinstance(fault_of(text), Fault)


def test_full_width_digits_are_read_where_people_type_and_nowhere_else() -> None:
    typed = "８５.０７.３０－０３３.２８"
    assert identifiers.parse_ssin(typed, TODAY) == "85073003328"
    assert identifiers.ssin_fault("８５０７３００３３２８", TODAY) is Fault.FORMAT
