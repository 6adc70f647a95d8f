"""What the schema finds wrong with the values of a record, as anomalies."""

import re
from collections.abc import Iterable, Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element, _LogEntry
from msgspec import Struct

from fla.doors.batch.layout import Layout, Member
from fla.doors.batch.place import line_of, split_name
from fla.doors.batch.translate import collapse
from fla.intake.anomaly import Anomaly, Error, Field

LONGEST_VALUE = 200
"""Characters of a faulty value that are kept."""

# Numbers of libxml2's xmlParserErrors, as lxml hands them on.
_ATTRIBUTES = frozenset({1827, 1847, 1866})
_STRAY_TEXT = 1843
_CHILD_OF_VALUE = 1828
_TOO_LONG = 1832
_ERRORS = {
    _CHILD_OF_VALUE: Error.UNKNOWN_ELEMENT,
    1831: Error.LENGTH,
    _TOO_LONG: Error.LENGTH,
    1833: Error.TOO_LOW,
    1834: Error.TOO_HIGH,
    1840: Error.OUT_OF_LIST,
}
_BOUND = re.compile(r"'([^']*)'\)?\.$")
_ATTRIBUTE = re.compile(r"attribute '([^']*)'")
_DIGITS = {Field.ENTERPRISE_NUMBER: 10, Field.SSIN: 11}


class _Site(Struct, frozen=True):
    """An element at fault: the member of the layout that it is, and its path in the file."""

    element: _Element
    member: Member | None
    path: str

    @property
    def field(self) -> Field:
        return (self.member and self.member.field) or Field.DECLARATION


def value_faults(
    record: _Element, layout: Layout, path: str, entries: Iterable[_LogEntry]
) -> Iterator[Anomaly]:
    """One anomaly for each element or attribute at fault; `path` is the record's."""
    judged = set()
    for entry in entries:
        attribute = _ATTRIBUTE.search(entry.message)
        key = (entry.path, attribute and attribute[1])
        if key not in judged:
            judged.add(key)
            yield _fault(_site(entry, record, layout, path), entry, attribute and attribute[1])


def log_entries(schema: etree.XMLSchema) -> list[_LogEntry]:
    """What a schema found wrong in its last run."""
    return list(cast("Iterable[_LogEntry]", schema.error_log))


def _site(entry: _LogEntry, record: _Element, layout: Layout, path: str) -> _Site:
    """Find the element that an entry is about: its path starts with the record's own name."""
    below = str(entry.path).split("/")[2:]
    element, member = record, None
    for step in below:
        name, _, number = step.rstrip("]").partition("[")
        element = list(element.iterchildren(name))[int(number or 1) - 1]
        member = layout.member(name)
        if member and member.part:
            layout = member.part
    return _Site(element, member, "/".join((path, *below)))


def _fault(site: _Site, entry: _LogEntry, attribute: str | None) -> Anomaly:
    line = line_of(site.element)
    if attribute is not None:
        value = f"@{split_name(attribute)[1]}"[:LONGEST_VALUE]
        return Anomaly(site.field, Error.UNKNOWN_ELEMENT, value, None, site.path, line)
    error, text, detail = _judge(site, entry)
    return Anomaly(site.field, error, text[:LONGEST_VALUE] or None, detail, site.path, line)


def _judge(site: _Site, entry: _LogEntry) -> tuple[Error, str, str | None]:
    if entry.type == _CHILD_OF_VALUE:
        return Error.UNKNOWN_ELEMENT, split_name(site.element[0].tag)[1], None
    text = collapse("".join(cast("list[str]", site.element.xpath("text()"))))
    if not text:
        return _empty(site.member), text, None
    error = _ERRORS.get(entry.type, Error.INVALID)
    wanted = _DIGITS.get(site.field)
    if wanted and len(text) != wanted and text.isascii() and text.isdigit():
        error = Error.LENGTH
    return error, text, _bound(error, entry)


def _empty(member: Member | None) -> Error:
    if member is None or member.required:
        return Error.ABSENT
    return Error.LENGTH if member.free_text else Error.INVALID


def _bound(error: Error, entry: _LogEntry) -> str | None:
    """What the value should have kept to, taken from the validator's words."""
    bound = _BOUND.search(entry.message)
    if bound and error in (Error.TOO_LOW, Error.TOO_HIGH):
        return bound[1]
    return f"1–{bound[1]}" if bound and entry.type == _TOO_LONG else None
