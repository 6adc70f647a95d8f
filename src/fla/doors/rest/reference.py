"""Reference data: joint committees, code lists, and the catalogue of anomalies.

All of it changes with the version of the server only, so each list is written once a process.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Protocol

import msgspec
from msgspec import Struct

from fla.contract.structs import (
    AnomalyError,
    AnomalyErrors,
    AnomalyField,
    AnomalyFields,
    CodeEntry,
    CodeList,
    CodeListLink,
    CodeLists,
    JointCommitteeEntry,
    JointCommittees,
    LocalizedText,
)
from fla.doors.rest.answer import Answer, not_found
from fla.doors.rest.call import Call
from fla.doors.rest.contract import BASE, contract
from fla.doors.rest.declaring.anomalies import issue_type
from fla.doors.rest.registry import operation
from fla.doors.rest.service import ASK_AGAIN, etag_of
from fla.intake.anomaly import Error
from fla.intake.catalogue import Words, catalogue
from fla.law.pack import pack

_HERE: Final = f"{BASE}/refData"
_CODE_LISTS: Final = f"{_HERE}/codeLists"
_NAMED_OTHERWISE: Final = {"TrainingVerification": "Verification"}
"""Lists that the intake's catalogue has under another name."""


class _Said(Protocol):
    """A text in the four languages, of whichever room."""

    @property
    def nl(self) -> str: ...
    @property
    def fr(self) -> str: ...
    @property
    def de(self) -> str: ...
    @property
    def en(self) -> str: ...


@cache
def code_lists() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the contract's code lists, by the lists' names in order."""
    schemas = contract().document["components"]["schemas"]
    named = {name: schema["enum"] for name, schema in sorted(schemas.items()) if "enum" in schema}
    return {name: tuple(codes) for name, codes in named.items()}


@cache
def _own_labels() -> Mapping[str, Mapping[str, Words]]:
    read = files("fla.doors.rest").joinpath("labels.yaml").read_bytes()
    return msgspec.yaml.decode(read, type=dict[str, dict[str, Words]])


def label(list_name: str, code: str) -> Words:
    """Return what a code is called. Raises `KeyError` for one that has no name."""
    known = catalogue().codes.get(_NAMED_OTHERWISE.get(list_name, list_name), {})
    return known[code] if code in known else _own_labels()[list_name][code]


@operation("listJointCommittees")
async def list_joint_committees(call: Call) -> Answer:
    """List the joint committees of the law pack."""
    return _answer(_joint_committees)


@operation("listCodeLists")
async def list_code_lists(call: Call) -> Answer:
    """List the code lists."""
    return _answer(_code_lists)


@operation("getCodeList")
async def get_code_list(call: Call) -> Answer:
    """Read a code list."""
    name = call.path["codeListName"]
    if name not in code_lists():
        raise not_found("codeListName", name)
    return _answer(_code_list, name)


@operation("listFields")
async def list_fields(call: Call) -> Answer:
    """List the fields of the glossary."""
    return _answer(_fields)


@operation("listErrors")
async def list_errors(call: Call) -> Answer:
    """List the kinds of error."""
    return _answer(_errors)


def _answer(make: Callable[..., Struct], *names: str) -> Answer:
    content = _written(make, *names)
    return Answer(body=content, etag=etag_of(content), headers=ASK_AGAIN)


@cache
def _written(make: Callable[..., Struct], *names: str) -> bytes:
    return msgspec.json.encode(make(*names))


def _joint_committees() -> JointCommittees:
    items = [
        JointCommitteeEntry(joint_committee=sector.committee, title=_localized(sector.name))
        for sector in pack().sectors.values()
    ]
    return JointCommittees(self=f"{_HERE}/jointCommittees", items=items, total=len(items))


def _code_lists() -> CodeLists:
    items = [
        CodeListLink(href=f"{_CODE_LISTS}/{name}", code_list_name=name) for name in code_lists()
    ]
    return CodeLists(self=_CODE_LISTS, items=items, total=len(items))


def _code_list(name: str) -> CodeList:
    items = [
        CodeEntry(code=code, label=_localized(label(name, code))) for code in code_lists()[name]
    ]
    return CodeList(self=f"{_CODE_LISTS}/{name}", code_list_name=name, items=items)


def _fields() -> AnomalyFields:
    items = [
        AnomalyField(field_number=number, label=_localized(words))
        for number, words in sorted(catalogue().fields.items())
    ]
    return AnomalyFields(self=f"{_HERE}/fields", items=items, total=len(items))


def _errors() -> AnomalyErrors:
    items = [
        AnomalyError(
            error_number=number,
            anomaly_class=error.anomaly_class,
            issue_type=issue_type(Error(number)),
            text=_localized(error.text),
            remedy=_localized(error.remedy),
        )
        for number, error in sorted(catalogue().errors.items())
    ]
    return AnomalyErrors(self=f"{_HERE}/errors", items=items, total=len(items))


def _localized(words: _Said) -> LocalizedText:
    return LocalizedText(nl=words.nl, fr=words.fr, de=words.de, en=words.en)
