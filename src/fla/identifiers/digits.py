"""Numbers as people type them: separators removed, shape judged."""

from stdnum.util import clean

from fla.identifiers.fault import Fault

LONGEST_TYPED = 64
"""Characters; nobody types an identifier longer than this, so nothing longer is worth reading."""


def compact(text: str | None) -> str:
    """Return what was typed without spaces, dots, dashes and slashes, in any Unicode form.

    Full-width digits become ASCII digits. Text longer than `LONGEST_TYPED` is only trimmed.
    """
    typed = (text or "").strip()
    return clean(typed, " -./").strip() if len(typed) <= LONGEST_TYPED else typed


def is_digits(text: str) -> bool:
    """Say whether the text is ASCII digits and nothing else; `int()` reads far more than that."""
    return text.isascii() and text.isdigit()


def shape_fault(text: str | None) -> Fault:
    """Say why a text that is not a number of the right length is not one."""
    if text is None or not text or text.isspace():
        return Fault.ABSENT
    return Fault.LENGTH if is_digits(text) else Fault.FORMAT
