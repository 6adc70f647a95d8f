"""Writes declarations as a declaration file, one record at a time."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from lxml import etree
from msgspec import Struct

from fla.doors.batch import contract
from fla.doors.batch.layout import LAYOUTS, Layout, Member
from fla.doors.batch.reader import Header
from fla.intake.declaration import AnyDeclaration, Declaration

_LAYOUTS = {layout.declaration: layout for layout in LAYOUTS.values()}


def write_declarations(
    stream: BinaryIO, header: Header, declarations: Iterable[AnyDeclaration]
) -> int:
    """Write a declaration file in UTF-8 and return how many records it has.

    Raises `ValueError` for a text that XML cannot hold (control characters) and `KeyError` for an
    `Unreadable` declaration, which has no form to be written in.
    """
    count = 0
    location = {contract.SCHEMA_LOCATION: contract.DECLARATION_SCHEMA}
    with etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element(contract.DECLARATION, location, nsmap={"xsi": contract.XSI}):
            file.write("\n", _on_lines_of_its_own(_header(header)))
            for declaration in declarations:
                file.write(_on_lines_of_its_own(record_element(declaration)))
                count += 1
    return count


def record_element(declaration: AnyDeclaration) -> etree._Element:
    """The record that says what a declaration says; raises as `write_declarations`."""
    layout = _LAYOUTS[type(declaration)]
    record = etree.Element(layout.element)
    content = getattr(declaration, layout.said)
    for member in layout.members:
        source: Declaration | Struct | None = declaration if member.common else content
        if source is not None:
            _add(record, member, getattr(source, member.name))
    return record


def _header(header: Header) -> etree._Element:
    element = etree.Element("Header")
    etree.SubElement(element, "Sender").text = header.sender
    etree.SubElement(element, "CreationDate").text = header.creation_date.isoformat()
    if header.language is not None:
        etree.SubElement(element, "Language").text = header.language
    return element


def _add(parent: etree._Element, member: Member, value: object) -> None:
    if value is None:
        return
    if member.part is None:
        etree.SubElement(parent, member.element).text = _text(value)
    elif isinstance(value, tuple):
        for item in value:
            _add_part(parent, member.part, item)
    else:
        _add_part(parent, member.part, value)


def _add_part(parent: etree._Element, layout: Layout, part: object) -> None:
    element = etree.SubElement(parent, layout.element)
    for member in layout.members:
        _add(element, member, getattr(part, member.name))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _on_lines_of_its_own(element: etree._Element) -> etree._Element:
    etree.indent(element)
    element.tail = "\n"
    return element
