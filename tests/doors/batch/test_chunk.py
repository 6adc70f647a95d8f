"""How a file is cut into submissions, and a submission into lanes."""

import io

import pytest

from fla.doors.batch import chunk as chunk_module
from fla.doors.batch.chunk import Chunk, chunks, lanes
from fla.doors.batch.fault import FaultKind
from fla.doors.batch.reader import Reader
from tests.doors.batch.documents import COMMON, document, employment, record, right, training
from tests.intake.build import ANNA, BRAM, FOUNDRY, NOBODY


def cut(data: bytes, size: int = 5) -> list[Chunk]:
    return list(chunks(Reader(io.BytesIO(data)), size))


def references(found: list[Chunk]) -> list[list[str]]:
    return [[record.declaration.reference for record in chunk.records] for chunk in found]


def test_chunks_are_full_but_the_last() -> None:
    data = document(*(training(Reference=f"R{number}") for number in range(12)))
    found = cut(data)
    assert [len(chunk.records) for chunk in found] == [5, 5, 2]
    assert [record.position for chunk in found for record in chunk.records] == [*range(1, 13)]
    assert all(chunk.fault is None for chunk in found)
    assert found[-1].bytes_read == len(data)
    assert [len(chunk.records) for chunk in cut(document(training()), 1)] == [1]


def test_a_chunk_ends_before_a_reference_it_holds() -> None:
    names = ["A", "B", "A", "A", "C", "B", "D"]
    found = cut(document(*(training(Reference=name) for name in names)))
    assert references(found) == [["A", "B"], ["A"], ["A", "C", "B", "D"]]


def test_a_reference_is_its_sender_s_per_employer_and_kind() -> None:
    data = document(
        training(Reference="A"),
        right(Reference="A"),
        employment(Reference="A"),
        training(Reference="A", EnterpriseNumber=FOUNDRY),
        training(Reference="A", Ssin=BRAM),
    )
    assert [len(chunk.records) for chunk in cut(data)] == [4, 1]


def test_what_cannot_be_read_names_nothing() -> None:
    faulty = training(Form="?")
    assert [len(chunk.records) for chunk in cut(document(faulty, faulty, training()))] == [3]


def test_a_chunk_ends_when_it_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_module, "LARGEST_CHUNK", 300_000)
    data = document(*(training(Reference=f"R{number}") for number in range(3_000)))
    found = cut(data, 100_000)
    assert len(found) > 3
    assert sum(len(chunk.records) for chunk in found) == 3_000


def test_a_chunk_ends_where_much_is_wrong_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told of a hundred anomalies of each of 5,000 records took more than 2 GiB."""
    monkeypatch.setattr(chunk_module, "MOST_WRONG", 50)
    unknown = "<Odd/>" * 20 + "<Title>"
    wrong = [training(Reference=str(n)).replace("<Title>", unknown) for n in range(8)]
    sound = [training(Reference=f"S{n}") for n in range(60)]
    assert [len(chunk.records) for chunk in cut(document(*wrong, *sound), 100)] == [3, 3, 62]


def test_the_fault_comes_with_the_records_before_it() -> None:
    data = document(*(training(Reference=f"R{number}") for number in range(7)), "<Training>&x;")
    found = cut(data)
    assert [len(chunk.records) for chunk in found] == [5, 2]
    assert found[0].fault is None
    assert found[1].fault is not None
    assert found[1].fault.kind is FaultKind.MALFORMED
    (alone,) = cut(document())
    assert alone.records == []
    assert alone.fault is not None


def test_lanes_share_out_all_records_and_keep_each_worker_s_order() -> None:
    workers = [ANNA, BRAM, NOBODY, ANNA, BRAM, ANNA]
    data = document(
        *(training(Reference=f"R{n}", Ssin=ssin) for n, ssin in enumerate(workers)), "<Odd/>"
    )
    (chunk,) = cut(data, 10)
    for count in (1, 2, 3, 8):
        divided = lanes(chunk.records, count)
        assert sorted(index for lane in divided for index in lane) == [*range(7)]
        assert all(lane == sorted(lane) and lane for lane in divided)
        homes = [{workers[index] for index in lane if index < len(workers)} for lane in divided]
        assert sum(len(home) for home in homes) == len(set(workers))
    assert len(lanes(chunk.records, 8)) > 1


def test_all_of_a_company_keep_to_one_lane_where_something_concerns_it_whole() -> None:
    """Whether a statutory right may be declared depends on the company's opt-out before it."""
    company = [
        training(Reference=f"R{n}", Ssin=ssin) for n, ssin in enumerate([ANNA, BRAM, NOBODY])
    ]
    opt_out = record("OptOut", {**COMMON, "Reference": "O", "Year": "2026"})
    whole = opt_out.replace(f"  <Ssin>{ANNA}</Ssin>\n", "")
    (chunk,) = cut(document(*company, whole), 10)
    assert [len(lane) for lane in lanes(chunk.records, 8)] == [4]
    (chunk,) = cut(document(*company, opt_out), 10)
    assert len(lanes(chunk.records, 8)) > 1
