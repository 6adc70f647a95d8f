"""What the schema asks of each field, in words: where its elements stand, and what they may hold.

Read off the contract itself. An element says which field it is by the number in its `appinfo`.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from lxml import etree
from lxml.etree import _Element
from msgspec import Struct

from fla.doors.batch import contract

_XS: Final = {"xs": contract.XS}
_KINDS: Final = {
    "xs:string": "text",
    "xs:token": "text",
    "xs:date": "date",
    "xs:integer": "whole number",
    "xs:decimal": "decimal number",
}
_BOOLEAN: Final = "`true` or `false`"
_FACETS: Final = {
    "pattern": "`{}`",
    "minInclusive": "at least {}",
    "maxInclusive": "at most {}",
    "fractionDigits": "up to {} decimals",
    "minLength": "at least {} character",
    "maxLength": "at most {} characters",
}


class Place(Struct, frozen=True):
    """An element of a record: its path from there, what it may hold, and whether it must be."""

    path: str
    rule: str
    required: bool


def field_places() -> dict[int, list[Place]]:
    """The elements that each field is, by the field's number, in the order of the schema."""
    schema = etree.parse(contract.contracts() / contract.RECORD_SCHEMA).getroot()
    places: dict[int, list[Place]] = {}
    for record in contract.RECORDS:
        (element,) = schema.iterfind(f"xs:element[@name='{record}']", _XS)
        for number, place in _within(schema, element, record):
            places.setdefault(number, []).append(place)
    return places


def _within(schema: _Element, holder: _Element, path: str) -> Iterator[tuple[int, Place]]:
    for element in _elements(schema, holder):
        below = f"{path}/{element.get('name')}"
        kind = element.get("type", "")
        number = element.findtext("xs:annotation/xs:appinfo", None, _XS)
        part = schema.find(f"xs:complexType[@name='{kind}']", _XS)
        if number is not None:
            rule = _rule(schema, kind) if part is None else _many(element)
            yield int(number), Place(below, rule, element.get("minOccurs") != "0")
        if part is not None:
            yield from _within(schema, part, below)


def _elements(schema: _Element, holder: _Element) -> Iterator[_Element]:
    """The members of a record or a part; what a group says stands where it is named."""
    for one in holder.iter(f"{{{contract.XS}}}element", f"{{{contract.XS}}}group"):
        group = one.get("ref")
        if group is not None:
            (named,) = schema.iterfind(f"xs:group[@name='{group}']", _XS)
            yield from _elements(schema, named)
        elif one is not holder and one.tag == f"{{{contract.XS}}}element":
            yield one


def _many(element: _Element) -> str:
    return f"up to {element.get('maxOccurs', 1)} times"


def _rule(schema: _Element, kind: str) -> str:
    if kind == "xs:boolean":
        return _BOOLEAN
    restriction = schema.find(f"xs:simpleType[@name='{kind}']/xs:restriction", _XS)
    if restriction is None:
        raise LookupError(f"no simple type {kind!r}")
    codes = [f"`{one.get('value')}`" for one in restriction.iterfind("xs:enumeration", _XS)]
    if codes:
        return f"code: {', '.join(codes)}"
    facets = (
        _FACETS[etree.QName(one).localname].format(one.get("value"))
        for one in restriction.iterchildren(*(f"{{{contract.XS}}}{name}" for name in _FACETS))
    )
    return ", ".join(chain((_KINDS[restriction.get("base", "")],), facets))
