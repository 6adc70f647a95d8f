"""Parameters in path, query and headers: checked by their schemas, and typed as those say."""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from fla.contract.structs import InputValidationIssue
from fla.doors.rest.answer import stale
from fla.doors.rest.contract import Node, Operation, Parameter
from fla.doors.rest.faults import Checker, Fault
from fla.doors.rest.issues import In, parameter_issue
from fla.doors.rest.request import Headers
from fla.doors.rest.schema import Schemas
from fla.languages import Language

MOST_PARAMETERS: Final = 50
"""Parts of a query that are looked at; no operation has so many parameters."""

_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_TAG: Final = re.compile(r'(?:W/)?"([!#-~\x80-\xff]*)"')
_VERSION: Final = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class _Checked:
    """One parameter with what holds values against its schema."""

    __slots__ = ("checker", "default", "header", "parameter", "whole")

    def __init__(self, parameter: Parameter, schema: Node, default: Any) -> None:
        self.parameter = parameter
        self.checker = Checker(schema)
        self.whole = schema.get("type") == "integer"
        self.default = default
        self.header = parameter.name.lower()

    def typed(self, text: str) -> Any:
        return int(text) if self.whole and _INTEGER.fullmatch(text) else text


class Parameters:
    """The parameters of one operation."""

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        checked = [
            _Checked(one, schemas.strict(one.schema), one.schema.get("default"))
            for one in operation.parameters
        ]
        self._path = [one for one in checked if one.parameter.place == "path"]
        self._query = {one.parameter.name: one for one in checked if one.parameter.place == "query"}
        self._headers = [one for one in checked if one.parameter.place == "header"]
        self._defaults = {
            name: one.default for name, one in self._query.items() if one.default is not None
        }

    def path_issues(
        self, values: Mapping[str, str], language: Language
    ) -> list[InputValidationIssue]:
        """Return what is wrong with the parameters in the address."""
        found = []
        for one in self._path:
            found += _issues(one, "path", values[one.parameter.name], language)
        return found

    def header_issues(self, headers: Headers, language: Language) -> list[InputValidationIssue]:
        """Return what is wrong with the headers that the contract names."""
        found = []
        for one in self._headers:
            if one.header in headers:
                found += _issues(one, "header", headers.get(one.header), language)
            elif one.parameter.required:
                fault = Fault("required", ())
                found.append(parameter_issue(fault, "header", one.parameter.name, language))
        return found

    def query(
        self, raw: bytes, language: Language
    ) -> tuple[Mapping[str, Any], list[InputValidationIssue]]:
        """Return the parameters of a query, typed, and what is wrong with them.

        Those that are left out have the contract's default, or are not there.
        """
        if not raw:
            return self._defaults, self._absent({}, language)
        values: dict[str, Any] = {}
        issues: list[InputValidationIssue] = []
        for name, text in _pairs(raw):
            known = self._query.get(name)
            if known is None:
                issues.append(parameter_issue(Fault("unknown", (), text), "query", name, language))
            elif name in values:
                issues.append(parameter_issue(Fault("repeated", ()), "query", name, language))
            else:
                values[name] = known.typed(text)
                issues += _issues(known, "query", values[name], language)
        issues += self._absent(values, language)
        return self._defaults | values, issues

    def _absent(self, values: Mapping[str, Any], language: Language) -> list[InputValidationIssue]:
        return [
            parameter_issue(Fault("required", ()), "query", name, language)
            for name, one in self._query.items()
            if one.parameter.required and name not in values
        ]


def _issues(one: _Checked, place: In, value: Any, language: Language) -> list[InputValidationIssue]:
    if one.checker.fits(value):
        return []
    name = one.parameter.name
    return [parameter_issue(fault, place, name, language) for fault in one.checker.faults(value)]


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    """Read a query as forms write it; bytes that are no UTF-8 stay visible as such."""
    pairs = []
    for part in raw.split(b"&", MOST_PARAMETERS)[:MOST_PARAMETERS]:
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_text(name), _text(value)))
    return pairs


def _text(part: bytes) -> str:
    return unquote_to_bytes(part.replace(b"+", b" ")).decode("utf-8", "backslashreplace")


def wanted_version(headers: Headers) -> int | None:
    """Return the version that `If-Match` names, None for any and without the header.

    Raises `Refusal`: 412 for a tag that is none of ours, for then the thing is not as it was read.
    """
    text = headers.get("if-match")
    if not text or text == "*":
        return None
    tag = _TAG.fullmatch(text)
    if tag is None or text.startswith("W/") or not _VERSION.fullmatch(tag[1]):
        raise stale()
    return int(tag[1])


def known_tags(headers: Headers) -> frozenset[str]:
    """Return the tags in `If-None-Match`, without their quotes; `*` for any."""
    text = headers.get("if-none-match")
    if not text:
        return frozenset()
    return frozenset({"*"}) if text == "*" else frozenset(_TAG.findall(text))
