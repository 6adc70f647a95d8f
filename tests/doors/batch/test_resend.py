"""The file of just the rejected records: as they stood, and fit to be sent again."""

import gzip
import io
from pathlib import Path

import pytest
from lxml import etree

from fla.doors.batch import contract
from fla.doors.batch.decompress import UnpackingError
from fla.doors.batch.resend import make_resend, write_rejected
from tests.doors.batch.documents import END, HEADER, ROOT, document, read, training
from tests.intake.build import BAKERY, TODAY

MOST = 1_000_000


def part(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def resent(parts: list[Path], *places: int) -> bytes:
    stream = io.BytesIO()
    assert write_rejected(stream, parts, places, MOST, TODAY) == len(places)
    return stream.getvalue()


def references(data: bytes) -> list[str]:
    records, fault = read(data)
    assert fault is None
    return [record.declaration.reference for record in records]


def test_the_rejected_records_of_all_parts_in_their_order(tmp_path: Path) -> None:
    several = [training(Reference=f"R{n}") for n in range(1, 8)]
    parts = [
        part(tmp_path, "1", document(*several[:3])),
        part(tmp_path, "2.gz", gzip.compress(document(*several[3:]))),
    ]
    data = resent(parts, 2, 3, 5, 7)
    assert references(data) == ["R2", "R3", "R5", "R7"]
    assert contract.schema(contract.DECLARATION_SCHEMA).validate(etree.fromstring(data))


def test_a_record_is_copied_as_it_stood(tmp_path: Path) -> None:
    note = "<!-- note -->"
    odd = f'<Training a="1">\n  <Title>A &amp; “B”  C</Title>{note}<Form> ?</Form></Training>'
    data = resent([part(tmp_path, "1", document(training(), odd, "<Absence/>"))], 2, 3)
    body = data.decode().partition("</Header>\n")[2]
    assert body == f"{odd.replace(note, '')}\n<Absence/>\n{END}"


def test_the_header_is_the_senders_made_today(tmp_path: Path) -> None:
    header = (
        f"<Header><Sender>{BAKERY}</Sender><CreationDate>2026-11-01</CreationDate>"
        "<Language>fr</Language></Header>\n"
    )
    data = resent([part(tmp_path, "1", document(training(), header=header))], 1)
    assert header.replace("2026-11-01", TODAY.isoformat()) in data.decode()


def test_the_sender_may_have_named_the_namespace_otherwise(tmp_path: Path) -> None:
    named = document(training(Reference="A")).replace(b"xsi", b"x")
    assert references(resent([part(tmp_path, "1", named)], 1)) == ["A"]


def test_nothing_rejected_leaves_a_file_without_records(tmp_path: Path) -> None:
    data = resent([part(tmp_path, "1", document(training()))])
    assert data.decode().endswith(HEADER.replace("2026-11-22", TODAY.isoformat()) + END)
    assert ROOT in data.decode()


def test_it_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    sound = part(tmp_path, "1", document(training(Reference="A"), training(Reference="B")))
    made = make_resend(tmp_path, [sound], [2], MOST, TODAY)
    assert made == tmp_path / "resend.xml"
    assert references(made.read_bytes()) == ["B"]
    assert made.stat().st_mode & 0o777 == 0o600
    bomb = part(tmp_path, "1.gz", gzip.compress(document(training()) + b" " * MOST))
    made.unlink()
    with pytest.raises(UnpackingError):
        make_resend(tmp_path, [bomb], [1], MOST, TODAY)
    assert not made.exists()
