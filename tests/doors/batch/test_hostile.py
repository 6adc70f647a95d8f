"""Files that are broken or mean harm: refused with their reason and place, at little cost."""

import codecs
import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fla.doors.batch.fault import FaultKind, FileFault
from fla.doors.batch.prolog import LONGEST
from fla.doors.batch.reader import Reader
from fla.doors.batch.tree import LARGEST_RECORD
from fla.languages import LANGUAGES
from tests.doors.batch.documents import (
    END,
    HEADER,
    ROOT,
    XML_DECLARATION,
    document,
    read,
    training,
)

SOUND = document(training(), training(Reference="B"))
TEXT = SOUND.decode()
BOMB = "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n};" * 10}">' for n in range(9))


def with_doctype(doctype: str, title: str = "x") -> bytes:
    return (
        (XML_DECLARATION + doctype + ROOT + HEADER + training(Title="@") + END)
        .replace("@", title)
        .encode()
    )


def refused(data: bytes) -> FileFault:
    """Why a file is refused of which nothing can be read."""
    records, fault = read(data)
    assert records == []
    assert fault is not None
    return fault


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE LearningAccountDeclaration>",
        f'<!DOCTYPE a [<!ENTITY lol0 "lol">{BOMB}]>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        "<!-- first --><?p i?>\n<!DOCTYPE a>",
    ],
)
def test_a_doctype_is_refused_before_anything_is_parsed(doctype: str) -> None:
    fault = refused(with_doctype(doctype, "&lol9;&x;"))
    assert fault.kind is FaultKind.DOCTYPE
    assert fault.line == 2 + doctype.count("\n")


@pytest.mark.parametrize("doctype", ["<!doctype a>", "<!ELEMENT a ANY>", "<!", "<a", "&#60;", "x"])
def test_what_cannot_stand_before_the_root_is_malformed(doctype: str) -> None:
    fault = refused(with_doctype(doctype))
    assert (fault.kind, fault.line) == (FaultKind.MALFORMED, 2)


@pytest.mark.parametrize("reference", ["&undefined;", "&lol9;", "&#0;", "&#xD800;", "&"])
def test_a_reference_to_nothing_ends_the_file_there(reference: str) -> None:
    good, bad = training(), training(Reference="B", Title="@").replace("@", reference)
    records, fault = read(document(good, bad, good))
    assert len(records) == 1
    assert fault is not None
    assert (fault.kind, fault.line) == (FaultKind.MALFORMED, 4 + good.count("\n") + 5)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.replace("UTF-8", "UTF-16").encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (TEXT.encode("utf-32-be"), "UTF-32"),
        (TEXT.encode("cp500"), "EBCDIC"),
        (TEXT.replace("UTF-8", "ISO-8859-1").encode("latin-1"), "ISO-8859-1"),
        (TEXT.replace("UTF-8", "UTF-7").encode(), "UTF-7"),
        (TEXT.replace('"UTF-8"', "'windows-1252'").encode(), "windows-1252"),
        (TEXT.replace("UTF-8", "US-ASCII").encode(), "US-ASCII"),
    ],
)
def test_encodings_other_than_utf_8_are_refused(data: bytes, encoding: str) -> None:
    fault = refused(data)
    assert (fault.kind, fault.detail, fault.line) == (FaultKind.ENCODING, encoding, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        b"\xe9",
        b"\xc3",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
        b"\x00",
        b"\x0b",
        b"\x1b",
    ],
)
def test_bytes_that_are_no_utf_8_or_no_character_end_the_file_there(wrong: bytes) -> None:
    good = training()
    bad = training(Title="@", Reference="B").encode().replace(b"@", b"caf" + wrong)
    records, fault = read(document(good, "|").replace(b"|", bad + good.encode()))
    assert len(records) == 1
    assert fault is not None
    assert (fault.kind, fault.line) == (FaultKind.MALFORMED, 4 + good.count("\n") + 5)


def test_a_mark_of_utf_16_behind_that_of_utf_8() -> None:
    assert refused(codecs.BOM_UTF8 + codecs.BOM_UTF16_LE + SOUND).kind is FaultKind.ENCODING


@pytest.mark.parametrize("data", [b"", b" \n\t", codecs.BOM_UTF8])
def test_an_empty_file(data: bytes) -> None:
    assert refused(data) == FileFault(FaultKind.EMPTY)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04zip", b"{}", b"\x89PNG", b"a;b;c\n1;2;3", b"<", b"<?xml"]
)
def test_garbage(data: bytes) -> None:
    fault = refused(data)
    assert (fault.kind, fault.line, fault.column) == (FaultKind.MALFORMED, 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "kind", "detail"),
    [
        ("LearningAccountDeclaration", "DmfAOriginal", FaultKind.ROOT, "DmfAOriginal"),
        ("LearningAccountDeclaration", "learningaccountdeclaration", FaultKind.ROOT, None),
        (
            "Declaration xmlns:",
            'Declaration xmlns="urn:be:fla" xmlns:',
            FaultKind.NAMESPACE,
            "urn:be:fla",
        ),
        ("_2026q4", "_2026q3", FaultKind.SCHEMA_UNSUPPORTED, "learningAccount_2026q3.xsd"),
        ("_2026q4", "Record_2026q4", FaultKind.SCHEMA_UNSUPPORTED, None),
        ("noNamespaceSchema", "schema", FaultKind.SCHEMA_MISSING, None),
        ("XMLSchema-instance", "XMLSchema", FaultKind.SCHEMA_MISSING, None),
    ],
)
def test_another_kind_of_document(old: str, new: str, kind: FaultKind, detail: str | None) -> None:
    fault = refused(TEXT.replace(old, new).encode())
    assert (fault.kind, fault.line) == (kind, 2)
    assert detail is None or fault.detail == detail


def test_a_prefixed_root_is_in_a_namespace() -> None:
    root = ROOT.replace("<Learning", "<f:Learning").replace(
        "xmlns:xsi", 'xmlns:f="urn:f" xmlns:xsi'
    )
    text = XML_DECLARATION + root + HEADER + training() + END.replace("</", "</f:")
    assert refused(text.encode()).kind is FaultKind.NAMESPACE


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ("", "Header"),
        ("<header/>", "Header"),
        ("<Header/>", "Header"),
        (HEADER.replace("Sender>", "From>"), "From"),
        (HEADER.replace("2026-11-22", "soon"), "CreationDate"),
        (HEADER.replace("<Sender>0", "<Sender>BE0"), "Sender"),
        (HEADER.replace("</Header>", "<Language>es</Language></Header>"), "Language"),
        (HEADER.replace("</Header>", "<Note/></Header>"), "Note"),
        (HEADER.replace("2026-11-22", "soon").replace(">0", ">"), "CreationDate, Sender"),
    ],
)
def test_a_header_that_is_missing_or_faulty(header: str, detail: str) -> None:
    fault = refused(document(training(), header=header))
    assert (fault.kind, fault.detail, fault.line) == (FaultKind.HEADER, detail, 3)


@pytest.mark.parametrize(
    "data",
    [
        document(),
        document("<!-- nothing -->"),
        (XML_DECLARATION + ROOT.replace(">", "/>")).encode(),
        (XML_DECLARATION + ROOT.strip() + END).encode(),
    ],
)
def test_a_file_without_declarations(data: bytes) -> None:
    assert refused(data).kind is FaultKind.NO_DECLARATION


def test_deep_nesting() -> None:
    good = training()
    records, fault = read(document(good, "<a>" * 100_000, good))
    assert len(records) == 1
    assert fault is not None
    assert fault.kind is FaultKind.MALFORMED
    assert "depth" in (fault.detail or "")


@pytest.mark.parametrize(
    "large",
    [
        training(Title="x" * 11_000_000),
        training().replace("<Title>", f'<Title a="{"x" * 11_000_000}">'),
        training().replace("<Title>", f"<!--{'-x' * 5_500_000}--><Title>"),
        training().replace("<Title>", f"<Title><![CDATA[{'x' * 11_000_000}]]>"),
        f"<Training>{'<Title/>' * 1_400_000}</Training>",
        f"<{'x' * 11_000_000}/>",
        " " * 11_000_000,
    ],
    ids=["text", "attribute", "comment", "cdata", "elements", "name", "blank"],
)
def test_eleven_megabytes_in_one_place(large: str) -> None:
    good = training()
    data = document(good, large, good)
    started = time.perf_counter()
    records, fault = read(data)
    assert time.perf_counter() - started < 5
    assert len(records) == 1
    assert fault is not None
    assert fault.kind in (FaultKind.TOO_LARGE, FaultKind.MALFORMED)
    assert fault.detail


def test_the_largest_record_may_be_large_but_not_larger() -> None:
    records, fault = read(document(training(Title="x" * (LARGEST_RECORD - 200_000))))
    assert fault is None
    assert len(records) == 1
    _, fault = read(document(training(Title="x" * (LARGEST_RECORD + 200_000))))
    assert fault == FileFault(FaultKind.TOO_LARGE, 4, detail=str(LARGEST_RECORD))


def test_a_prolog_without_end() -> None:
    for before in (
        "<!--" + "x" * LONGEST,
        "\n" * LONGEST,
        "<!-- -->" * LONGEST,
        "<?p " + "i" * LONGEST,
    ):
        fault = refused((before + TEXT).encode())
        assert fault.kind is FaultKind.TOO_LARGE


def test_a_root_with_too_many_attributes() -> None:
    attributes = " ".join(f'a{number}=""' for number in range(20_000))
    fault = refused(TEXT.replace("xmlns:xsi", attributes + " xmlns:xsi").encode())
    assert fault.kind is FaultKind.TOO_LARGE


def test_patterns_of_the_prolog_do_not_backtrack() -> None:
    started = time.perf_counter()
    for evil in (
        "<!--" + "-" * 60_000,
        "<a " + "a='' " * 12_000,
        "<?p " + "?" * 60_000,
        " <" * 30_000,
    ):
        refused(evil.encode())
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "cut", ["</Training>\n", "</Training>", "<Title>Vei", "<Tit", "<Training>\n"]
)
def test_a_truncated_file_keeps_its_complete_records(cut: str) -> None:
    second = TEXT.index("<Training>", TEXT.index("</Training>"))
    text = TEXT[: TEXT.index(cut, second) + len(cut)]
    records, fault = read(text.encode())
    assert len(records) == (2 if cut.startswith("</") else 1)
    assert fault is not None
    assert (fault.kind, fault.line) == (FaultKind.MALFORMED, text.count("\n") + 1)
    assert fault.column == len(text) - text.rfind("\n")


@settings(deadline=None, max_examples=80)
@given(st.integers(1, len(SOUND) - 1))
def test_wherever_a_file_is_cut_off_it_says_so(cut: int) -> None:
    records, fault = read(SOUND[:cut])
    complete = SOUND[:cut].count(b"</Training>")
    if SOUND[:cut].strip().endswith(END.strip().encode()):
        assert fault is None
    else:
        assert fault is not None
    assert len(records) == complete


@settings(deadline=None, max_examples=150)
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=12), st.integers(0, 3))
def test_damage_anywhere_never_crashes(place: int, damage: bytes, removed: int) -> None:
    data = SOUND[:place] + damage + SOUND[place + removed :]
    records, fault = read(data)
    assert fault is None or fault.message("en")
    assert len(records) <= 2 + damage.count(b"<")


@pytest.mark.parametrize(
    ("between", "detail"),
    [
        ("loose text", "loose text"),
        ("\n \n loose\n", "loose"),
        ("<![CDATA[x]]>", "x"),
        ("\u00a0", "\u00a0"),
    ],
)
def test_text_between_records_ends_the_file(between: str, detail: str) -> None:
    good = training()
    records, fault = read(document(good, between, good))
    assert len(records) == 1
    line = 4 + good.count("\n") + (2 if between.startswith("\n") else 0)
    assert fault == FileFault(FaultKind.STRAY, line, detail=detail)


def test_text_before_the_header_and_after_the_last_record() -> None:
    assert refused(document(training(), header="x" + HEADER)).kind is FaultKind.STRAY
    records, fault = read(document(training(), "x"))
    assert len(records) == 1
    assert fault == FileFault(FaultKind.STRAY, detail="x")


@pytest.mark.parametrize(
    ("third", "kept"),
    [
        (f"<?php evil ?>{training()}", 2),
        (training().replace("<Title>", "<Title><?x?>"), 2),
        (training().replace("<Form>", "<?x?><Form>"), 2),
        (f"{training()}<?fla?>", 3),
    ],
)
def test_a_processing_instruction_ends_the_file(third: str, kept: int) -> None:
    records, fault = read(document(training(), training(), third, training()))
    assert len(records) == kept
    assert fault is not None
    assert fault.kind is FaultKind.STRAY
    assert (fault.detail or "").startswith("<?")


def test_a_second_root_or_text_after_the_root() -> None:
    for after in ("<again/>", "text", "\x00", "<!DOCTYPE x>", TEXT):
        records, fault = read(SOUND + after.encode())
        assert fault is not None
        assert fault.kind is FaultKind.MALFORMED
        assert len(records) <= 2


def test_a_schema_named_inside_a_record_is_not_fetched(tmp_path: Path) -> None:
    other = tmp_path / "other.xsd"
    other.write_text("not a schema", "utf-8")
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    text = training().replace(
        "<Training>", f'<Training {xsi} xsi:noNamespaceSchemaLocation="{other.as_uri()}">'
    )
    records, fault = read(document(text))
    assert fault is None
    assert len(records) == 1


@pytest.mark.parametrize("kind", FaultKind)
def test_every_fault_is_explained_in_every_language(kind: FaultKind) -> None:
    fault = FileFault(kind, 3, 4, "<here>")
    texts = {fault.message(language) for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)
    assert all(text.endswith(".") and "{" not in text and "[" not in text for text in texts)
    bare = FileFault(kind).message("nl")
    assert "{" not in bare
    assert fault.code == f"FILE-{int(kind):03d}"


class Failing(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise OSError("disk gone")


def test_a_stream_that_fails_is_not_taken_for_an_empty_file() -> None:
    with pytest.raises(OSError, match="disk gone"):
        Reader(Failing())
