"""The account as PDF: tagged, for archives (PDF/A-2a) and for screen readers (PDF/UA-1).

The template reads no file but itself and gets every text as a string.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec
import typst

from fla.doors.account.model import Account
from fla.doors.account.sheet import sheet

_LONG: Final = re.compile(r"\S{25,}")
_SHORT: Final = re.compile(r"\S{10}(?=\S)")
_BREAK: Final = "\N{ZERO WIDTH SPACE}"


def write_pdf(account: Account) -> bytes:
    """Return an A4 document in the account's language.

    Where a name has letters that the embedded font lacks, the fonts of the machine are used too and
    the document conforms to no standard; it is tagged all the same.
    """
    text = msgspec.json.encode(_breakable(msgspec.to_builtins(sheet(account))))
    inputs = {"sheet": text.decode()}
    issued = int(account.issued_at.timestamp())
    try:
        made = typst.compile(
            _template(),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["a-2a", "ua-1"],
            ignore_system_fonts=True,
            timestamp=issued,
        )
    except typst.TypstError:
        made = typst.compile(_template(), format="pdf", sys_inputs=inputs, timestamp=issued)
    if not isinstance(made, bytes):
        raise TypeError("one document was expected")
    return made


def _breakable(value: Any) -> Any:
    """Return the same with places to break in words too long for a column."""
    if isinstance(value, str):
        return _LONG.sub(lambda word: _SHORT.sub(rf"\g<0>{_BREAK}", word[0]), value)
    if isinstance(value, dict):
        return {name: _breakable(one) for name, one in value.items()}
    return [_breakable(one) for one in value] if isinstance(value, list | tuple) else value


@cache
def _template() -> bytes:
    return files("fla.doors.account").joinpath("account.typ").read_bytes()
