"""What can be wrong with a file as a whole; what is wrong with a record is an anomaly.

Numbers below 900 mean what they mean in the acknowledgements (ACRF) of the social security batch
channel, those from 900 are ours. The texts stand in `faults.yaml`, in four languages.
"""

from enum import IntEnum
from functools import cache
from importlib.resources import files

import msgspec.yaml
from msgspec import Struct

from fla.intake.catalogue import Words, compose
from fla.languages import Language


class FaultKind(IntEnum):
    """The kinds of file fault; the number is the second part of a code."""

    MALFORMED = 102
    """detail: what the XML parser found."""
    SENDER = 103
    """The header names another sender; detail: whom."""
    EMPTY = 134
    ROOT = 135
    """detail: the root element that stood there."""
    SCHEMA_MISSING = 136
    SCHEMA_UNSUPPORTED = 137
    """detail: the schema that was named."""
    ENCODING = 138
    """detail: the encoding that was declared or found."""
    NAMESPACE = 139
    """detail: the namespace of the root element."""
    NO_DECLARATION = 142
    DOCTYPE = 901
    TOO_LARGE = 902
    """A record, or what comes before the root element, is too large; detail: the most allowed."""
    HEADER = 903
    """detail: the elements at fault."""
    STRAY = 904
    """Text or a processing instruction where only records may stand; detail: its beginning."""
    INTERRUPTED = 905


class FileFault(Struct, frozen=True, rename="camel", omit_defaults=True):
    """Why a file was not read to its end; line and column count from 1, as an editor shows them."""

    kind: FaultKind
    line: int | None = None
    column: int | None = None
    detail: str | None = None

    @property
    def code(self) -> str:
        """The code, for example `FILE-102`."""
        return f"FILE-{self.kind:03d}"

    def message(self, language: Language) -> str:
        """What is wrong and what to do about it, for a person."""
        texts = _texts()[self.kind]
        text = compose(texts.text.in_language(language), field="", value="", detail=self.detail)
        return f"{text} {texts.remedy.in_language(language)}"


class FileRefusedError(Exception):
    """The file cannot be read, or not further; `fault` says why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.message("en"))
        self.fault = fault


class _FaultText(Struct, frozen=True, forbid_unknown_fields=True):
    text: Words
    remedy: Words


@cache
def _texts() -> dict[int, _FaultText]:
    read = files("fla.doors.batch").joinpath("faults.yaml").read_bytes()
    return msgspec.yaml.decode(read, type=dict[int, _FaultText])
