"""A file that is cut into stretches says what it says as a whole, or is not cut at all."""

import tempfile
from pathlib import Path

import pytest

from fla.doors.batch.fault import FileRefusedError
from fla.doors.batch.kept_records import Frame, frames_of, kept
from fla.doors.batch.name_watch import NameWatch
from fla.doors.batch.reader import Record
from fla.doors.batch.source_text import SourceText
from fla.doors.batch.stretch_reading import MOST_OF_A_LANE, keep_stretch, keep_whole
from fla.doors.batch.stretches import UncutError, stretches
from tests.doors.batch.documents import document, employment, right, training
from tests.doors.batch.test_fuzz import WORDS
from tests.fuzzing import fuzz, mutated

MANY = document(
    *(
        training(Reference=f"T{n}", Title="Zoë & co") + right(Reference=f"R{n}", Year="2o26")
        for n in range(6)
    ),
    employment(),
    training(Reference="LAST", Form="?"),
)
Read = list[tuple[Record, list[tuple[int, int] | None]]]


def of_frames(frames: list[Frame], source: Path) -> Read:
    """The records of frames, each with where it and its reference stand in the file."""
    found: Read = []
    for frame in frames:
        records, text = kept(frame, source)
        found += [(record, places(record, text)) for record in records]
    return found


def places(record: Record, text: SourceText) -> list[tuple[int, int] | None]:
    return [text.place(record.position, below) for below in ("", "/Reference", "/Title")]


def whole(source: Path) -> Read:
    """What a file says that is read from end to end; raises FileRefusedError."""
    target = source.with_suffix(".whole")
    keep_whole(source, target, 5)
    return of_frames(list(frames_of(target)), source)


def cut(source: Path, size: int) -> tuple[Read, int] | None:
    """What it says in stretches, and how many they are; None where it is not to be cut."""
    found: Read = []
    names = NameWatch(MOST_OF_A_LANE)
    try:
        made = list(stretches(source, size))
    except (UncutError, FileRefusedError):
        return None
    for number, stretch in enumerate(made):
        target = source.with_suffix(f".{number}")
        if keep_stretch(source, stretch, target, 5, names) is None:
            return None
        found += of_frames(list(frames_of(target)), source)
    return found, len(made)


@pytest.mark.parametrize("size", [500, 1_000, 2_000, 4_000, len(MANY), 2 * len(MANY)])
@pytest.mark.parametrize("ends", ["\n", "\r\n", ""])
def test_stretches_say_what_the_file_says(tmp_path: Path, size: int, ends: str) -> None:
    source = tmp_path / "part.xml"
    source.write_bytes(MANY.replace(b"\n", ends.encode()) if ends else MANY.replace(b">\n", b">"))
    expected = whole(source)
    answer = cut(source, size)
    assert answer is not None
    found, count = answer
    assert found == expected
    assert len(found) == 14
    assert (count > 1) == (size <= source.stat().st_size)


@pytest.mark.parametrize("inside", ["<!-- </Training> -->", "<?x </Training>?>"])
def test_what_could_hide_an_end_tag_is_read_as_a_whole(tmp_path: Path, inside: str) -> None:
    source = tmp_path / "part.xml"
    source.write_bytes(
        document(training(), inside, *(training(Reference=str(n)) for n in range(9)))
    )
    assert cut(source, 600) is None


def test_a_cdata_section_is_read_as_a_whole(tmp_path: Path) -> None:
    title = "<Title><![CDATA[</Training>]]></Title>"
    record = training().replace("<Title>Veilig werken op hoogte</Title>", title)
    source = tmp_path / "part.xml"
    source.write_bytes(document(record, *(training(Reference=str(n)) for n in range(9))))
    assert cut(source, 600) is None
    assert len(whole(source)) == 10


def test_records_within_others_are_read_as_a_whole(tmp_path: Path) -> None:
    source = tmp_path / "part.xml"
    source.write_bytes(document(*(f"<Odd>{training(Reference=str(n))}</Odd>" for n in range(9))))
    assert cut(source, 600) is None
    assert len(whole(source)) == 9


def test_a_header_that_seems_to_end_in_a_record_is_read_as_a_whole(tmp_path: Path) -> None:
    """It would otherwise hide an end tag too many, where a stretch begins with that."""
    start, _, rest = document(training(Reference="1")).partition(b"</Header>")
    first = start + b"</Header ><Training><Header></Header></Training>" + rest.partition(b"</L")[0]
    second = b"</Training>" + document(training(Reference="2")).partition(b"</Header>")[2]
    source = tmp_path / "part.xml"
    source.write_bytes(first.rstrip() + second)
    for size in range(len(first.rstrip()), len(first) + 11):
        assert cut(source, size) is None
    with pytest.raises(FileRefusedError):
        whole(source)


def test_the_names_of_all_stretches_count_together(tmp_path: Path) -> None:
    source = tmp_path / "part.xml"
    names = ["".join(f"<stretch{n}-{k}/>" for k in range(90)) + "<Title>" for n in range(20)]
    enough = [training().replace("<Title>", some) for some in names[:3]]
    source.write_bytes(document(*(enough * 5)))
    found = cut(source, 6_000)
    assert found is not None
    assert found[1] > 3
    assert found[0] == whole(source)
    source.write_bytes(document(*(training().replace("<Title>", some) for some in names)))
    assert cut(source, 6_000) is None


def test_a_byte_order_mark_is_counted(tmp_path: Path) -> None:
    source = tmp_path / "part.xml"
    source.write_bytes(b"\xef\xbb\xbf" + MANY)
    assert cut(source, 600) is None
    assert [at for _, at in whole(source)][-1][1] is not None


def test_a_file_without_ends_of_records_is_not_held_in_memory(tmp_path: Path) -> None:
    source = tmp_path / "part.xml"
    source.write_bytes(document(training(Title="x" * 400_000)))
    with pytest.raises(UncutError):
        list(stretches(source, 1_000))


@fuzz(150, data=mutated(MANY, WORDS))
def test_whatever_a_file_holds_it_says_the_same_in_stretches(data: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="fla-test-") as folder:
        source = Path(folder, "part.xml")
        source.write_bytes(data)
        found = cut(source, 1_000)
        if found is not None:
            assert found[0] == whole(source)
