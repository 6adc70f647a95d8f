"""What can be wrong with a file as a whole; what is wrong with a record is an anomaly.

The kinds, and their texts, are those of file sets (`fla.filesets.faults`).
"""

from msgspec import Struct

from fla.filesets.fault_text import message
from fla.filesets.faults import FaultCode
from fla.languages import Language

FaultKind = FaultCode
"""What is wrong with one file is told by the codes of the whole set that it would be part of."""


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
        return message(self.kind, self.detail, language)


class FileRefusedError(Exception):
    """The file cannot be read, or not further; `fault` says why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault.message("en"))
        self.fault = fault
