"""Employers, workers and employments as the actor may see them, page by page."""

import datetime as dt
import uuid

import pytest
from psycopg.errors import InsufficientPrivilege, UniqueViolation

from fla.database.identity import Identity, citizen, enterprise
from fla.database.records import Page, Window
from fla.register.model import EmployerLine, NewEmployer, Worker
from fla.register.store import (
    add_employers,
    count_employers,
    count_workers,
    employer_by_id,
    employer_by_number,
    employer_ids,
    employers,
    employments,
    worker_by_id,
    workers,
    workers_by_ssin,
)
from tests import rows
from tests.rows import Connection, acting, insert
from tests.statements import recorded

ACME = enterprise("0200000001")
OFFICE = enterprise("0300000001")
NAMES = ["Ändres An", "Abel Zoë", "Abel Zoë", "abels Bo", "Van Loo Jan", "Vanloo Jan"]
SSINS = [f"8507300{number:04}" for number in range(len(NAMES))]


@pytest.fixture
async def staffed(app: Connection) -> Connection:
    """Three employers: acme with six workers, two of one name; an office acts for the first two."""
    async with acting(app):
        for number, name in enumerate(("Acme", "Écluse", "Brug"), start=1):
            await insert(app, "employer", rows.employer(number, name))
        await insert(app, "sender", rows.sender("0300000001"))
        await insert(app, "mandate", rows.mandate(1, "0300000001"))
        await insert(app, "mandate", rows.mandate(2, "0300000001"))
        await insert(app, "mandate", rows.mandate(3, "0300000001", status="pending"))
        for ssin, name in zip(SSINS, NAMES, strict=True):
            await insert(app, "worker", rows.worker(1, ssin, *name.rsplit(" ", 1)))
        await insert(app, "worker", rows.worker(2, SSINS[0], "Ändres", "An"))
    return app


async def page(
    connection: Connection,
    search: str = "",
    identity: Identity = ACME,
    **window: int | uuid.UUID,
) -> Page[Worker]:
    async with acting(connection, identity):
        return await workers(connection, 1, Window(**window), search)  # type: ignore[arg-type]


def names(found: Page[Worker]) -> list[str]:
    return [f"{worker.family_name} {worker.given_name}" for worker in found.rows]


async def test_workers_come_by_name_without_regard_to_case_and_accents(staffed: Connection) -> None:
    found = await page(staffed)
    assert names(found) == [NAMES[1], NAMES[2], NAMES[3], NAMES[0], NAMES[4], NAMES[5]]
    assert (found.has_before, found.has_after) == (False, False)


@pytest.mark.parametrize("limit", range(1, 8))
async def test_pages_forward_and_back_show_everyone_once(staffed: Connection, limit: int) -> None:
    everyone = (await page(staffed)).rows
    forward = [await page(staffed, limit=limit)]
    while forward[-1].has_after:
        forward.append(await page(staffed, limit=limit, after=forward[-1].rows[-1].id))
    assert tuple(worker for one in forward for worker in one.rows) == everyone
    assert [one.has_before for one in forward] == [number > 0 for number in range(len(forward))]
    for later, sooner in zip(forward[:0:-1], forward[-2::-1], strict=True):
        back = await page(staffed, limit=limit, before=later.rows[0].id)
        assert back == sooner


async def test_a_page_beside_a_worker_who_is_not_there_is_empty(staffed: Connection) -> None:
    stranger = uuid.uuid4()
    assert await page(staffed, after=stranger) == await page(staffed, before=stranger) == Page(())


async def test_the_page_before_the_first_and_after_the_last_are_empty(staffed: Connection) -> None:
    everyone = (await page(staffed)).rows
    assert await page(staffed, before=everyone[0].id) == Page(())
    assert await page(staffed, after=everyone[-1].id) == Page(())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("andres", [NAMES[0]]),
        ("ÄND", [NAMES[0]]),
        ("abel", [NAMES[1], NAMES[2], NAMES[3]]),
        ("ABEL ", [NAMES[1], NAMES[2], NAMES[3]]),
        ("abel z", [NAMES[1], NAMES[2]]),
        ("van", [NAMES[4], NAMES[5]]),
        ("van l", [NAMES[4]]),
        ("zoe", []),
        ("%", []),
        ("_bel", []),
        ("'; DROP TABLE worker; --", []),
        ("\U0010ffff", None),
        ("\0", None),
        (SSINS[4], [NAMES[4]]),
        ("85.07.30-000.04", [NAMES[4]]),
        ("85073000099", []),
    ],
)
async def test_search(staffed: Connection, typed: str, found: list[str] | None) -> None:
    if found is None:  # nothing that anyone could see was typed
        found = names(await page(staffed))
    assert names(await page(staffed, typed)) == found
    async with acting(staffed, ACME):
        assert await count_workers(staffed, 1, typed) == len(found)


async def test_pages_of_a_search_stay_within_it(staffed: Connection) -> None:
    first = await page(staffed, "abel", limit=2)
    assert (first.has_before, first.has_after) == (False, True)
    second = await page(staffed, "abel", limit=2, after=first.rows[-1].id)
    assert (names(second), second.has_before, second.has_after) == ([NAMES[3]], True, False)
    assert await page(staffed, "abel", limit=2, before=second.rows[0].id) == first


async def test_another_employer_s_workers_are_not_there(staffed: Connection) -> None:
    other = enterprise("0200000003")
    assert await page(staffed, identity=other) == Page(())
    assert await page(staffed, SSINS[0], identity=other) == Page(())
    async with acting(staffed, other):
        assert await count_workers(staffed, 1) == 0
        assert await worker_by_id(staffed, 1, rows.named(f"1 {SSINS[0]}")) is None
        assert await workers_by_ssin(staffed, SSINS[0]) == []


async def test_a_worker_by_id(staffed: Connection) -> None:
    async with acting(staffed, OFFICE):
        worker = await worker_by_id(staffed, 1, rows.named(f"1 {SSINS[0]}"))
    assert worker is not None
    assert (worker.ssin, worker.family_name, worker.birth_date) == (SSINS[0], "Ändres", None)


async def test_a_citizen_finds_himself_at_every_employer(staffed: Connection) -> None:
    async with acting(staffed, citizen(SSINS[0])):
        own = await workers_by_ssin(staffed, SSINS[0])
        others = await workers_by_ssin(staffed, SSINS[1])
    assert [(one.employer_id, one.employer_name) for one in own] == [(1, "Acme"), (2, "Écluse")]
    assert others == []


async def test_employers_open_to_a_mandatary_with_their_workers(staffed: Connection) -> None:
    async with acting(staffed, OFFICE):
        found = await employers(staffed)
        assert await count_employers(staffed) == 2
        assert await employers(staffed, search="ecl") == Page(found.rows[1:])
        assert await employers(staffed, search="0200.000.001") == Page(found.rows[:1])
        first = await employers(staffed, Window(limit=1))
        second = await employers(staffed, Window(limit=1, after=first.rows[0].id))
        assert await employers(staffed, Window(limit=1, before=second.rows[0].id)) == first
    acme, ecluse = found.rows
    assert acme == EmployerLine(id=1, enterprise_number="0200000001", name="Acme", workers=6)
    assert (ecluse.name, ecluse.workers) == ("Écluse", 1)
    assert (first.rows, second.rows) == ((acme,), (ecluse,))


@pytest.mark.parametrize(("identity", "open_to"), [(ACME, ["Acme"]), (citizen(SSINS[0]), [])])
async def test_employers_open_to_others(
    staffed: Connection, identity: Identity, open_to: list[str]
) -> None:
    async with acting(staffed, identity):
        assert [one.name for one in (await employers(staffed)).rows] == open_to


async def test_the_operator_lists_every_employer(staffed: Connection) -> None:
    async with acting(staffed):
        found = await employers(staffed, every=True)
        assert [(one.name, one.workers) for one in found.rows] == [
            ("Acme", 6),
            ("Brug", 0),
            ("Écluse", 1),
        ]
        assert await count_employers(staffed, every=True) == 3
    async with acting(staffed, ACME):
        assert [one.name for one in (await employers(staffed, every=True)).rows] == ["Acme"]


async def test_an_employer_by_number_or_id(staffed: Connection) -> None:
    async with acting(staffed, ACME):
        acme = await employer_by_number(staffed, "0200000001")
        assert acme is not None
        assert acme == await employer_by_id(staffed, 1)
        assert (acme.name, acme.nsso_number, acme.language) == ("Acme", None, "nl")
        assert await employer_by_number(staffed, "0200000003") is None
        assert await employer_by_id(staffed, 3) is None
        assert await employer_ids(staffed, ["0200000001", "0200000003", "x"]) == {"0200000001": 1}


async def test_adding_employers_twice_leaves_them_as_they_were(app: Connection) -> None:
    new = [
        NewEmployer(enterprise_number=f"04{number:08}", name=f"Émploi {number}")
        for number in (1, 2, 3)
    ]
    async with acting(app):
        with recorded(app) as executed:
            added = await add_employers(app, new)
        renamed = NewEmployer(enterprise_number="0400000002", name="Other", nsso_number=197)
        assert await add_employers(app, [renamed]) == {"0400000002": added["0400000002"]}
        kept = await employer_by_id(app, added["0400000002"])
        assert [one.name for one in (await employers(app, search="emp", every=True)).rows] == [
            "Émploi 1",
            "Émploi 2",
            "Émploi 3",
        ]
    assert kept is not None
    assert (kept.name, kept.nsso_number) == ("Émploi 2", None)
    assert len(executed) == 2


async def test_one_nsso_number_belongs_to_one_employer(staffed: Connection) -> None:
    twins = [
        NewEmployer(enterprise_number=f"04{number:08}", name="Twin", nsso_number=197)
        for number in (1, 2)
    ]
    with pytest.raises(UniqueViolation):
        async with acting(staffed):
            await add_employers(staffed, twins)


async def test_only_the_operator_adds_employers(staffed: Connection) -> None:
    new = NewEmployer(enterprise_number="0400000001", name="New")
    with pytest.raises(InsufficientPrivilege):
        async with acting(staffed, ACME):
            await add_employers(staffed, [new])


async def test_employments_and_their_occupations(staffed: Connection) -> None:
    ann = rows.worker(1, SSINS[0])
    past = rows.employment(ann, end_date=dt.date(2023, 6, 30), end_reason="resignation")
    now = rows.employment(ann, start_date=dt.date(2024, 1, 1))
    other = rows.employment(rows.worker(1, SSINS[1]))
    async with acting(staffed):
        for one in (past, now, other):
            await insert(staffed, "employment", one)
        half = rows.occupation(now, start_date=dt.date(2025, 1, 1), mean_hours=1900)
        full = rows.occupation(now, end_date=dt.date(2024, 12, 31))
        for line in (half, full, rows.occupation(other)):
            await insert(staffed, "occupation", line)
        off = {"employer_id": 1, "employment_id": now["id"], "extent": "full"}
        await insert(staffed, "suspension", off | {"start_date": dt.date(2025, 5, 1)})
    async with acting(staffed, citizen(SSINS[0])):
        with recorded(staffed) as executed:
            found = await employments(staffed, 1, ann["id"])
    assert [one.id for one in found] == [now["id"], past["id"]]
    assert [line.mean_hours for line in found[0].occupations] == [3800, 1900]
    assert (found[1].occupations, found[1].end_reason) == ((), "resignation")
    assert [off.start_date for off in found[0].suspensions] == [dt.date(2025, 5, 1)]
    assert len(executed) == 3
