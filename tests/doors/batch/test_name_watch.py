"""A file of nothing but new names is refused at once: the parser would keep all of them."""

import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from typer.testing import CliRunner

from fla.cli import app
from fla.doors.batch.fault import FaultKind, FileFault, FileRefusedError
from fla.doors.batch.name_watch import LONGEST_NAME, MOST_NAMES
from fla.doors.batch.reader import Reader
from fla.doors.batch.tree import BLOCK, GrowingTree
from tests.doors.batch.documents import HEADER, ROOT, XML_DECLARATION, document, training

START = (XML_DECLARATION + ROOT + HEADER).encode()
Make = Callable[[int], str]


class Endless(io.RawIOBase):
    """A document that goes on for as long as it is read."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._made = 0
        self._text = START

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while len(self._text) < len(buffer):
            numbers = range(self._made, self._made + 1000)
            self._text += "".join(map(self._make, numbers)).encode()
            self._made += 1000
        buffer[:] = self._text[: len(buffer)]
        self._text = self._text[len(buffer) :]
        return len(buffer)


def grown(stream: BinaryIO) -> GrowingTree:
    """The tree at its end, parsed in a thread that knows no names yet."""

    def grow() -> GrowingTree:
        tree = GrowingTree(stream)
        with suppress(FileRefusedError):
            while not tree.ended:
                tree.grow()
                tree.drop(len(tree.complete()))
        return tree

    with ThreadPoolExecutor(1) as fresh:
        return fresh.submit(grow).result()


@pytest.mark.parametrize(
    "make",
    [
        lambda number: f"<W{number}/>",
        lambda number: f"<Training><W{number}w/></Training>",
        lambda number: f'<Training w{number}=""/>',
        lambda number: f'<Training xmlns:w="urn:w{number}"/>',
        lambda number: f'<w{number}:x xmlns:w{number}="urn:w"/>',
    ],
    ids=["elements", "within", "attributes", "namespaces", "prefixes"],
)
def test_names_that_are_ever_new_end_the_file_within_its_first_blocks(make: Make) -> None:
    tree = grown(io.BufferedReader(cast("io.RawIOBase", Endless(make))))
    assert tree.fault == FileFault(FaultKind.NAMES, 4, detail=str(MOST_NAMES))
    assert tree.bytes_read <= 3 * BLOCK


@pytest.mark.parametrize(
    "make",
    [
        lambda name: f"<{name}/>",
        lambda name: f'<Training {name}="1"/>',
        lambda name: f'<Training xmlns:x="{name}"/>',
        lambda name: f'<Training xmlns:{name}="urn:x"/>',
    ],
    ids=["element", "attribute", "namespace", "prefix"],
)
def test_a_name_may_be_long_but_not_longer(make: Callable[[str], str]) -> None:
    shortest, longest = "y" * LONGEST_NAME, "z" * (LONGEST_NAME + 1)
    assert grown(io.BytesIO(document(make(shortest)))).fault is None
    found = grown(io.BytesIO(document(training(), make(longest)))).fault
    assert found is not None
    assert found.kind is FaultKind.NAMES


def test_as_many_names_as_allowed_are_told_record_by_record() -> None:
    few = "".join(f"<V{number}/>" for number in range(MOST_NAMES - 100))
    assert grown(io.BytesIO(document(few))).fault is None


@pytest.mark.parametrize("make", [lambda n: f'<Training xml:id="i{n}"/>', lambda n: f"<T>{n}</T>"])
def test_ids_and_values_may_be_ever_new(make: Make) -> None:
    records = "".join(map(make, range(5 * MOST_NAMES)))
    assert grown(io.BytesIO(document(records))).fault is None


def test_who_reads_the_header_alone_is_told_as_well() -> None:
    names = "".join(f"<T{number}/>" for number in range(2 * MOST_NAMES))
    with pytest.raises(FileRefusedError) as refused:
        Reader(io.BytesIO(document(training(), names)))
    assert refused.value.fault.kind is FaultKind.NAMES


def test_a_check_at_home_says_so(tmp_path: Path) -> None:
    path = tmp_path / "names.xml"
    names = "".join(f"<U{number}/>" for number in range(2 * MOST_NAMES))
    path.write_bytes(document(training(), names))
    result = CliRunner().invoke(app, ["batch", "check", "--offline", "--json", str(path)])
    assert result.exit_code == 2
    (checked,) = json.loads(result.stdout)["checked"]
    (fault,) = checked["faults"]
    assert (fault["code"], fault["line"]) == ("ACRF-912", 4 + training().count("\n"))
    assert "Use only the names of the schema" in fault["message"]
