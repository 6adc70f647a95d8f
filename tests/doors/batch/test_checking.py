"""File sets checked where they are made: the faults and anomalies that the server would tell."""

import gzip
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from fla.clock import FixedClock
from fla.doors.batch.checking import (
    REFUSED,
    SOME_REJECTED,
    SOUND,
    Checked,
    Means,
    check_file,
    check_set,
    gather,
)
from fla.filesets.faults import FaultCode
from fla.settings import Settings
from tests.doors.batch.documents import document, right, training
from tests.filesets.openssl import Signer, signer
from tests.intake.build import BAKERY, CLOCK, FOUNDRY

STEM = "FLAD.100001.20261122.00001"
WHOLE = document(training(Reference="A"), training(Reference="B"))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return signer(tmp_path_factory.mktemp("office"), "office")


def put(folder: Path, *names: str, content: bytes = WHOLE) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(content if name.startswith("FI.") else b"")
    return folder


def simulation(folder: Path, content: bytes = WHOLE, stem: str = STEM) -> Path:
    """A set of one part in simulation, which needs no signature."""
    return put(folder, f"FI.{stem}.S.1.1", f"GO.{stem}.S.1", content=content)


async def checked(*paths: Path, **means: Any) -> list[Checked]:
    plain: dict[str, Any] = {"settings": Settings(), "clock": CLOCK} | means
    return [await check_set(folder, found, Means(**plain)) for folder, found in gather(paths)]


def codes(found: Sequence[Checked]) -> list[list[str]]:
    return [[fault.code.name for fault in one.faults] for one in found]


async def test_a_sound_set(tmp_path: Path) -> None:
    (one,) = await checked(simulation(tmp_path / "set"))
    assert (one.name, one.status) == (f"GO.{STEM}.S.1", SOUND)
    assert (one.forms, one.accepted, one.rejected) == (2, 2, 0)
    assert (one.faults, one.anomalies) == ([], {})


async def test_anomalies_are_counted_over_the_parts(tmp_path: Path) -> None:
    folder = put(tmp_path / "set", f"GO.{STEM}.S.2")
    faulty = training(Reference="B", Form="?")
    (folder / f"FI.{STEM}.S.2.1").write_bytes(document(training(Reference="A"), faulty))
    (folder / f"FI.{STEM}.S.2.2").write_bytes(document(training(EndDate="2026-01-01"), faulty))
    (one,) = await checked(folder)
    assert (one.status, one.forms, one.rejected) == (SOME_REJECTED, 4, 3)
    assert {code: found.count for code, found in one.anomalies.items()} == {
        "70067-008": 2,
        "70064-014": 1,
    }
    first, second = one.anomalies["70067-008"].examples
    assert (first.position, first.part, first.reference, first.value) == (2, 1, "B", "?")
    assert (second.position, second.part) == (4, 2)
    assert first.path == "/LearningAccountDeclaration/Training[2]/Form"
    lines = (folder / f"FI.{STEM}.S.2.1").read_text().splitlines()
    assert first.line is not None
    assert lines[first.line - 1].strip() == "<Form>?</Form>"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["FI.{}.R.1.1", "GO.{}.R.1"], ["FS_COUNT"]),
        (["FI.{}.S.1.1"], ["GO_MISSING"]),
        (["GO.{}.S.2", "FI.{}.S.2.1"], ["FI_COUNT"]),
        (["GO.{}.S.1", "FI.{}.S.1.1", "FI.{}.S.1.1.gz"], ["PART_REPEATED", "PART_REPEATED"]),
        (["GO.{}.S.1", "FI.{}.S.2.1"], ["FILE_PARTS"]),
        (["GO.{}.S.1", "FI.{}.S.1.2"], ["PART_NUMBER", "FI_COUNT"]),
        (["GO.{}.X.1", "FI.{}.X.1.1"], ["ENVIRONMENT", "FS_COUNT"]),
        (["GO.FLAD.100001.20271122.00001.S.1", "FI.{}.S.1.1"], ["DATE_FUTURE", "FI_COUNT"]),
        (["readme.txt"], ["PREFIX"]),
    ],
)
async def test_names(tmp_path: Path, names: list[str], expected: list[str]) -> None:
    folder = put(tmp_path / "set", *(name.format(STEM) for name in names))
    found = await checked(folder)
    assert found[0].status == REFUSED
    assert sorted(codes(found)[0]) == sorted(expected)


async def test_a_folder_named_as_a_senders_says_the_environment(tmp_path: Path) -> None:
    (one,) = await checked(simulation(tmp_path / "INTEST"))
    assert "OTHER_FOLDER" in codes([one])[0]
    (one,) = await checked(simulation(tmp_path / "INTEST-S"))
    assert one.status == SOUND


async def test_several_sets_of_a_directory_and_files_by_name(tmp_path: Path) -> None:
    folder = simulation(tmp_path / "set")
    simulation(folder, stem="FLAD.100001.20261122.00002")
    assert len(await checked(folder)) == 2
    (one,) = await checked(folder / f"GO.{STEM}.S.1", folder / f"FI.{STEM}.S.1.1")
    assert one.status == SOUND
    (one,) = await checked(folder / f"GO.{STEM}.S.1")
    assert codes([one]) == [["FI_COUNT"]]


async def test_signatures_are_verified_with_the_certificate(tmp_path: Path, office: Signer) -> None:
    folder = put(tmp_path / "set", f"FI.{STEM}.R.1.1", f"GO.{STEM}.R.1")
    (folder / f"FS.{STEM}.R.1.1").write_bytes(office.sign(folder / f"FI.{STEM}.R.1.1"))
    today = office.during.date()
    dated = f"FLAD.100001.{today:%Y%m%d}.00001"
    for path in list(folder.iterdir()):
        path.rename(folder / path.name.replace(STEM, dated))
    means: dict[str, Any] = {"clock": FixedClock(office.during)}
    (one,) = await checked(folder, **means)
    assert (one.unverified, one.verified, one.faults) == (True, False, [])
    means["certificates"] = [office.registered()]
    (one,) = await checked(folder, **means)
    assert (one.unverified, one.verified, one.faults) == (False, True, [])
    with (folder / f"FI.{dated}.R.1.1").open("ab") as file:
        file.write(b"\n")
    (one,) = await checked(folder, **means)
    (fault,) = one.faults
    assert (fault.code, fault.detail) == (FaultCode.SIGNATURE, "tampered")
    assert (one.verified, one.forms) == (False, 0)


def zipped(*contents: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.xml", content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("end", "content", "expected"),
    [
        ("gz", gzip.compress(WHOLE), []),
        ("zip", zipped(WHOLE), []),
        ("gz", WHOLE, ["COMPRESSION"]),
        ("zip", zipped(WHOLE, WHOLE), ["ARCHIVE_ENTRIES"]),
        ("gz", gzip.compress(WHOLE + b" " * 200_000), ["UNPACKED_TOO_LARGE"]),
    ],
)
async def test_compression(tmp_path: Path, end: str, content: bytes, expected: list[str]) -> None:
    folder = put(tmp_path / "set", f"GO.{STEM}.S.1")
    (folder / f"FI.{STEM}.S.1.1.{end}").write_bytes(content)
    found = await checked(folder, settings=Settings(batch_unpacked_limit=100_000))
    assert codes(found) == [expected]


@pytest.mark.parametrize("limit", [100_000, 150_000])
async def test_what_may_be_unpacked_is_for_all_parts_together(tmp_path: Path, limit: int) -> None:
    folder = put(tmp_path / "set", f"GO.{STEM}.S.3")
    packed = gzip.compress(WHOLE.replace(b"</Learn", b" " * 60_000 + b"</Learn"))
    for number in (1, 2, 3):
        (folder / f"FI.{STEM}.S.3.{number}.gz").write_bytes(packed)
    assert codes(await checked(folder, settings=Settings(batch_unpacked_limit=200_000))) == [[]]
    (found,) = await checked(folder, settings=Settings(batch_unpacked_limit=limit))
    (fault,) = found.faults  # what comes after it is not unpacked either
    assert fault.code == FaultCode.UNPACKED_TOO_LARGE
    assert fault.file_name == f"FI.{STEM}.S.3.{limit // 50_000}.gz"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "EMPTY"),
        (WHOLE[:-40], "MALFORMED"),
        (WHOLE.replace(b"<Learn", b"<!DOCTYPE x><Learn", 1), "DOCTYPE"),
        (WHOLE.replace(b"2026q4", b"2025q4"), "SCHEMA_UNSUPPORTED"),
        (document(), "NO_DECLARATION"),
        (WHOLE.decode().encode("utf-16"), "ENCODING"),
    ],
)
async def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, expected: str) -> None:
    found = await checked(simulation(tmp_path / "set", content))
    assert codes(found) == [[expected]]


async def test_the_header_names_the_sender(tmp_path: Path) -> None:
    folder = simulation(tmp_path / "set")
    assert codes(await checked(folder, enterprise_number=BAKERY)) == [[]]
    assert codes(await checked(folder, enterprise_number=FOUNDRY)) == [["SENDER"]]


async def test_too_much_to_send(tmp_path: Path) -> None:
    folder = simulation(tmp_path / "set")
    found = await checked(folder, settings=Settings(batch_limit=1024))
    assert codes(found) == [["SET_TOO_LARGE"]]


async def test_a_snapshot_only_registers(tmp_path: Path) -> None:
    content = document(training(), right(Reference="R", Action="correct"))
    (one,) = await checked(simulation(tmp_path / "1", content))
    assert one.rejected == 0
    (one,) = await checked(simulation(tmp_path / "2", content, STEM.replace("FLAD", "FLAS")))
    assert list(one.anomalies) == ["70002-005"]


async def test_a_file_of_no_set(tmp_path: Path) -> None:
    path = tmp_path / "trainings.xml"
    path.write_bytes(document(training(), training(Reference="B", Form="?")))
    one = await check_file(path, Means(settings=Settings(), clock=CLOCK))
    assert (one.name, one.forms, one.status) == ("trainings.xml", 2, SOME_REJECTED)
