"""A sealed state is read and changed by nobody else, and opens as what it was."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from fla.doors.portal.declaring import Message, Result
from fla.doors.portal.results import Results
from fla.doors.portal.seal import Seal

SEAL = Seal(bytes(32))


class Sought(Struct, frozen=True):
    text: str
    workers: tuple[uuid.UUID, ...] = ()


class Other(Struct, frozen=True):
    text: str


@given(st.text(), st.lists(st.uuids(), max_size=5))
def test_what_was_sealed_opens_as_it_was(text: str, workers: list[uuid.UUID]) -> None:
    state = Sought(text, tuple(workers))

    assert SEAL.open(SEAL.close(state), Sought) == state


def test_a_seal_shows_nothing_and_differs_each_time() -> None:
    state = Sought("Peeters")

    assert SEAL.close(state) != SEAL.close(state)
    assert "Peeters" not in SEAL.close(state)


def test_a_seal_opens_with_its_own_key_and_as_its_own_type_only() -> None:
    sealed = SEAL.close(Sought("Peeters"))

    assert Seal(b"\x01" * 32).open(sealed, Sought) is None
    assert SEAL.open(sealed, Other) is None


@pytest.mark.parametrize("damage", ["", "A", "é", "=", "A" * 16, "A" * 5000, "!!", "\x00"])
def test_what_is_no_seal_opens_as_nothing(damage: str) -> None:
    assert SEAL.open(damage, Sought) is None


def test_a_seal_with_one_letter_changed_opens_as_nothing() -> None:
    sealed = SEAL.close(Sought("Peeters"))

    for place in range(0, len(sealed), 7):
        letter = "B" if sealed[place] == "A" else "A"
        assert SEAL.open(sealed[:place] + letter + sealed[place + 1 :], Sought) is None


@given(st.text(max_size=60))
def test_no_text_is_a_failure(text: str) -> None:
    SEAL.open(text, Sought)


def test_a_hundred_workers_with_their_warnings_fit_in_an_address() -> None:
    warning = Message(70064, 460, "2026-06-02", "2026-07-31")
    many = Results("register", tuple(Result(uuid.uuid4(), (warning,)) for _ in range(100)))

    assert len(SEAL.close(many)) < 4_000
