"""What the record of a sender may say."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeVar

LONGEST_NAME: Final = 200
LONGEST_EMAIL: Final = 254
LONGEST_PHONE: Final = 50
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ./()-]{2,}")

SenderFault = Literal["name", "email", "phone"]
Code = TypeVar("Code", bound=str)


class SenderRefusedError(Exception):
    """Something that a sender's record cannot say; `fault` says what."""

    def __init__(self, fault: SenderFault) -> None:
        super().__init__(fault)
        self.fault: SenderFault = fault


def name_of(typed: str) -> str:
    """Return a name without needless spaces: 1 to 200 printable characters, else refused."""
    name = " ".join(typed.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise SenderRefusedError("name")
    return name


def email_of(typed: str) -> str:
    """Return an address for e-mail that looks like one, else refuse it."""
    email = typed.strip()
    if len(email) > LONGEST_EMAIL or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise SenderRefusedError("email")
    return email


def phone_of(typed: str) -> str:
    """Return a telephone number that looks like one, else refuse it."""
    phone = " ".join(typed.split())
    if len(phone) > LONGEST_PHONE or not phone.isascii() or not _PHONE.fullmatch(phone):
        raise SenderRefusedError("phone")
    return phone


def in_order(chosen: Iterable[str], known: Sequence[Code]) -> list[Code]:
    """Return codes in the order of the known ones, each once.

    Raises ValueError, naming the first that is not known.
    """
    wanted = {one.upper() for one in chosen}
    for one in sorted(wanted - set(known)):
        raise ValueError(one)
    return [one for one in known if one in wanted]
