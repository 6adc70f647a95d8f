"""The catalogue: labels of fields and codes, texts of errors, each in the four languages."""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec.yaml
from msgspec import Struct

from fla.languages import Language

AnomalyClass = Literal["B", "P", "W"]
"""Blocking; counted in percent over a batch, not blocking by itself; warning."""

_PARTS = ("fields", "errors_common", "errors_own", "codes", "occurring")


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in the four languages; a language left out is refused on reading."""

    nl: str
    fr: str
    de: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in that language."""
        text: str = getattr(self, language)
        return text


class ErrorText(Struct, frozen=True, forbid_unknown_fields=True, rename={"anomaly_class": "class"}):
    """What a kind of error says: what is wrong (`text`) and what to do (`remedy`)."""

    anomaly_class: AnomalyClass
    text: Words
    remedy: Words


class Catalogue(Struct, frozen=True, forbid_unknown_fields=True):
    """The files as read: labels by field number, texts by error number, labels by list and code.

    `occurring`: the errors that each field can have.
    """

    fields: dict[int, Words] = {}
    errors: dict[int, ErrorText] = {}
    codes: dict[str, dict[str, Words]] = {}
    occurring: dict[int, list[int]] = {}


@cache
def catalogue() -> Catalogue:
    """The catalogue, read once.

    Raises `msgspec.ValidationError` when a language is missing or an entry has another shape.
    """
    whole = Catalogue()
    for name in _PARTS:
        read = files("fla.intake").joinpath("texts", f"{name}.yaml").read_bytes()
        part = msgspec.yaml.decode(read, type=Catalogue)
        whole.fields.update(part.fields)
        whole.errors.update(part.errors)
        whole.codes.update(part.codes)
        whole.occurring.update(part.occurring)
    return whole


def code_label(list_name: str, code: str, language: Language) -> str:
    """A code as a person reads it: `code_label("TrainingStatus", "planned", "nl")` is `Gepland`.

    The list is named as its type, as in `declaration.py`. Raises `KeyError` for a list or code that
    does not exist.
    """
    return catalogue().codes[list_name][code].in_language(language)
