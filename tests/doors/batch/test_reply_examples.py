"""The examples of replies are what is written, and keep to their schemas; pretty-printed here."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace

from fla.doors.batch import contract
from fla.doors.batch.acrf import acknowledgement
from fla.doors.batch.chunk import chunks
from fla.doors.batch.notification import END, START, TOO_MANY, Notification
from fla.doors.batch.reader import Reader
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault, FileSet
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Outcome, Unreadable
from fla.intake.snapshot_store import Vanished
from tests.doors.batch.bureau import results, valid
from tests.doors.batch.documents import HEADER, document, employment, training
from tests.intake.build import BAKERY

EXAMPLES = contract.contracts() / "examples" / "replies"
NOW = dt.datetime(2026, 11, 22, 11, 30, 5, 127_000, tzinfo=dt.UTC)
SET = FileSet(
    ticket="MWRQ6E80OESHW",
    sender="100001",
    enterprise_number=BAKERY,
    environment="R",
    channel="sftp",
    go_name="GO.FLAD.100001.20261122.00014.R.1",
    purpose="FLAD",
    parts=1,
    language="en",
    state="processing",
    arrived_at=NOW - dt.timedelta(seconds=2),
    acknowledged_at=NOW,
    forms=4,
    part_forms=[4],
)
FAULTS = [
    Fault(
        FaultCode.MALFORMED, "FI.FLAD.100001.20261122.00014.R.1.1", 18, 7, "Premature end of data"
    ),
    Fault(FaultCode.FS_COUNT, SET.go_name, detail="0/1"),
]
FORMS = document(
    training(Reference="T-1"),
    training(Reference="T-2"),
    training(Reference="T-3", Form="?"),
    employment(Reference="E-1"),
    header=HEADER.replace("</Header>", "<Language>en</Language></Header>"),
)
DIFFERS = Anomaly(Field.FAMILY_NAME, Error.NAME_DIFFERS, "Peeters Anna", "Peters Anna")


def outcomes() -> list[Outcome]:
    """One of each kind: accepted, accepted before, not accepted, accepted with an anomaly."""
    found = []
    (chunk,) = chunks(Reader(io.BytesIO(FORMS)), 10)
    for record in chunk.records:
        declaration = record.declaration
        rejected = isinstance(declaration, Unreadable)
        found.append(
            Outcome(
                declaration_id=uuid.UUID(int=0x019A << 112 | record.position),
                reference=declaration.reference,
                status="rejected" if rejected else "accepted",
                target=None if rejected else uuid.UUID(int=0x019B << 112 | record.position),
                anomalies=declaration.anomalies if isinstance(declaration, Unreadable) else (),
                repeated=declaration.reference == "T-2",
            )
        )
    found[3] = replace(found[3], status="acceptedWithWarnings", anomalies=(DIFFERS,))
    return found


def notification(file_set: FileSet, answered: list[Outcome], *vanished: Vanished) -> bytes:
    (chunk,) = chunks(Reader(io.BytesIO(FORMS)), 10)
    writer = Notification(file_set, "FI.FLAD.100001.20261122.00014.R.1.1", "en")
    forms = writer.forms(chunk.records, answered, chunk.text)
    told = [*forms, *map(writer.vanished, vanished), writer.summary(file_set)]
    return f"{START}{''.join(told)}{END}".encode()


def too_many() -> bytes:
    refused = [replace(one, status="rejected", target=None, repeated=False) for one in outcomes()]
    return notification(replace(SET, diagnosis=TOO_MANY, answered=4, rejected=4), refused)


def snapshot() -> bytes:
    answered = outcomes()
    answered[1] = replace(answered[1], repeated=False, unchanged=True)
    gone = Vanished("training", BAKERY, "T-0", uuid.UUID(int=0x019B << 112))
    counted = {"answered": 4, "accepted": 2, "warned": 1, "rejected": 1, "unchanged": 1}
    return notification(replace(SET, **counted, vanished=1), answered, gone)


def taken() -> bytes:
    counted = {"answered": 4, "accepted": 2, "warned": 1, "rejected": 1, "repeated": 1}
    return notification(replace(SET, **counted), outcomes())


WRITTEN: dict[str, Any] = {
    "acrf-received.xml": lambda: acknowledgement(SET, [], NOW),
    "acrf-refused.xml": lambda: acknowledgement(SET, FAULTS, NOW),
    "notification.xml": taken,
    "notification-too-many-anomalies.xml": too_many,
    "notification-snapshot.xml": snapshot,
}


def shown(content: bytes) -> str:
    """A reply as people read it; it is sent without the white space."""
    root = etree.fromstring(content)
    etree.indent(root)
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


@pytest.mark.parametrize("name", WRITTEN)
def test_examples_are_what_is_written(name: str) -> None:
    content = WRITTEN[name]()
    schema = contract.ACKNOWLEDGEMENT_SCHEMA if "acrf" in name else contract.NOTIFICATION_SCHEMA
    valid(content, schema)
    assert (EXAMPLES / name).read_text(encoding="utf-8") == shown(content)


def test_the_examples_show_each_result() -> None:
    assert results(etree.fromstring(taken())) == ["1", "1", "0/3", "1/7"]
    assert results(etree.fromstring(too_many())) == ["0/4"] * 4


def test_what_xml_cannot_hold_does_not_break_a_reply() -> None:
    odd = "<&>\r\n\x00\ud800￾]]>"
    broken = replace(outcomes()[2], reference=odd, anomalies=(replace(DIFFERS, value=odd),))
    root = valid(notification(SET, [broken, *outcomes()[1:]]), contract.NOTIFICATION_SCHEMA)
    assert root.findtext("Form/Reference/ReferenceNbr") == "<&>\r\n��\ufffd]]>"
    fault = Fault(FaultCode.ROOT, odd, detail=odd)
    valid(acknowledgement(SET, [fault], NOW), contract.ACKNOWLEDGEMENT_SCHEMA)


@pytest.mark.parametrize("code", FaultCode)
def test_each_fault_is_told(code: FaultCode) -> None:
    for language in ("nl", "fr", "de", None):
        told = acknowledgement(replace(SET, language=language), [Fault(code, detail="1")], NOW)
        root = valid(told, contract.ACKNOWLEDGEMENT_SCHEMA)
        assert root.findtext("Form/ReceptionResult/ErrorID") == f"ACRF-{code:03d}"
        labels = root.findall(".//AnomalyLabel")
        assert len(labels) == (1 if language else 4)
        assert all(label.text for label in labels)
