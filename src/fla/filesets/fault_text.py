"""What a person reads about a fault of a file set, or of a file as a whole."""

from functools import cache
from importlib.resources import files
from typing import Final

import msgspec.yaml
from msgspec import Struct

from fla.filesets import signature_text
from fla.filesets.faults import FaultCode
from fla.filesets.signing import SIGNATURE_FAULTS
from fla.languages import Language, compose
from fla.law.schema import Words

_SOURCES: Final = ("faults.yaml", "set_faults.yaml")


class _FaultText(Struct, frozen=True, forbid_unknown_fields=True):
    text: Words
    remedy: Words


def message(code: FaultCode, detail: str | None, language: Language) -> str:
    """What is wrong and what to do about it."""
    return f"{what(code, detail, language)} {remedy(code, detail, language)}"


def what(code: FaultCode, detail: str | None, language: Language) -> str:
    """What is wrong."""
    return compose(_texts()[code].text.in_language(language), field="", value="", detail=detail)


def remedy(code: FaultCode, detail: str | None, language: Language) -> str:
    """What to do about it; of a signature, what is wrong with it in particular."""
    if code is FaultCode.SIGNATURE:
        for fault in SIGNATURE_FAULTS:
            if fault == detail:
                return signature_text.sentence(fault, language)
    return _texts()[code].remedy.in_language(language)


@cache
def _texts() -> dict[int, _FaultText]:
    texts: dict[int, _FaultText] = {}
    for name in _SOURCES:
        read = files("fla.filesets").joinpath(name).read_bytes()
        texts |= msgspec.yaml.decode(read, type=dict[int, _FaultText])
    return texts
