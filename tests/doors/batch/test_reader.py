"""Reading sound files: what comes out, in which order, from which line."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest

from fla.doors.batch import prolog, tree
from fla.doors.batch.reader import Header, Reader
from fla.intake.declaration import (
    EmploymentDeclaration,
    RightDeclaration,
    Training,
    TrainingDeclaration,
    Unreadable,
)
from tests.doors.batch.documents import (
    COMMON,
    HEADER,
    TRAINING,
    document,
    employment,
    read,
    read_one,
    record,
    right,
    training,
)
from tests.intake import build


def content(text: str) -> Training:
    declaration = read_one(text).declaration
    assert isinstance(declaration, TrainingDeclaration)
    assert declaration.training is not None
    return declaration.training


def test_records_become_declarations_in_the_order_of_the_file() -> None:
    records, fault = read(document(training(), employment(), right(), training(Reference="B/2")))
    assert fault is None
    assert [record.position for record in records] == [1, 2, 3, 4]
    assert [(record.element, record.number) for record in records] == [
        ("Training", 1),
        ("Employment", 1),
        ("Right", 1),
        ("Training", 2),
    ]
    assert [record.declaration for record in records] == [
        build.training(reference="REF-1"),
        build.employment(reference="REF-1"),
        build.right(reference="REF-1", cba_registration_number=None),
        build.training(reference="B/2"),
    ]


def test_the_header() -> None:
    header = HEADER.replace("</Header>", "<Language>de</Language></Header>")
    reader = Reader(io.BytesIO(document(training(), header=header)))
    assert reader.header == Header(build.BAKERY, dt.date(2026, 11, 22), "de")
    assert Reader(io.BytesIO(document(training()))).header.language is None


def test_records_without_content() -> None:
    target = "01993C3A-7B1E-7000-8000-000000000001"
    values = {**COMMON, "Action": "cancel", "Target": target}
    records, _ = read(
        document(*(record(kind, values) for kind in ("Employment", "Right", "Training")))
    )
    shared: dict[str, Any] = {
        "action": "cancel",
        "reference": "REF-1",
        "enterprise_number": build.BAKERY,
        "ssin": build.ANNA,
        "target": uuid.UUID(target),
    }
    assert [record.declaration for record in records] == [
        EmploymentDeclaration(**shared),
        RightDeclaration(**shared),
        TrainingDeclaration(**shared),
    ]


def test_white_space_around_values_is_as_the_schema_sees_it() -> None:
    text = training(
        Title="\n  Veilig   werken\n\top hoogte ",
        StartDate=" 2026-10-05\n",
        DurationMinutes=" +0912 ",
        InScope=" 1 ",
    )
    read = content(text)
    assert read.title == "Veilig werken op hoogte"
    assert read.start_date == dt.date(2026, 10, 5)
    assert read.duration_minutes == 912
    assert read.in_scope is True


@pytest.mark.parametrize(
    ("written", "meant"),
    [(".5", "0.5"), ("5.", "5"), ("+2.50", "2.50"), ("\n 3 ", "3"), ("0007", "7")],
)
def test_decimals_in_every_spelling_of_the_schema(written: str, meant: str) -> None:
    text = training().replace("<ChargedMinutes>912</ChargedMinutes>", "")
    charged = text.replace(
        "</ChargedRight>", f"</ChargedRight><ChargedDays>{written}</ChargedDays>"
    )
    assert str(content(charged).charged_days) == meant


@pytest.mark.parametrize("word", ["null", "None", "true", "0", "NaN"])
def test_texts_are_texts_whatever_they_look_like(word: str) -> None:
    assert content(training(Title=word)).title == word
    provided = training().replace("<StartDate>", f"<ProviderName>{word}</ProviderName><StartDate>")
    assert content(provided).provider_name == word


def test_comments_cdata_and_references_make_one_text() -> None:
    text = training(Title="@").replace(
        "@", "A<!-- x -->&#66;<![CDATA[<C>]]>&amp;<!-- y --><![CDATA[]]> D&#xE9;"
    )
    assert content(text).title == "AB<C>& Dé"
    commented = document("<!-- a -->", training(), "<!-- <Training/> -->", training(Reference="B"))
    records, fault = read(commented)
    assert fault is None
    assert len(records) == 2


def test_the_ways_a_document_may_begin() -> None:
    sound = document(training()).decode()
    bare = sound.removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n')
    for text in (
        bare,
        "\ufeff" + sound,
        "\n \t" + bare,
        "<?xml version='1.0'?>" + bare,
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n' + bare,
        "<!-- <!DOCTYPE x> --><?xml-stylesheet href='x.xsl'?>\n<!---->" + bare,
        sound.replace('="learning', '="https://example.org/contracts/learning'),
        sound.replace("xsi:noName", 'a="<!DOCTYPE" xsi:noName').replace('"<!D', '"&lt;!D'),
        sound + "<!-- the end -->\n<?done?>\n",
    ):
        records, fault = read(text.encode())
        assert fault is None, text[:60]
        assert len(records) == 1


def test_windows_line_ends() -> None:
    records, _ = read(
        document(training(), training(Title="a\nb", Reference="B")).replace(b"\n", b"\r\n")
    )
    assert [record.line for record in records] == [4, 20]
    assert content(training(Title="a\r\nb")).title == "a b"


@pytest.mark.parametrize("before", [0, 65_520, 65_535, 1_000_000])
def test_lines_are_right_however_long_the_file(before: int) -> None:
    padding = "\n" * before
    pretty, compact = training(), record("Training", TRAINING).replace("\n", "")
    faulty = training(Form="?", Reference="B").replace("<Title>", "\n<Title>\n")
    records, fault = read(document(padding, pretty, compact, "\n\n", faulty, employment()))
    assert fault is None
    lines = [record.line - before for record in records]
    assert lines == [4, 20, 22, 40]
    assert isinstance(records[2].declaration, Unreadable)
    (anomaly,) = records[2].declaration.anomalies
    assert anomaly.line == before + 33


class Dribble(io.BytesIO):
    """A stream that hands out a few bytes at a time, as sockets and decompressors do."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7) if size and size > 0 else 7)


def test_a_stream_may_hand_out_few_bytes_at_a_time() -> None:
    titles = (training(Reference=f"R{number}", Title="é" * 200) for number in range(120))
    data = document(employment(), *titles)
    assert len(data) > 80_000
    blocks = list(Reader(Dribble(data)))
    assert [record for block in blocks for record in block] == read(data)[0]


@pytest.mark.parametrize("size", [1, 2, 3, 64, 977])
def test_where_blocks_are_cut_makes_no_difference(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = document(
        training(Title="<![CDATA[</Training>]]> €"),
        "<!-- </Training> <Training> -->",
        employment(),
        training(Form="</Training>", Reference="B"),
        right(Reference="C"),
    )
    whole = read(data)
    monkeypatch.setattr(prolog, "LONGEST", 300)  # the rest of the file comes in blocks
    monkeypatch.setattr(tree, "BLOCK", size)
    assert read(data) == whole
    assert len(whole[0]) == 4


def test_bytes_read_grow_to_the_size_of_the_file() -> None:
    data = document(*(training(Reference=f"R{number}") for number in range(2_000)))
    reader = Reader(io.BytesIO(data))
    seen = [reader.bytes_read for _ in reader]
    assert seen == sorted(seen)
    assert len(set(seen)) > 3
    assert reader.bytes_read == len(data)
