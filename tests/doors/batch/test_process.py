"""A file through the intake and into the register, its outcomes beside it."""

import asyncio
import datetime as dt
import io
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest
from lxml import etree
from msgspec import structs

from fla.database.identity import OPERATOR, assume
from fla.database.pool import Pool
from fla.doors.batch import contract, process
from fla.doors.batch.fault import FaultKind
from fla.doors.batch.process import check_file, outcome_path, submit_file
from fla.doors.batch.reader import Header
from fla.doors.batch.run import Options
from fla.doors.batch.tally import Progress
from fla.doors.batch.writer import write_declarations
from fla.identifiers import ssin_with_check_digits
from fla.intake.declaration import AnyDeclaration, Outcome, Sender
from fla.intake.submit import TryAgainError, submit
from tests.doors.batch.documents import document, training
from tests.intake import build
from tests.intake.build import ANNA, BAKERY, BRAM, CLOCK, PAYROLL, TODAY

BAKER = Sender(enterprise_number=BAKERY, door="xml")


def write(path: Path, declarations: Sequence[AnyDeclaration], sender: str = BAKERY) -> Path:
    stream = io.BytesIO()
    write_declarations(stream, Header(sender, dt.date(2026, 11, 22)), declarations)
    path.write_bytes(stream.getvalue())
    return path


def trainings(count: int, **changes: Any) -> list[AnyDeclaration]:
    """Trainings of one hour each, a few a day."""
    return [
        build.training(
            reference=f"T{number}",
            start_date=dt.date(2026, 10, 1) + dt.timedelta(days=number % 28),
            end_date=dt.date(2026, 10, 1) + dt.timedelta(days=number % 28),
            duration_minutes=60,
            charged_right=None,
            charged_minutes=None,
            **changes,
        )
        for number in range(count)
    ]


def answers(path: Path) -> etree._Element:
    """The root of an outcome file that keeps to its schema."""
    tree = etree.parse(path)
    schema = contract.schema(contract.OUTCOME_SCHEMA)
    assert schema.validate(tree), schema.error_log
    return tree.getroot()


def column(root: etree._Element, name: str) -> list[str | None]:
    return [record.findtext(name) for record in root.findall("Record")]


async def count(pool: Pool, table: str) -> int:
    async with pool.connection() as connection, connection.transaction():
        await assume(connection, OPERATOR, TODAY)
        row = await (await connection.execute(f"SELECT count(*) FROM {table}")).fetchone()
        assert row
        return int(row[0])


async def test_a_file_brings_a_worker_his_right_and_his_trainings(
    pool: Pool, tmp_path: Path
) -> None:
    declarations: list[AnyDeclaration] = [
        build.training(BRAM, "T1"),
        build.employment(BRAM, "E1", name=("Janssens", "Bram")),
        build.right(BRAM, "R1"),
        build.training(BRAM, "T1", action="correct", title="Op hoogte"),
        build.training(BRAM, "T1", action="cancel"),
        build.training(ANNA, "T2", status="planned"),
    ]
    path = write(tmp_path / "batch.xml", declarations)
    summary = await submit_file(path, BAKER, pool, CLOCK)
    assert summary.outcome_file == tmp_path / "batch.outcome.xml" == outcome_path(path)
    root = answers(outcome_path(path))
    assert column(root, "Status") == ["accepted"] * 5 + ["rejected"]
    assert column(root, "Position") == ["1", "2", "3", "4", "5", "6"]
    assert column(root, "Reference") == ["T1", "E1", "R1", "T1", "T1", "T2"]
    assert len(set(column(root, "DeclarationId"))) == 6
    targets = column(root, "Target")
    assert targets[0] == targets[3] == targets[4]
    assert targets[5] is None
    assert (summary.records, summary.accepted, summary.rejected) == (6, 5, 1)
    assert summary.codes == {"70064-901": 1}
    assert (summary.fault, summary.warned, summary.repeated) == (None, 0, 0)
    (path_told,) = [anomaly.findtext("Path") for anomaly in root.iter("Anomaly")]
    assert path_told == "/LearningAccountDeclaration/Training[4]/EndDate"


async def test_submitting_again_doubles_nothing_and_tells_the_same(
    pool: Pool, tmp_path: Path
) -> None:
    path = write(tmp_path / "batch.xml", trainings(20))
    await submit_file(path, BAKER, pool, CLOCK, Options(chunk_size=6))
    first = answers(outcome_path(path))
    again = await submit_file(path, BAKER, pool, CLOCK, Options(chunk_size=9, lanes=2))
    second = answers(outcome_path(path))
    assert (again.accepted, again.repeated) == (20, 20)
    assert column(second, "DeclarationId") == column(first, "DeclarationId")
    assert column(second, "Target") == column(first, "Target")
    assert column(second, "Repeated") == ["true"] * 20
    assert await count(pool, "training") == 20


async def test_faulty_records_are_answered_among_their_neighbours(
    pool: Pool, tmp_path: Path
) -> None:
    path = tmp_path / "batch.xml"
    path.write_bytes(
        document(training(Reference="A"), training(Reference="B", Form="?"), "<Absence/>")
    )
    summary = await submit_file(path, BAKER, pool, CLOCK)
    root = answers(outcome_path(path))
    assert column(root, "Status") == ["accepted", "rejected", "rejected"]
    assert column(root, "Line") == ["4", "20", "36"]
    assert summary.codes["70067-008"] == summary.codes["70000-092"] == 1
    assert await count(pool, "journal") == 1 + 3  # Anna's employment, then these


async def test_a_damaged_file_is_taken_up_to_the_damage(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "batch.xml"
    whole = document(*(training(Reference=f"R{n}") for n in range(3)))
    path.write_bytes(whole[: whole.rindex(b"<Title>") + 9])
    summary = await submit_file(path, BAKER, pool, CLOCK)
    root = answers(outcome_path(path))
    assert column(root, "Reference") == ["R0", "R1"]
    assert root.findtext("Summary/Complete") == "false"
    assert summary.fault is not None
    assert summary.fault.kind is FaultKind.MALFORMED
    assert root.findtext("Summary/FileFault/Line") == str(summary.fault.line)


async def test_a_file_that_is_none_is_answered_too(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    path.write_bytes(b"Dear Sir")
    summary = await submit_file(path, BAKER, pool, CLOCK)
    assert summary.outcome_file == tmp_path / "notes.outcome.xml"
    root = answers(outcome_path(path))
    assert root.findtext("Summary/FileFault/Code") == "FILE-102"
    assert root.findtext("Summary/Records") == "0"


async def test_the_header_must_name_the_one_who_submits(pool: Pool, tmp_path: Path) -> None:
    path = write(tmp_path / "batch.xml", trainings(2), sender=PAYROLL)
    summary = await submit_file(path, BAKER, pool, CLOCK)
    assert summary.fault is not None
    assert (summary.fault.kind, summary.fault.detail) == (FaultKind.SENDER, PAYROLL)
    assert summary.records == await count(pool, "training") == 0


async def test_a_mandatary_files_for_his_client(pool: Pool, tmp_path: Path) -> None:
    path = write(tmp_path / "batch.xml", trainings(3), sender=PAYROLL)
    sender = Sender(enterprise_number=PAYROLL, door="xml")
    assert (await submit_file(path, sender, pool, CLOCK)).accepted == 3


async def test_lanes_answer_in_the_order_of_the_file(pool: Pool, tmp_path: Path) -> None:
    people = [ssin_with_check_digits(f"8507300{number:02d}") for number in range(10, 30)]
    declarations: list[AnyDeclaration] = [
        build.employment(ssin, f"E{n}", name=("Peeters", "An")) for n, ssin in enumerate(people)
    ]
    declarations += [
        build.training(
            ssin, f"T{n}", start_date=day, end_date=day, duration_minutes=60, charged_minutes=60
        )
        for n, (ssin, day) in enumerate(
            (ssin, dt.date(2026, 10, 1 + hour)) for hour in range(10) for ssin in people
        )
    ]
    path = write(tmp_path / "batch.xml", declarations)
    summary = await submit_file(path, BAKER, pool, CLOCK, Options(lanes=2, chunk_size=70))
    assert summary.accepted == summary.records == 220, summary.codes
    root = answers(outcome_path(path))
    assert column(root, "Reference") == [declaration.reference for declaration in declarations]
    assert await count(pool, "training") == 200


async def test_a_check_writes_nothing_and_says_the_same(pool: Pool, tmp_path: Path) -> None:
    declarations = [*trainings(3), build.training(BRAM, "X"), build.right(right_type="statutory")]
    path = write(tmp_path / "batch.xml", declarations)
    before = [await count(pool, table) for table in ("training", "journal", "anomaly")]
    options = Options(outcome_file=tmp_path / "checked.xml", chunk_size=2)
    checked = await check_file(path, BAKER, pool, CLOCK, options)
    assert [await count(pool, table) for table in ("training", "journal", "anomaly")] == before
    root = answers(tmp_path / "checked.xml")
    assert root.findtext("Header/DryRun") == "true"
    assert not outcome_path(path).exists()
    done = await submit_file(path, BAKER, pool, CLOCK)
    assert checked.codes == done.codes == {"70004-070": 1, "70041-911": 1}
    assert column(root, "Status") == column(answers(outcome_path(path)), "Status")


async def test_a_check_lets_records_build_on_earlier_ones(pool: Pool, tmp_path: Path) -> None:
    declarations: list[AnyDeclaration] = [
        build.employment(BRAM, "E1", name=("Janssens", "Bram")),
        build.training(BRAM, "T1", charged_right=None, charged_minutes=None),
        build.training(BRAM, "T1", action="correct", title="Op hoogte"),
        build.training(BRAM, "T1", action="cancel"),
    ]
    path = write(tmp_path / "batch.xml", declarations)
    options = Options(chunk_size=1, lanes=2)
    checked = await check_file(path, BAKER, pool, CLOCK, options)
    assert (checked.accepted, checked.codes) == (4, {})
    assert await count(pool, "training") == 0
    assert (await submit_file(path, BAKER, pool, CLOCK, options)).accepted == 4


async def test_a_check_lets_later_records_find_what_earlier_ones_bring(
    pool: Pool, tmp_path: Path
) -> None:
    declarations: list[AnyDeclaration] = [
        build.employment(BRAM, "EMP-2", name=("Janssens", "Bram")),
        build.training(BRAM, "T"),
        build.training(BRAM, "T", action="correct", title="Anders"),
        build.training(BRAM, "T", action="correct", title="Weer anders"),
    ]
    path = write(tmp_path / "batch.xml", declarations)
    checked = await check_file(path, BAKER, pool, CLOCK, Options(chunk_size=1, lanes=2))
    assert (checked.accepted, checked.codes) == (4, {})
    assert await count(pool, "training") == 0
    for repeated in (0, 4):
        done = await submit_file(path, BAKER, pool, CLOCK)
        assert (done.accepted, done.repeated, done.codes) == (4, repeated, {})


async def test_an_outcome_file_never_replaces_what_it_answers(tmp_path: Path) -> None:
    path = write(tmp_path / "batch.xml", trainings(1))
    before = path.read_bytes()
    (tmp_path / "link.xml").symlink_to(path)
    for outcome_file in (path, tmp_path / "link.xml"):
        with pytest.raises(FileExistsError, match="name another"):
            await check_file(path, None, None, CLOCK, Options(outcome_file=outcome_file))
    assert path.read_bytes() == before


async def test_two_records_that_change_one_object_by_its_id_go_one_after_the_other(
    pool: Pool, tmp_path: Path
) -> None:
    await submit_file(write(tmp_path / "first.xml", trainings(1)), BAKER, pool, CLOCK)
    target = uuid.UUID(column(answers(tmp_path / "first.outcome.xml"), "Target")[0])
    changes = [
        structs.replace(
            build.training(reference=f"X{n}", action="correct", title=f"Title {n}"), target=target
        )
        for n in range(3)
    ]
    done = await submit_file(write(tmp_path / "batch.xml", changes), BAKER, pool, CLOCK)
    assert (done.accepted, done.codes) == (3, {})


async def test_a_check_needs_no_register(tmp_path: Path) -> None:
    declarations = [
        *trainings(2),
        build.training(ssin="85073003329"),
        build.training(BRAM, title="x"),
    ]
    path = write(tmp_path / "batch.xml", declarations)
    summary = await check_file(path, None, None, CLOCK)
    assert (summary.accepted, summary.rejected) == (3, 1)
    assert summary.codes == {"70004-004": 1}
    assert summary.outcome_file is None
    assert [found.name for found in tmp_path.iterdir()] == ["batch.xml"]
    other = await check_file(path, Sender(enterprise_number=PAYROLL, door="xml"), None, CLOCK)
    assert other.fault is not None
    assert other.fault.kind is FaultKind.SENDER


async def test_a_check_against_the_register_needs_a_sender(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a sender"):
        await check_file(tmp_path / "batch.xml", None, pool, CLOCK)


@pytest.mark.parametrize(
    ("asked", "in_header", "spoken"),
    [
        (None, None, ["nl", "fr", "de", "en"]),
        (None, "fr", ["fr"]),
        ("de", "fr", ["de"]),
    ],
)
async def test_messages_come_in_the_language_asked_for(
    asked: Any, in_header: Any, spoken: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "batch.xml"
    with path.open("wb") as stream:
        header = Header(BAKERY, dt.date(2026, 11, 22), in_header)
        write_declarations(stream, header, [build.training(title=" ")])
    options = Options(language=asked, outcome_file=tmp_path / "o.xml")
    await check_file(path, None, None, CLOCK, options)
    root = answers(tmp_path / "o.xml")
    assert [message.get("language") for message in root.iter("Message")] == spoken


async def test_progress_is_shown_chunk_by_chunk(tmp_path: Path) -> None:
    path = write(tmp_path / "batch.xml", trainings(95, title="t" * 190))
    seen: list[Progress] = []
    await check_file(path, None, None, CLOCK, Options(chunk_size=10, progress=seen.append))
    assert [progress.records for progress in seen] == [*range(10, 95, 10), 95]
    assert [p.bytes_read for p in seen] == sorted(p.bytes_read for p in seen)
    assert seen[-1].bytes_read == seen[-1].bytes_total == path.stat().st_size
    assert (seen[-1].accepted, seen[-1].warned, seen[-1].rejected) == (95, 0, 0)


async def test_stopping_leaves_a_whole_answer_that_says_how_to_go_on(
    pool: Pool, tmp_path: Path
) -> None:
    path = write(tmp_path / "batch.xml", trainings(20))
    stop = asyncio.Event()

    def stop_after(progress: Progress) -> None:
        if progress.records == 10:
            stop.set()

    options = Options(chunk_size=5, progress=stop_after, stop=stop)
    stopped = await submit_file(path, BAKER, pool, CLOCK, options)
    assert stopped.fault is not None
    assert stopped.fault.kind is FaultKind.INTERRUPTED
    root = answers(outcome_path(path))
    assert len(root.findall("Record")) == 10 == await count(pool, "training")
    assert "Submit the same file again" in str(root.xpath("string(//Message[@language='en'])"))
    finished = await submit_file(path, BAKER, pool, CLOCK)
    assert (finished.fault, finished.records, finished.repeated) == (None, 20, 10)
    assert await count(pool, "training") == 20


async def test_stopping_after_the_last_chunk_is_no_interruption(tmp_path: Path) -> None:
    path = write(tmp_path / "batch.xml", trainings(4))
    stop = asyncio.Event()

    def stop_late(progress: Progress) -> None:
        stop.set()

    options = Options(chunk_size=4, progress=stop_late, stop=stop)
    assert (await check_file(path, None, None, CLOCK, options)).fault is None


async def test_a_lost_database_leaves_the_answers_until_then(pool: Pool, tmp_path: Path) -> None:
    path = write(tmp_path / "batch.xml", trainings(20))

    def lose(progress: Progress) -> None:
        if progress.records == 10:
            raise psycopg.OperationalError("gone")

    with pytest.raises(psycopg.OperationalError, match="gone"):
        await submit_file(path, BAKER, pool, CLOCK, Options(chunk_size=5, progress=lose))
    root = answers(outcome_path(path))
    assert len(root.findall("Record")) == 10
    assert root.findtext("Summary/FileFault/Code") == "FILE-905"


async def test_a_lane_that_fails_fails_the_file(pool: Pool, tmp_path: Path) -> None:
    path = write(tmp_path / "batch.xml", trainings(10_001))
    with pytest.raises(ValueError, match="at most"):
        await submit_file(path, BAKER, pool, CLOCK, Options(chunk_size=10_001, lanes=2))
    assert answers(outcome_path(path)).findtext("Summary/Complete") == "false"


async def test_a_file_that_is_not_there(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await submit_file(tmp_path / "none.xml", BAKER, pool, CLOCK)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("losses", "complete"), [(1, True), (2, False)])
async def test_records_that_others_overtake_are_tried_again_and_then_left_for_later(
    pool: Pool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    losses: int,
    complete: bool,
) -> None:
    tries = iter(range(losses))

    async def overtaken(*rest: Any) -> list[Outcome]:
        if next(tries, None) is not None:
            raise TryAgainError
        return await submit(*rest)

    monkeypatch.setattr(process, "submit", overtaken)
    path = write(tmp_path / "b.xml", trainings(3))
    summary = await submit_file(path, BAKER, pool, CLOCK)
    if complete:
        assert (summary.accepted, summary.fault) == (3, None)
    else:
        assert summary.fault is not None
        assert summary.fault.kind is FaultKind.INTERRUPTED
        assert answers(outcome_path(path)).findtext("Summary/Records") == "0"
    again = await submit_file(path, BAKER, pool, CLOCK)
    assert (again.accepted, again.fault) == (3, None)
