"""What is wrong with a record that the schema refuses: every fault, not only the first.

A validator stops reading a record at the first element it does not expect. Where it did so, the
order of the elements is judged here (`structure_faults`), what was not expected is taken out, and
a schema that allows any order judges the values of the rest (`value_faults`).
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import cast, get_args

from lxml import etree
from lxml.etree import _Element, _LogEntry

from fla.doors.batch.layout import LAYOUTS, Layout, Member
from fla.doors.batch.place import line_of, split_name
from fla.doors.batch.translate import collapse
from fla.doors.batch.value_faults import LONGEST_VALUE, log_entries, value_faults
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Action, Unreadable
from fla.intake.shape_employment import MOST_OCCUPATIONS
from fla.intake.shape_suspension import MOST_SUSPENSIONS

_NOT_EXPECTED = 1871
"""libxml2's number for an element that is unknown, absent, repeated or out of order."""
_IDENTIFYING = ("Action", "Reference", "EnterpriseNumber", "Ssin", "Target")

_MOST = {"Occupation": MOST_OCCUPATIONS, "Suspension": MOST_SUSPENSIONS}

MOST_FAULTS = 100
"""Faults of one record that are told; who makes more sees them after mending these."""

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def diagnose(
    record: _Element, path: str, entries: list[_LogEntry], values: etree.XMLSchema
) -> Unreadable:
    """The record as far as it stood, with every fault found.

    `entries` are what the record schema said of it, `values` is the value schema. Elements that
    were not expected are removed from the record.
    """
    texts = {
        str(child.tag): collapse(child.text or "") for child in record.iterchildren(*_IDENTIFYING)
    }
    layout = LAYOUTS[str(record.tag)]
    faults = value_faults(record, layout, path, entries)
    if any(entry.type == _NOT_EXPECTED for entry in entries):
        structure = structure_faults(record, layout, path)
        faults = chain(structure, _values_of_the_rest(record, layout, path, values))
    found = list(islice(faults, MOST_FAULTS))
    if not found:  # a fault that only the strict schema sees
        found.append(Anomaly(Field.DECLARATION, Error.INVALID, path=path, line=line_of(record)))
    return _unreadable(texts, found)


def _values_of_the_rest(
    record: _Element, layout: Layout, path: str, values: etree.XMLSchema
) -> Iterator[Anomaly]:
    if not values.validate(record):
        yield from value_faults(record, layout, path, log_entries(values))


def unknown_record(element: _Element, path: str) -> Unreadable:
    """The answer to an element below the root that is no record at all."""
    return _unreadable({}, [_unexpected(element, None, path)])


def _unreadable(texts: dict[str, str], found: list[Anomaly]) -> Unreadable:
    action, target = texts.get("Action"), texts.get("Target", "")
    return Unreadable(
        action=cast("Action", action) if action in get_args(Action) else "register",
        reference=texts.get("Reference", "")[:LONGEST_VALUE],
        enterprise_number=texts.get("EnterpriseNumber", "")[:LONGEST_VALUE],
        ssin=texts.get("Ssin", "")[:LONGEST_VALUE],
        target=uuid.UUID(target) if _UUID.fullmatch(target) else None,
        anomalies=tuple(found),
    )


def structure_faults(element: _Element, layout: Layout, path: str) -> Iterator[Anomaly]:
    """Elements unknown, repeated, out of order or absent, here and in the parts below.

    `path` is the element's; the ones that are unknown or repeated are removed.
    """
    seen: Counter[str] = Counter()
    latest = 0
    for child in list(element):
        member = layout.member(str(child.tag))
        if member is None or (member.element in seen and not member.many):
            field = member.field if member else None
            yield _unexpected(child, field, f"{path}/{_name(child)}")
            element.remove(child)
            continue
        seen[member.element] += 1
        number = f"[{seen[member.element]}]" if member.many else ""
        order = layout.order[member.element]
        if order < latest:
            yield _misplaced(child, member, layout.members[latest], f"{path}/{member.element}")
        latest = max(latest, order)
        if member.part:
            yield from structure_faults(child, member.part, f"{path}/{member.element}{number}")
    yield from _absent(seen, layout, path, line_of(element))
    for name, most in _MOST.items():
        if seen[name] > most and (member := layout.member(name)) and member.field:
            detail, where = str(most), f"{path}/{name}"
            yield Anomaly(
                member.field, Error.TOO_HIGH, str(seen[name]), detail, where, line_of(element)
            )


def _absent(seen: Counter[str], layout: Layout, path: str, line: int) -> Iterator[Anomaly]:
    """What is required; of a record's content, only where there is content at all."""
    content = layout.declaration is None or any(
        member.element in seen for member in layout.members if not member.common
    )
    for member in layout.members:
        if member.required and member.element not in seen and (content or member.common):
            yield from _absent_member(member, f"{path}/{member.element}", line)


def _absent_member(member: Member, path: str, line: int) -> Iterator[Anomaly]:
    if member.field is not None:
        yield Anomaly(member.field, Error.ABSENT, path=path, line=line)
    elif member.part:
        yield from _absent(Counter(), member.part, path, line)


def _unexpected(child: _Element, field: Field | None, path: str) -> Anomaly:
    """Unknown under that name, or a second time: the schema knows it once."""
    if field is None:
        value = _name(child)[:LONGEST_VALUE]
        return Anomaly(
            Field.DECLARATION, Error.UNKNOWN_ELEMENT, value, path=path, line=line_of(child)
        )
    value = collapse(child.text or "")[:LONGEST_VALUE]
    return Anomaly(field, Error.FORBIDDEN, value, f"{_name(child)} 2×", path, line_of(child))


def _misplaced(child: _Element, member: Member, after: Member, path: str) -> Anomaly:
    return Anomaly(
        member.field or Field.DECLARATION,
        Error.FORBIDDEN,
        collapse(child.text or "")[:LONGEST_VALUE] or None,
        f"{member.element} < {after.element}",
        path,
        line_of(child),
    )


def _name(element: _Element) -> str:
    return split_name(element.tag)[1]
