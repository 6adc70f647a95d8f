"""What a sender's record may say."""

import pytest

from fla.senders.model import ENVIRONMENTS
from fla.senders.rules import SenderRefusedError, email_of, in_order, name_of, phone_of


def test_sound_values_lose_needless_spaces() -> None:
    assert name_of("  Sociaal   Secretariaat é ") == "Sociaal Secretariaat é"
    assert name_of("x" * 200) == "x" * 200
    assert email_of(" batch@payroll.example ") == "batch@payroll.example"
    assert phone_of(" +32 2  123.45/67 ") == "+32 2 123.45/67"


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\x1b[31m", "a\u200b"])
def test_a_name_is_printable_and_not_long(name: str) -> None:
    with pytest.raises(SenderRefusedError, match="name"):
        name_of(name)


@pytest.mark.parametrize(
    "email", ["", "batch", "batch@payroll", "a b@c.d", "a@b@c.d", "a@b.c\u200b", f"a@{'b' * 260}.c"]
)
def test_an_address_looks_like_one(email: str) -> None:
    with pytest.raises(SenderRefusedError, match="email"):
        email_of(email)


@pytest.mark.parametrize("phone", ["", "12", "ask An", "٠١٢٣٤٥", "1" * 51, "02+123"])
def test_a_telephone_number_looks_like_one(phone: str) -> None:
    with pytest.raises(SenderRefusedError, match="phone"):
        phone_of(phone)


def test_codes_stand_in_order_once_and_are_known() -> None:
    assert in_order(["s", "R", "S"], ENVIRONMENTS) == ["R", "S"]
    assert in_order([], ENVIRONMENTS) == []
    with pytest.raises(ValueError, match=r"^X$"):
        in_order(["R", "x"], ENVIRONMENTS)
