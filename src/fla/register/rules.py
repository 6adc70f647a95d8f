"""How people are found by name or number: what is stored to search by, and what a search means."""

import unicodedata

from msgspec import Struct

from fla.identifiers.digits import compact, is_digits

_UNSEEN = ("M", "C")
"""Unicode classes that a folded name leaves out: marks such as accents, and control characters."""
_ALIKE = str.maketrans("øłđðħŧı\u2019\u2010", "olddhti'-") | str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th"}
)
"""What people type for letters that Unicode does not see as a letter with a mark."""


class NameSearch(Struct, frozen=True):
    """What someone typed to find rows: the digits of an identifier, else a folded prefix."""

    prefix: str = ""
    number: str | None = None


def fold(text: str) -> str:
    """Return a text without case, accents, control characters and superfluous spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(
        character
        for character in plain
        if character.isspace() or unicodedata.category(character)[0] not in _UNSEEN
    )
    return " ".join(kept.translate(_ALIKE).casefold().split())


def search_name(family_name: str, given_name: str) -> str:
    """Return what a worker is found and ordered by: `peeters rene` for René Peeters."""
    return fold(f"{family_name} {given_name}")


def read_search(typed: str, digits: int) -> NameSearch:
    """Tell a number of so many digits, with or without separators, from the start of a name."""
    number = compact(typed)
    if len(number) == digits and is_digits(number):
        return NameSearch(number=number)
    return NameSearch(prefix=fold(typed))
