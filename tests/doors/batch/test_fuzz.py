"""Whatever is in a file: out comes a fault or an outcome, and a reply that keeps to its schema."""

import asyncio
import datetime as dt
import gzip
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from fla.doors.batch import contract
from fla.doors.batch.acrf import acknowledgement
from fla.doors.batch.chunk import chunks
from fla.doors.batch.decompress import UnpackingError, open_part
from fla.doors.batch.fault import FileFault, FileRefusedError
from fla.doors.batch.kept_records import KeptRecords, Part
from fla.doors.batch.notification import END as NOTIFICATION_END
from fla.doors.batch.notification import START, Notification
from fla.doors.batch.offline import offline_outcomes
from fla.doors.batch.part_reading import Content, read_parts
from fla.doors.batch.reader import Reader
from fla.filesets.faults import FaultCode
from fla.filesets.model import Fault, FileSet
from fla.filesets.server_key import ServerKey, sign
from fla.filesets.signing import SIGNATURE_FAULTS, verify_now
from fla.filesets.spool import Spool
from fla.senders.certificates import certificate_of, read_certificate
from fla.senders.model import SenderCertificate
from tests.doors.batch.bureau import valid
from tests.doors.batch.documents import document, employment, right, training
from tests.fuzzing import fuzz, mutated
from tests.intake.build import BAKERY, CLOCK, TODAY

SOUND = document(training(), employment(), right(), training(Reference="B", Title="Zoë & co"))
WORDS = [
    *(b"<", b">", b"</", b"/>", b"&", b"]]>", b"<![CDATA[", b"-->", b"<!--", b"<?x?>", b"\0"),
    *(
        b"<!DOCTYPE a>",
        b'<!ENTITY a "b">',
        b"&a;",
        b"&#0;",
        b"&#x10FFFF;",
        b"\xef\xbb\xbf",
        b"\xff",
    ),
    *(b"<Training>", b"</Training>", b"<Header/>", b"</LearningAccountDeclaration>"),
    *(b'xmlns="urn:x"', b"<x:y/>", b"99999999999999999999", b"-1", b"NaN", b"\xed\xa0\x80"),
    *("\u202e".encode(), "\U0001f600".encode(), b"x" * 3000, b"\r", b"\x85", b"\xc2\x85"),
]
MOST = 200_000
NOW = CLOCK.now()
FILE_SET = FileSet(
    ticket="MWRQ6E8000001",
    sender="100001",
    enterprise_number=BAKERY,
    environment="R",
    channel="sftp",
    go_name="GO.FLAD.100001.20261122.00001.R.1",
    arrived_at=NOW,
)


@contextmanager
def put(name: str, content: bytes) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fla-test-"))
    try:
        path = folder / name
        path.write_bytes(content)
        yield path
    finally:
        shutil.rmtree(folder)


def looked_at(part: Part) -> tuple[Content, list[Fault]]:
    """What is in a part, and what is wrong with it."""
    kept = KeptRecords(part.path.parent / "records")
    return asyncio.run(read_parts(kept, [part], BAKERY, MOST))


@fuzz(150, data=mutated(SOUND, WORDS))
def test_a_file_is_refused_or_its_forms_are_answered(data: bytes) -> None:
    answered, fault = notified(data)
    with put("FI.FLAD.100001.20261122.00001.R.1.1", data) as path:
        content, faults = looked_at(Part(1, path, False))
    if not faults:  # then no form of it meets a fault of the file half-way
        assert fault is None
        assert content.part_forms == [answered]
        return
    (found,) = faults
    assert found.message("fr")
    if fault is not None and found.code != FaultCode.SENDER:  # whose file it is comes first
        assert (found.code, found.line, found.detail) == (fault.kind, fault.line, fault.detail)
    valid(acknowledgement(FILE_SET, faults, NOW), contract.ACKNOWLEDGEMENT_SCHEMA)


def notified(data: bytes) -> tuple[int, FileFault | None]:
    """How many forms a file has until its fault, after a notification of them was written."""
    notification, count, fault = Notification(FILE_SET, "FI.1", None), 0, None
    text = START
    try:
        for chunk in chunks(Reader(io.BytesIO(data)), 3):
            declarations = [record.declaration for record in chunk.records]
            told = offline_outcomes(declarations, TODAY)
            text += "".join(notification.forms(chunk.records, told, chunk.text))
            count, fault = count + len(chunk.records), chunk.fault
    except FileRefusedError as refused:
        return 0, refused.fault
    text += notification.summary(FILE_SET) + NOTIFICATION_END
    root = valid(text.encode(), contract.NOTIFICATION_SCHEMA)
    assert len(root) == count + 1
    return count, fault


def zipped(content: bytes, method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(zipfile.ZipInfo("a.xml", (2026, 11, 22, 11, 0, 0)), content, method)
    return file.getvalue()


PACKED_WORDS = [
    b"PK\1\2",
    b"PK\3\4",
    b"PK\5\6",
    b"PK\6\6",
    b"PK\6\7",
    b"\xff" * 8,
    b"\0" * 8,
    b"\1\0",
]
PACKED = {
    "a.gz": [gzip.compress(SOUND, mtime=0), gzip.compress(bytes(MOST + 1), mtime=0)],
    "a.zip": [zipped(SOUND, zipfile.ZIP_DEFLATED), zipped(SOUND[:300], zipfile.ZIP_STORED)],
}


@st.composite
def packed(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.sampled_from(sorted(PACKED)))
    return name, draw(mutated(draw(st.sampled_from(PACKED[name])), PACKED_WORDS))


@fuzz(300, one=packed())
def test_a_compressed_file_is_unpacked_within_its_bounds_or_refused(one: tuple[str, bytes]) -> None:
    name, data = one
    read = 0
    with put(name, data) as path:
        with suppress(UnpackingError), open_part(path, MOST) as stream:
            while piece := stream.read(65_536):
                read += len(piece)
        content, faults = looked_at(Part(1, path, True))
    assert read <= MOST
    assert faults or content.part_forms != [0]


@cache
def signed() -> tuple[bytes, bytes, SenderCertificate]:
    """A file's content, its signature as DER, and the certificate that it is by."""
    folder = Path(tempfile.mkdtemp(prefix="fla-test-"))
    try:
        key = ServerKey.open(Spool(folder), NOW)
        path = folder / "part"
        path.write_bytes(SOUND)
        certificate = read_certificate(key.certificate)
        return SOUND, sign(path, key), certificate_of("100001", certificate, "operator", NOW)
    finally:
        shutil.rmtree(folder)


@st.composite
def tampered(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A content and a signature, of which one is not as it was."""
    content, signature, _ = signed()
    if draw(st.booleans()):
        return draw(mutated(content, WORDS)), signature
    return content, draw(mutated(signature, [b"\r\n", b"=", b"MII", b"\x30\x82", b" ", b"-----"]))


@fuzz(60, one=tampered())
def test_a_signature_counts_for_what_was_signed_alone(one: tuple[bytes, bytes]) -> None:
    content, signature = one
    _, _, certificate = signed()
    found = verify_now(content, signature, [certificate], NOW + dt.timedelta(minutes=1))
    assert found is None or found in SIGNATURE_FAULTS
    if content != SOUND:
        assert found is not None
