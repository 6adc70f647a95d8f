"""Tickets: our reference of a file set, thirteen capitals and digits in order of time."""

import datetime as dt
import re
import secrets
import string
from typing import Final

_DIGITS: Final = string.digits + string.ascii_uppercase
_OF_TIME: Final = 8
_RANDOM: Final = 5
_TICKET: Final = re.compile(r"[0-9A-Z]{13}", re.ASCII)


def new_ticket(now: dt.datetime) -> str:
    """Return a new ticket: the milliseconds since 1970 and a random number, both to base 36.

    Eight digits last until 2059.
    """
    milliseconds = int(now.timestamp() * 1000)
    return _base36(milliseconds, _OF_TIME) + _base36(
        secrets.randbelow(len(_DIGITS) ** _RANDOM), _RANDOM
    )


def first_ticket(instant: dt.datetime) -> str:
    """Return the lowest ticket that a set may have that came at an instant."""
    return _base36(int(instant.timestamp() * 1000), _OF_TIME) + _DIGITS[0] * _RANDOM


def is_ticket(text: str) -> bool:
    """Say whether a text has the form of a ticket."""
    return _TICKET.fullmatch(text) is not None


def _base36(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
