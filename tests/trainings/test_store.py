"""Trainings of a worker and of a citizen, page by page, and who declared what about them."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from fla.database.identity import citizen, enterprise
from fla.database.records import Page, Window
from fla.trainings.model import Training, TrainingStatus
from fla.trainings.store import (
    history,
    training_by_id,
    trainings_of_citizen,
    trainings_of_worker,
)
from tests import rows
from tests.rows import Connection, Row, acting, insert
from tests.statements import recorded

SSIN = "85073003328"
ACME, BRUG, SCHOOL = "0200000001", "0200000002", "0300000001"
STARTS = [(2025, 12, 30), (2026, 3, 2), (2026, 3, 2), (2026, 3, 2), (2026, 9, 1), (2027, 2, 1)]


@pytest.fixture
async def trained(app: Connection) -> dict[str, Row]:
    """Six trainings of Ann at acme, the first over New Year, one at brug, and a colleague's."""
    ann, there, colleague = (
        rows.worker(1, SSIN),
        rows.worker(2, SSIN),
        rows.worker(1, "90010100201"),
    )
    async with acting(app):
        await insert(app, "employer", rows.employer(1, "Acme"))
        await insert(app, "employer", rows.employer(2, "Brug"))
        await insert(app, "sender", rows.sender(SCHOOL, provider=True))
        for worker in (ann, there, colleague):
            await insert(app, "worker", worker)
        for number, start in enumerate(STARTS):
            await insert(app, "training", _training(ann, number, dt.date(*start)))
        await insert(app, "training", _training(there, 10, dt.date(2026, 3, 2)))
        await insert(app, "training", _training(colleague, 20, dt.date(2026, 3, 2)))
    return {"ann": ann, "there": there}


def _training(of: Row, number: int, start: dt.date) -> Row:
    status = "planned" if start > rows.TODAY else "completed"
    row = rows.training(of, id=uuid.UUID(int=number), start_date=start, status=status)
    return row | {"title": f"Training {number}", "end_date": start + dt.timedelta(days=3)}


def numbers(page: Page[Training]) -> list[int]:
    return [training.id.int for training in page.rows]


async def test_the_latest_to_start_comes_first(app: Connection, trained: dict[str, Row]) -> None:
    async with acting(app, enterprise(ACME)):
        page = await trainings_of_worker(app, 1, trained["ann"]["id"])
    assert numbers(page) == [5, 4, 3, 2, 1, 0]
    assert (page.has_before, page.has_after) == (False, False)


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
async def test_pages_forward_and_back_show_each_once(
    app: Connection, trained: dict[str, Row], limit: int
) -> None:
    async with acting(app, citizen(SSIN)):
        pages = [await trainings_of_citizen(app, SSIN, Window(limit))]
        while pages[-1].has_after:
            after = Window(limit, after=pages[-1].rows[-1].id)
            pages.append(await trainings_of_citizen(app, SSIN, after))
        for later, sooner in zip(pages[:0:-1], pages[-2::-1], strict=True):
            before = Window(limit, before=later.rows[0].id)
            assert await trainings_of_citizen(app, SSIN, before) == sooner
    assert [number for page in pages for number in numbers(page)] == [5, 4, 10, 3, 2, 1, 0]


async def test_pages_of_one_worker(app: Connection, trained: dict[str, Row]) -> None:
    ann = trained["ann"]["id"]
    async with acting(app, enterprise(ACME)):
        page = await trainings_of_worker(app, 1, ann, Window(2, after=uuid.UUID(int=4)))
        assert (numbers(page), page.has_before, page.has_after) == ([3, 2], True, True)
        page = await trainings_of_worker(app, 1, ann, Window(2, before=uuid.UUID(int=2)))
        assert (numbers(page), page.has_before, page.has_after) == ([4, 3], True, True)
        nowhere = Window(2, after=uuid.UUID(int=99))
        assert await trainings_of_worker(app, 1, ann, nowhere) == Page(())


@pytest.mark.parametrize(
    ("year", "status", "found"),
    [
        (2026, None, [4, 3, 2, 1, 0]),
        (2025, None, []),
        (2027, None, [5]),
        (None, "planned", [5]),
        (None, "completed", [4, 3, 2, 1, 0]),
        (2026, "planned", []),
        (None, "cancelled", []),
    ],
)
async def test_filters(
    app: Connection,
    trained: dict[str, Row],
    year: int | None,
    status: TrainingStatus | None,
    found: list[int],
) -> None:
    async with acting(app, enterprise(ACME)):
        page = await trainings_of_worker(app, 1, trained["ann"]["id"], year=year, status=status)
    async with acting(app, citizen(SSIN)):
        own = await trainings_of_citizen(app, SSIN, year=year, status=status)
    assert numbers(page) == found
    assert [number for number in numbers(own) if number != 10] == found


async def test_nobody_else_s_trainings_are_there(app: Connection, trained: dict[str, Row]) -> None:
    async with acting(app, enterprise(BRUG)):
        assert await trainings_of_worker(app, 1, trained["ann"]["id"]) == Page(())
        assert numbers(await trainings_of_citizen(app, SSIN)) == [10]
        assert await training_by_id(app, 1, uuid.UUID(int=1)) is None
    async with acting(app, citizen("90010100201")):
        assert await trainings_of_citizen(app, SSIN) == Page(())


async def test_a_training_by_id_has_all_that_was_registered(
    app: Connection, trained: dict[str, Row]
) -> None:
    given = {
        "provider_number": SCHOOL,
        "duration_days": Decimal("1.50"),
        "score": Decimal("87.50"),
        "certificate_number": "C-1",
        "certificate_issued": dt.date(2026, 5, 5),
        "cost": Decimal("120.00"),
        "charged_right": "sectoral",
        "charged_minutes": 240,
    }
    row = rows.training(trained["ann"], **given)
    async with acting(app):
        await insert(app, "training", row)
    async with acting(app, enterprise(ACME)):
        training = await training_by_id(app, 1, row["id"])
    assert training is not None
    assert {name: getattr(training, name) for name in given} == given
    assert (training.version, training.changed_at) == (1, rows.NOW)


async def test_history_says_who_when_by_which_door_and_what_came_of_it(
    app: Connection, trained: dict[str, Row]
) -> None:
    training = {"id": uuid.UUID(int=1)}
    hours = [rows.NOW + dt.timedelta(hours=number) for number in range(3)]
    first = rows.journal(
        *(1, SCHOOL, training),
        id=training["id"],
        declared_at=hours[0],
        outcome="acceptedWithWarnings",
    )
    then = rows.journal(
        *(1, ACME, training), declared_at=hours[1], door="portal", action="correct", declared_by="x"
    )
    refused = rows.journal(
        *(1, BRUG, training), declared_at=hours[2], action="cancel", outcome="rejected"
    )
    other = rows.journal(1, ACME, {"id": uuid.UUID(int=2)})
    right = rows.journal(1, ACME, training, kind="right")
    async with acting(app):
        for entry in (then, refused, first, other, right):
            await insert(app, "journal", entry)
        for position, code in ((1, "10002-002"), (0, "10001-001")):
            await insert(app, "anomaly", rows.anomaly(first, position, code=code))
    async with acting(app, enterprise(ACME)):
        with recorded(app) as executed:
            entries = await history(app, 1, training["id"])
    told = [
        (one.declared_at, one.sender_name, one.declared_by, one.door, one.action, one.outcome)
        for one in entries
    ]
    assert told == [
        (hours[2], None, None, "xml", "cancel", "rejected"),
        (hours[1], "Acme", "x", "portal", "correct", "accepted"),
        (hours[0], f"Sender {SCHOOL}", None, "xml", "register", "acceptedWithWarnings"),
    ]
    assert [one.anomalies for one in entries] == [[], [], ["10001-001", "10002-002"]]
    assert [one.sender for one in entries] == [BRUG, ACME, SCHOOL]
    assert len(executed) == 1


async def test_what_a_mandatary_did_bears_both_names_after_its_mandate_too(
    app: Connection, trained: dict[str, Row]
) -> None:
    training, office = {"id": uuid.UUID(int=1)}, "0300000077"
    async with acting(app):
        await insert(app, "sender", rows.sender(office))
        ended = rows.mandate(1, office, status="closed", closed_end="2026Q3")
        await insert(app, "mandate", ended)
        await insert(app, "journal", rows.journal(1, office, training, id=training["id"]))
        by_itself = rows.journal(1, ACME, training, door="register", action="correct")
        await insert(app, "journal", by_itself)
    for reader in (ACME, office):
        async with acting(app, enterprise(reader)):
            entries = await history(app, 1, training["id"])
        (done,) = [one for one in entries if one.sender == office]
        assert (done.sender_name, done.mandator_name) == (f"Sender {office}", "Acme")
        assert {one.mandator_name for one in entries if one.sender == ACME} <= {None}


async def test_a_sender_sees_its_own_part_of_the_history(
    app: Connection, trained: dict[str, Row]
) -> None:
    training = {"id": uuid.UUID(int=1)}
    async with acting(app):
        await insert(app, "journal", rows.journal(1, SCHOOL, training, id=training["id"]))
        await insert(app, "journal", rows.journal(1, ACME, training, action="correct"))
    async with acting(app, enterprise(SCHOOL)):
        assert [one.sender for one in await history(app, 1, training["id"])] == [SCHOOL]
    async with acting(app, citizen(SSIN)):
        assert await history(app, 1, training["id"]) == []
