"""Whatever a file is called: what is wrong is told, and it neither lies for good nor gets away."""

import datetime as dt
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import assume
from hypothesis import strategies as st

from fla.doors.batch import contract
from fla.doors.batch.acrf import acknowledgement
from fla.filesets.examination import faults_of_names
from fla.filesets.inbox import Lying, astray, bundle, listing, odd, without_go
from fla.filesets.model import Fault, FileSet
from fla.filesets.moving import take_out
from fla.filesets.names import Expected, RawName, SetName, judge, take_apart
from fla.filesets.spool import Spool
from fla.languages import LANGUAGES
from fla.settings import Settings
from tests.doors.batch.bureau import valid
from tests.fuzzing import fuzz

NOW = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)
SOUND = ("FLAD", "100001", "20261122", "00014", "R", "2", "1")
EXPECTED = Expected(sender="100001", environment="R", today=NOW.date(), most_parts=99, most_days=30)
PIECES = st.one_of(
    st.sampled_from((*SOUND, "FLAS", "999999", "20261131", "00000", "0", "01", "S", "T", "")),
    st.sampled_from(("..", "/", "\0", "gz", "zip", "GO", "１", "٣", "\u202e", "\ud800", "ﬁ")),
    st.text(max_size=12),
)
HEADS = st.sampled_from(("FI", "FS", "GO", "TD", "FO", "fi", "", ".", "ＦＩ"))
COMPOSED = st.tuples(HEADS, st.lists(PIECES, max_size=10)).map(
    lambda one: ".".join([one[0], *one[1]])
)


@st.composite
def nearly_sound(draw: st.DrawFn) -> str:
    """A name as it should be but for one piece."""
    pieces = [draw(st.sampled_from(("FI", "FS", "GO", "TD"))), *SOUND]
    pieces[draw(st.integers(0, len(pieces) - 1))] = draw(PIECES)
    return ".".join(pieces if pieces[0] in {"FI", "FS"} else pieces[:-1])


NAMES = st.one_of(nearly_sound(), COMPOSED, st.text(max_size=300))


@fuzz(300, name=NAMES)
def test_a_name_is_read_or_its_faults_are_told(name: str) -> None:
    name_is_judged(name)


def name_is_judged(name: str) -> None:
    raw = take_apart(name)
    found = [raw] if isinstance(raw, Fault) else judge(raw, EXPECTED)
    if isinstance(found, SetName):
        assert isinstance(raw, RawName)
        assert name.isascii()
        assert found.stem == raw.stem
        assert found.sender == EXPECTED.sender
        numbered = raw.direction in {"FI", "FS"}
        assert name.startswith(f"{raw.direction}{found.go[2:]}{'.' * numbered}")
        assert numbered or name in {found.go, found.td}
        assert not set(name) & set("/\\\0 ")
        return
    assert found
    for fault in found:
        for language in LANGUAGES:
            assert fault.message(language)


def lying(name: str) -> Lying:
    shown = name.encode("ascii", "backslashreplace").decode()[:200]
    return Lying(name, shown, NOW)


@fuzz(200, names=st.lists(NAMES, max_size=8, unique=True))
def test_every_file_of_a_folder_is_part_of_something(names: list[str]) -> None:
    files = [lying(name) for name in names if name and "/" not in name and "\0" not in name]
    starts = [file.name for file in files if file.name.startswith("GO.")]
    bundles = [bundle(files, start) for start in starts] + without_go(files)
    seen = {file.name for one in bundles for file in one.files}
    seen |= {file.name for file in odd(files)}
    called_back = {
        file.name
        for file in files
        if isinstance(raw := take_apart(file.name), RawName) and raw.direction == "TD"
    }
    assert {file.name for file in files} == seen | called_back
    for start in starts:
        for fault in astray(files, start):
            assert fault.message("en")


@fuzz(200, names=st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_a_set_of_any_names_is_acknowledged_by_a_reply_that_keeps_to_its_schema(
    names: list[str],
) -> None:
    shown = [lying(name).shown for name in names if name]
    assume(shown)
    file_set = FileSet(
        ticket="MWRQ6E8000001",
        sender="100001",
        enterprise_number="0800000176",
        environment="R",
        channel="sftp",
        go_name=shown[0],
        names=shown,
        forms=1,
        arrived_at=NOW,
    )
    faults = faults_of_names(file_set, Settings())
    root = valid(acknowledgement(file_set, faults, NOW), contract.ACKNOWLEDGEMENT_SCHEMA)
    told = [one.text for one in root.iterfind("Form/ReceptionResult/ErrorID")]
    assert told == [fault.error_id for fault in faults]


BYTES = st.binary(min_size=1, max_size=255).map(lambda raw: raw.translate(None, b"/\0"))
ON_DISK = st.one_of(BYTES, NAMES.map(lambda name: os.fsencode(name.encode("utf-8", "ignore"))))


@fuzz(60, raws=st.lists(ON_DISK, min_size=1, max_size=5, unique=True))
def test_files_of_any_name_are_moved_into_the_folder_of_their_set_and_nowhere_else(
    raws: list[bytes],
) -> None:
    place = Path(tempfile.mkdtemp(prefix="fla-test-"))
    try:
        moved_out_of(place, raws)
    finally:
        shutil.rmtree(place)


def moved_out_of(place: Path, raws: list[bytes]) -> None:
    spool = Spool(place / "spool")
    spool.prepare_sender("100001")
    folder = spool.in_folder("100001", "R")
    for number, raw in enumerate(raws):
        name = raw.translate(None, b"/\0")[:255]
        if name not in {b"", b".", b".."}:
            (folder / os.fsdecode(name)).write_bytes(b"%d" % number)
    files = listing(folder)
    if not files:
        return
    file_set = FileSet(
        ticket="MWRQ6E8000001",
        sender="100001",
        enterprise_number="0800000176",
        environment="R",
        channel="sftp",
        go_name=files[0].shown,
        names=[file.shown for file in files],
        arrived_at=NOW,
    )
    everything = sum(1 for path in place.rglob("*") if path.is_file())
    moved = take_out(spool, file_set)
    assert moved is not None
    assert set(moved.names) <= {file.shown for file in files}
    inside = [path for path in spool.set_folder(file_set.ticket).rglob("*") if path.is_file()]
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert len(inside) == len(moved.names)
    assert len(inside) + len(left) == everything
