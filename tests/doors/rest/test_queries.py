"""Lists of what is registered: filters, pages, and whose."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fla.database import listing_store
from fla.database.identity import OPERATOR
from fla.intake.declaration import TrainingDeclaration
from tests import rows
from tests.conftest import Database
from tests.doors.rest.asking import BASE, Asking, asking, told
from tests.intake import build as intake
from tests.intake.build import ANNA, BAKERY, BRAM, CLOCK, FOUNDRY, NOBODY, PAYROLL, SCHOOL, STRANGER
from tests.rows import Connection, acting, insert

FREE: dict[str, Any] = {"charged_right": None, "charged_minutes": None}
AT_BAKERY = {"enterpriseNumber": BAKERY}
FORBIDDEN = (403, "missingPermission", ["/enterpriseNumber"])


@pytest.fixture
async def register(app: Connection) -> Connection:
    """Anna and Bram at the bakery, with something of every kind; Bram at the foundry too."""
    await app.set_autocommit(True)
    await intake.belgium(app)
    outcomes = await intake.send(
        app,
        intake.employment(),
        intake.employment(BRAM, "EMP-2", name=("Janssens", "Bram"), start=dt.date(2024, 5, 1)),
        intake.right(),
        intake.right(BRAM, "RGT-2", right_type="employer", cba_registration_number=None),
        intake.opt_out(None, year=2025),
        intake.opt_out(BRAM, "OPT-2", year=2025),
        intake.head_count(),
        intake.head_count("HCT-2", quarter="2026Q2"),
        intake.training(charged_minutes=456, session_reference="S-1"),
        intake.training(BRAM, "TRN-2", session_reference="S-1", **FREE),
        _hour(BRAM, "TRN-3", dt.date(2025, 5, 5)),
    )
    outcomes += await intake.send(
        app,
        intake.employment(BRAM, employer=FOUNDRY, name=("Janssens", "Bram"), parallel=True),
        intake.training(BRAM, employer=FOUNDRY, title="Gieten", **FREE),
        sender=FOUNDRY,
    )
    assert not [one for one in outcomes if one.status == "rejected"]
    return app


@pytest.fixture
async def ask(database: Database) -> AsyncIterator[Asking]:
    async with asking(database.app_url, CLOCK) as asks:
        yield asks


def _hour(ssin: str, reference: str, day: dt.date, **changes: Any) -> TrainingDeclaration:
    """An hour of first aid on a day, charged to nothing."""
    values = {"title": "EHBO", "start_date": day, "end_date": day, "duration_minutes": 60}
    return intake.training(ssin, reference, **(FREE | values | changes))


def references(page: dict[str, Any]) -> list[str]:
    return [one["reference"] for one in page["items"]]


async def test_an_employer_s_trainings_the_latest_registered_first(
    register: Connection, ask: Asking
) -> None:
    page = await ask("queryTrainings", BAKERY, AT_BAKERY)
    assert references(page) == ["TRN-3", "TRN-2", "TRN-1"]
    anna = page["items"][2]
    assert (anna["ssin"], anna["training"]["title"]) == (ANNA, "Veilig werken op hoogte")
    assert anna["counted"]["chargedMinutes"] == 456
    assert anna["href"] == f"{BASE}/employers/{BAKERY}/trainings/{anna['id']}"
    assert "afterTraining" not in page


@pytest.mark.parametrize(
    ("operation", "filters", "found"),
    [
        ("queryTrainings", {"ssin": BRAM}, ["TRN-3", "TRN-2"]),
        ("queryTrainings", {"ssin": NOBODY}, []),
        ("queryTrainings", {"year": 2025}, ["TRN-3"]),
        ("queryTrainings", {"ssin": BRAM, "year": 2026}, ["TRN-2"]),
        ("queryTrainings", {"status": "planned"}, []),
        ("queryTrainings", {"verification": "confirmed"}, ["TRN-3", "TRN-2", "TRN-1"]),
        ("queryTrainings", {"verification": "pending"}, []),
        ("queryTrainings", {"sessionReference": "S-1"}, ["TRN-2", "TRN-1"]),
        ("queryEmployments", {}, ["EMP-2", "EMP-1"]),
        ("queryEmployments", {"ssin": ANNA}, ["EMP-1"]),
        ("queryEmployments", {"onDate": "2024-04-30"}, ["EMP-1"]),
        ("queryEmployments", {"onDate": "2024-05-01"}, ["EMP-2", "EMP-1"]),
        ("queryRights", {}, ["RGT-2", "RGT-1"]),
        ("queryRights", {"ssin": ANNA, "year": 2026}, ["RGT-1"]),
        ("queryRights", {"year": 2025}, []),
        ("queryRights", {"rightType": "employer"}, ["RGT-2"]),
        ("queryOptOuts", {"year": 2025}, ["OPT-2", "OPT-1"]),
        ("queryOptOuts", {"ssin": BRAM}, ["OPT-2"]),
    ],
)
async def test_filters(
    register: Connection, ask: Asking, operation: str, filters: dict[str, Any], found: list[str]
) -> None:
    page = await ask(operation, BAKERY, AT_BAKERY | filters)
    assert references(page) == found


async def test_head_counts_are_listed_at_an_address(register: Connection, ask: Asking) -> None:
    path = {"enterpriseNumber": BAKERY}
    page = await ask("listHeadCounts", BAKERY, path=path, pageSize=1)
    assert references(page) == ["HCT-2"]
    address = f"{BASE}/employers/{BAKERY}/headCounts"
    assert page["self"] == f"{address}?pageSize=1"
    assert page["next"].startswith(f"{address}?afterHeadCount=")
    cursor = page["next"].split("=")[1].partition("&")[0]
    last = await ask("listHeadCounts", BAKERY, path=path, pageSize=1, afterHeadCount=cursor)
    assert references(last) == ["HCT-1"]
    assert "next" not in last
    some = await ask("listHeadCounts", BAKERY, path=path, quarter="2026Q3")
    assert references(some) == ["HCT-1"]


async def test_adjustments_and_verifications(register: Connection, ask: Asking) -> None:
    await intake.computed(register, BRAM)
    person = await _person(register, BRAM)
    async with acting(register, OPERATOR):
        for number, then in enumerate((5, 4)):
            values = {"reference": f"ADJ-{number}", "computed_then": then, "registered_by": BAKERY}
            await insert(register, "right_adjustment", rows.right_adjustment(person, **values))
        checked = rows.right_verification(person, reference="VER", registered_by=BAKERY)
        await insert(register, "right_verification", checked)
    both = await ask("queryAdjustments", BAKERY, AT_BAKERY)
    assert sorted(references(both)) == ["ADJ-0", "ADJ-1"]
    outdated = await ask("queryAdjustments", BAKERY, AT_BAKERY | {"outdated": True})
    assert references(outdated) == ["ADJ-1"]
    assert outdated["items"][0]["computedThen"] == "4.0000"
    sound = await ask("queryAdjustments", BAKERY, AT_BAKERY | {"outdated": False, "ssin": BRAM})
    assert references(sound) == ["ADJ-0"]
    verified = await ask("queryVerifications", BAKERY, AT_BAKERY | {"year": 2026})
    assert verified["items"][0]["entitled"] == "5.0000"


async def _person(connection: Connection, ssin: str) -> dict[str, Any]:
    async with acting(connection):
        cursor = await connection.execute(
            "SELECT w.employer_id, w.id FROM worker w JOIN employer e ON e.id = w.employer_id"
            " WHERE w.ssin = %s AND e.enterprise_number = %s",
            (ssin, BAKERY),
        )
        [[employer_id, id_]] = await cursor.fetchall()
    return {"employer_id": employer_id, "id": id_}


@pytest.mark.parametrize(
    "operation",
    [
        *("queryTrainings", "queryEmployments", "queryRights", "queryAdjustments"),
        *("queryOptOuts", "queryVerifications"),
    ],
)
async def test_a_foreign_employer_answers_as_one_that_does_not_exist(
    register: Connection, ask: Asking, operation: str
) -> None:
    for number in (BAKERY, STRANGER):
        refusal = await ask.refused(operation, FOUNDRY, {"enterpriseNumber": number})
        assert told(refusal) == FORBIDDEN


async def test_a_foreign_employer_s_head_counts(register: Connection, ask: Asking) -> None:
    for number in (BAKERY, STRANGER):
        refusal = await ask.refused("listHeadCounts", FOUNDRY, path={"enterpriseNumber": number})
        assert told(refusal) == (403, "missingPermission", ["enterpriseNumber"])


async def test_a_provider_reads_what_it_registered_and_no_more(
    register: Connection, ask: Asking
) -> None:
    proposal = _hour(ANNA, "P-1", dt.date(2026, 9, 1))
    (outcome,) = await intake.send(register, proposal, sender=SCHOOL)
    assert outcome.status != "rejected"
    mine = await ask("queryTrainings", SCHOOL, {})
    assert references(mine) == ["P-1"]
    (one,) = mine["items"]
    assert (one["enterpriseNumber"], one["ssin"]) == (BAKERY, ANNA)
    assert one["verification"] == "pending"
    for body, found in (
        ({"ssin": ANNA}, ["P-1"]),
        ({"ssin": BRAM}, []),
        ({"verification": "pending"}, ["P-1"]),
        (AT_BAKERY, ["P-1"]),
        (AT_BAKERY | {"ssin": ANNA}, ["P-1"]),
        ({"enterpriseNumber": FOUNDRY}, []),
        ({"enterpriseNumber": STRANGER}, []),
    ):
        assert references(await ask("queryTrainings", SCHOOL, body)) == found, body
    assert told(await ask.refused("queryEmployments", SCHOOL, AT_BAKERY)) == FORBIDDEN
    pending = await ask("queryTrainings", BAKERY, AT_BAKERY | {"verification": "pending"})
    assert references(pending) == ["P-1"]


async def test_a_mandatary_reads_its_mandators_and_what_it_registered_itself(
    register: Connection, ask: Asking
) -> None:
    await intake.send(register, intake.head_count("X", quarter="2025Q4"), sender=PAYROLL)
    training = _hour(ANNA, "OURS", dt.date(2026, 9, 1))
    await intake.send(register, training, sender=PAYROLL)
    whole = await ask("queryTrainings", PAYROLL, AT_BAKERY)
    assert references(whole) == ["OURS", "TRN-3", "TRN-2", "TRN-1"]
    assert references(await ask("queryTrainings", PAYROLL, {})) == ["OURS"]
    session = await ask("queryTrainings", PAYROLL, AT_BAKERY | {"sessionReference": "S-1"})
    assert references(session) == []


async def test_a_former_mandatary_reads_only_what_it_registered(
    register: Connection, ask: Asking
) -> None:
    await intake.mandate(register, FOUNDRY, PAYROLL, "2025Q1", "2026Q3")
    late = _hour(BRAM, "LATE", dt.date(2026, 6, 1), employer=FOUNDRY)
    (outcome,) = await intake.send(register, late, sender=PAYROLL)
    assert outcome.status != "rejected"
    for body in ({"enterpriseNumber": FOUNDRY}, {"enterpriseNumber": FOUNDRY, "ssin": BRAM}, {}):
        assert references(await ask("queryTrainings", PAYROLL, body)) == ["LATE"]
    nothing = await ask("queryEmployments", PAYROLL, {"enterpriseNumber": FOUNDRY})
    assert references(nothing) == []
    refusal = await ask.refused("getAccount", PAYROLL, {"enterpriseNumber": FOUNDRY, "ssin": BRAM})
    assert told(refusal) == FORBIDDEN


async def test_a_thousand_rows_page_by_page_while_others_are_added(
    register: Connection, ask: Asking
) -> None:
    person = await _person(register, ANNA)
    made = await _many(register, person, 1_000)
    body = AT_BAKERY | {"pageSize": 73}
    found: list[str] = []
    async for page in ask.pages("queryTrainings", BAKERY, body, "afterTraining"):
        found += [one["id"] for one in page]
        await _many(register, person, 3)
    assert len(found) == len(set(found))
    assert set(found) >= {str(id_) for id_ in made}
    assert found == sorted(found, reverse=True)


async def test_a_rare_kind_is_looked_for_a_part_at_a_time(
    register: Connection, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_store, "MOST_LOOKED_THROUGH", 100)
    await _many(register, await _person(register, ANNA), 250)
    body = AT_BAKERY | {"sessionReference": "S-1"}
    pages = [page async for page in ask.pages("queryTrainings", BAKERY, body, "afterTraining")]
    assert [len(page) for page in pages] == [0, 0, 2]


async def _many(connection: Connection, person: dict[str, Any], count: int) -> list[uuid.UUID]:
    """Register trainings past the intake."""
    async with acting(connection, OPERATOR):
        template = rows.training(person, registered_by=BAKERY)
        names = [name for name in template if name not in ("id", "reference")]
        statement = (
            f"INSERT INTO training (id, reference, {', '.join(names)})"
            f" SELECT event_id(), n || %(reference)s, {', '.join(f'%({name})s' for name in names)}"
            f"   FROM generate_series(1, {count}) n RETURNING id"
        )
        cursor = await connection.execute(statement, template | {"reference": uuid.uuid4().hex[:8]})
        return [id_ for (id_,) in await cursor.fetchall()]


async def test_cursors_are_refused_where_they_do_not_belong(
    register: Connection, ask: Asking
) -> None:
    page = await ask("queryTrainings", BAKERY, AT_BAKERY | {"pageSize": 1})
    cursor = page["afterTraining"]
    for operation, body in (
        ("queryTrainings", AT_BAKERY | {"year": 2026}),
        ("queryTrainings", {}),
        ("queryTrainings", {"enterpriseNumber": FOUNDRY}),
    ):
        refusal = await ask.refused(operation, BAKERY, body | {"afterTraining": cursor})
        assert told(refusal) == (400, "badRequest", ["/afterTraining"])
    refusal = await ask.refused("queryRights", BAKERY, AT_BAKERY | {"afterRight": cursor})
    assert told(refusal) == (400, "badRequest", ["/afterRight"])
