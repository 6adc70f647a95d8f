"""What the schema implies: each element of each record with everything that may be wrong in it."""

from collections.abc import Iterator
from typing import Any

from fla.doors.batch.layout import LAYOUTS, Layout, Member
from fla.intake.anomaly import Error, Field
from fla.intake.declaration import Unreadable
from tests.doors.batch.corpus_recipes import CORPUS, document
from tests.doors.batch.corpus_recipes import read as read_corpus
from tests.doors.batch.documents import read

Values = dict[str, Any]
TEXTS = (
    *("", "x", "x" * 1000, "-1", "0", "1", "-99999999", "99999999999", "0000"),
    *("0.00001", "1.00001", "0.001", "1.001", "1899-12-31", "2101-01-01", "2026-02-30"),
)
PARTS: dict[str, Values] = {
    "Person": {"FamilyName": "Janssens", "GivenName": "Bram"},
    "Suspension": {"StartDate": "2020-06-01", "EndDate": "2020-06-30", "Extent": "full"},
}


def implied() -> set[tuple[Field, Error]]:
    """Every field and error that the reader joins in an anomaly before the intake is asked."""
    records, fault = read(document(list(_forms())))
    assert fault is None
    return {
        (anomaly.field, anomaly.error)
        for record in records
        if isinstance(record.declaration, Unreadable)
        for anomaly in record.declaration.anomalies
    }


def _forms() -> Iterator[Values | str]:
    sound = read_corpus(CORPUS / "sound.yaml")
    parts = {**PARTS, "Occupation": sound["Employment"]["Occupation"]}
    for kind, layout in LAYOUTS.items():
        for member in layout.members:
            for value in _values(member, sound[kind], parts):
                yield {kind: {member.element: value}}
    yield "<Training>loose</Training>"
    yield "<Employment><Occupation/><Person/></Employment>"


def _values(member: Member, sound: Values, parts: dict[str, Values]) -> Iterator[Any]:
    """Left out, there twice, holding an element, and each text."""
    yield None
    if member.part:
        yield from _of_part(member.part, parts[member.element])
        yield [parts[member.element]] * 101
        return
    yield [sound.get(member.element, "x")] * 2
    yield {"Foreign": "x"}
    yield from TEXTS


def _of_part(part: Layout, sound: Values) -> Iterator[Values]:
    for member in part.members:
        for value in _values(member, sound, {}):
            yield {**sound, member.element: value}
