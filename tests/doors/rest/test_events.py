"""The feed: all that happened and nothing else's, in order, however late it was committed."""

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import psycopg
import pytest
from uuid_utils.compat import uuid7

from fla.clock import FixedClock
from fla.database.identity import OPERATOR, enterprise
from fla.intake import feed
from fla.intake.declaration import Decision, DecisionDeclaration
from fla.trainings.settling import settle
from tests import rows
from tests.conftest import Database
from tests.doors.rest.asking import BASE, Asking, asking, told
from tests.intake import build as intake
from tests.intake.build import ANNA, BAKERY, CLOCK, FOUNDRY, PAYROLL, SCHOOL, STRANGER
from tests.rows import Connection, acting, insert


@pytest.fixture(autouse=True)
def one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Application and database are on one machine here."""
    monkeypatch.setattr(feed, "MARGIN", dt.timedelta(0))


@pytest.fixture
async def ask(database: Database) -> AsyncIterator[Asking]:
    settings = {"public_url": "https://account.example.be"}
    async with asking(database.app_url, CLOCK, **settings) as asks:
        yield asks


async def follow(ask: Asking, who: str, page: dict[str, Any]) -> Any:
    """Return the page that another one names as the next."""
    return await ask("listEvents", who, **dict(_query(page["next"])))


def _query(address: str) -> list[tuple[str, Any]]:
    found = parse_qsl(urlsplit(address).query)
    return [(name, int(value) if name == "pageSize" else value) for name, value in found]


def types(page: dict[str, Any]) -> list[str]:
    return [
        event["type"].removeprefix("be.example.account.learningAccount.v1.")
        for event in page["items"]
    ]


async def employer_id(connection: Connection, number: str = BAKERY) -> int:
    async with acting(connection):
        cursor = await connection.execute(
            "SELECT id FROM employer WHERE enterprise_number = %s", (number,)
        )
        [[found]] = await cursor.fetchall()
    return int(found)


async def test_what_is_declared_is_told_as_a_cloud_event(register: Connection, ask: Asking) -> None:
    (outcome,) = await intake.send(
        register, intake.training(charged_right=None, charged_minutes=None)
    )
    page = await ask("listEvents", BAKERY)
    assert types(page) == [
        *("mandates.notify.proposed", "mandates.notify.confirmed"),
        *("employments.notify.registered", "trainings.notify.registered"),
    ]
    event = page["items"][-1]
    address = f"{BASE}/employers/{BAKERY}/trainings/{outcome.target}"
    assert event["source"] == f"https://account.example.be{BASE}"
    assert event["subject"] == str(outcome.target)
    assert event["data"] == {
        "enterpriseNumber": BAKERY,
        "href": address,
        "version": 1,
        "declarationId": str(outcome.declaration_id),
        "sender": BAKERY,
    }
    assert ANNA not in repr(page)


async def test_changes_come_in_their_order_and_rejections_not_at_all(
    register: Connection, ask: Asking
) -> None:
    plain: dict[str, Any] = {"charged_right": None, "charged_minutes": None}
    await intake.send(register, intake.training(**plain))
    await intake.send(register, intake.training(action="correct", title="Anders", **plain))
    await intake.send(register, intake.training(reference="TRN-2", ssin=intake.NOBODY))
    await intake.send(register, intake.training(action="cancel"))
    found = types(await ask("listEvents", BAKERY))[3:]
    assert found == [f"trainings.notify.{one}" for one in ("registered", "corrected", "cancelled")]


async def test_a_page_ends_and_the_next_goes_on(register: Connection, ask: Asking) -> None:
    for number in range(5):
        await intake.send(register, intake.head_count(f"HC-{number}", quarter=f"202{number}Q4"))
    whole = (await ask("listEvents", BAKERY))["items"]
    page = await ask("listEvents", BAKERY, pageSize=2)
    found = list(page["items"])
    while page["items"]:
        page = await follow(ask, BAKERY, page)
        assert page["pageSize"] == 2
        found += page["items"]
    assert len(whole) == 8
    assert found == whole
    await intake.send(register, intake.head_count("HC-9", quarter="2026Q1"))
    assert types(await follow(ask, BAKERY, page)) == ["headCounts.notify.registered"]


async def test_a_transaction_that_ends_late_is_not_missed(
    database: Database, register: Connection, ask: Asking
) -> None:
    tenant = await employer_id(register)
    page = await ask("listEvents", BAKERY)
    async with await psycopg.AsyncConnection.connect(database.app_url) as slow:
        async with acting(slow, enterprise(BAKERY)):
            early = rows.journal(tenant, BAKERY, kind="headCount", id=uuid7())
            await insert(slow, "journal", early)
            (late,) = await intake.send(register, intake.head_count())
            while_open = await follow(ask, BAKERY, page)
            assert while_open["items"] == []
        after = await follow(ask, BAKERY, while_open)
    ids = [event["id"] for event in after["items"]]
    assert ids == [str(early["id"]), str(late.declaration_id)]


async def test_ids_given_out_in_one_order_and_committed_in_the_other_all_arrive(
    database: Database, register: Connection, ask: Asking
) -> None:
    tenant = await employer_id(register)
    page = await ask("listEvents", BAKERY)
    seen: set[str] = set()
    async with (
        await psycopg.AsyncConnection.connect(database.app_url) as one,
        await psycopg.AsyncConnection.connect(database.app_url) as other,
    ):
        made = []
        for connection in (one, other):
            await connection.execute("SET fla.actor = 'operator'")
            made.append(rows.journal(tenant, BAKERY, kind="headCount", id=uuid7()))
            await insert(connection, "journal", made[-1])
        for connection in (other, one):
            page = await follow(ask, BAKERY, page)
            seen |= {event["id"] for event in page["items"]}
            await connection.commit()
        page = await follow(ask, BAKERY, page)
        seen |= {event["id"] for event in page["items"]}
    assert seen == {str(row["id"]) for row in made}


@pytest.mark.parametrize(("who", "sees"), [(BAKERY, 1), (PAYROLL, 1), (FOUNDRY, 0), (SCHOOL, 0)])
async def test_only_of_employers_that_are_open(
    register: Connection, ask: Asking, who: str, sees: int
) -> None:
    items = (await ask("listEvents", who))["items"]
    declared = [one for one in items if ".employments." in one["type"]]
    assert len(declared) == sees


async def test_a_former_mandatary_is_told_no_more(register: Connection, ask: Asking) -> None:
    await intake.mandate(register, FOUNDRY, PAYROLL, "2025Q1", "2026Q3")
    await intake.send(register, intake.head_count(employer=FOUNDRY), sender=FOUNDRY)
    items = (await ask("listEvents", PAYROLL))["items"]
    assert {one["data"]["enterpriseNumber"] for one in items if "mandates" not in one["type"]} == {
        BAKERY
    }


async def test_of_one_employer_alone(register: Connection, ask: Asking) -> None:
    await intake.mandate(register, FOUNDRY, PAYROLL)
    await intake.send(register, intake.head_count(employer=FOUNDRY), sender=FOUNDRY)
    page = await ask("listEvents", PAYROLL, enterpriseNumber=FOUNDRY)
    assert {one["data"]["enterpriseNumber"] for one in page["items"]} == {FOUNDRY}
    assert f"enterpriseNumber={FOUNDRY}" in page["next"]
    cursor = dict(_query(page["next"]))["afterEvent"]
    refusal = await ask.refused("listEvents", PAYROLL, afterEvent=cursor, enterpriseNumber=BAKERY)
    assert told(refusal) == (400, "badRequest", ["afterEvent"])


@pytest.mark.parametrize("number", [BAKERY, STRANGER])
async def test_a_foreign_employer_and_none_are_refused_alike(
    register: Connection, ask: Asking, number: str
) -> None:
    refusal = await ask.refused("listEvents", FOUNDRY, enterpriseNumber=number)
    assert told(refusal) == (403, "missingPermission", ["enterpriseNumber"])
    assert (await ask("listEvents", SCHOOL, enterpriseNumber=number))["items"] == []


async def test_accounts_that_were_computed_or_closed(register: Connection, ask: Asking) -> None:
    tenant = await employer_id(register)
    async with acting(register):
        cursor = await register.execute("SELECT id FROM worker")
        [[worker]] = await cursor.fetchall()
        person = {"employer_id": tenant, "id": worker}
        await insert(register, "right_change", rows.right_change(person))
        await register.execute(
            "INSERT INTO year_event (employer_id, year, event, happened_at)"
            " VALUES (%s, 2025, 'closed', now())",
            [tenant],
        )
    *_, changed, closed = (await ask("listEvents", BAKERY))["items"]
    account = await ask("getAccount", BAKERY, {"enterpriseNumber": BAKERY, "ssin": ANNA})
    assert changed["type"].endswith("accounts.notify.recalculated")
    assert changed["subject"] == account["id"]
    assert changed["data"] == {"enterpriseNumber": BAKERY, "year": 2026}
    assert closed["type"].endswith("accounts.notify.closed")
    assert "subject" not in closed


async def test_a_provider_learns_what_became_of_its_proposals_and_nothing_else(
    register: Connection, ask: Asking
) -> None:
    (proposed,) = await intake.send(
        register, intake.training(charged_right=None, charged_minutes=None), sender=SCHOOL
    )
    await intake.send(
        register,
        intake.training(
            reference="OWN",
            start_date=dt.date(2026, 9, 1),
            end_date=dt.date(2026, 9, 1),
            duration_minutes=60,
            charged_right=None,
            charged_minutes=None,
        ),
    )
    await _changed_now(register, proposed.target)
    page = await ask("listEvents", SCHOOL)
    assert types(page) == ["trainings.notify.registered"]
    assert page["items"][0]["data"]["enterpriseNumber"] == BAKERY
    async with acting(register, OPERATOR):
        await register.execute(
            "UPDATE training SET verification = 'objected', objection = 'No',"
            " version = version + 1, changed_at = clock_timestamp() WHERE id = %s",
            [proposed.target],
        )
    later = await follow(ask, SCHOOL, page)
    assert types(later) == ["trainings.notify.objected"]
    assert later["items"][0]["id"] != page["items"][0]["id"]
    assert later["items"][0]["data"]["version"] == 2
    assert (await follow(ask, SCHOOL, later))["items"] == []


async def _changed_now(connection: Connection, target: uuid.UUID | None) -> None:
    """The tests' clock stands still; the feed's is the database's."""
    async with acting(connection, OPERATOR):
        await connection.execute(
            "UPDATE training SET changed_at = clock_timestamp() WHERE id = %s", [target]
        )


async def test_a_cursor_from_before_what_is_kept_is_refused(
    register: Connection, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await ask("listEvents", BAKERY)
    monkeypatch.setattr(feed, "READABLE", dt.timedelta(milliseconds=1))
    refusal = await ask.refused("listEvents", BAKERY, **dict(_query(page["next"])))
    assert told(refusal) == (400, "badRequest", ["afterEvent"])


async def test_a_quiet_feed_does_not_grow_old(register: Connection, ask: Asking) -> None:
    first = await ask("listEvents", STRANGER)
    second = await follow(ask, STRANGER, first)
    assert first["items"] == second["items"] == []
    assert second["next"] != first["next"]


async def test_both_sides_are_told_of_a_mandate(register: Connection, ask: Asking) -> None:
    for who in (BAKERY, PAYROLL):
        event = (await ask("listEvents", who))["items"][0]
        number = event["data"]["enterpriseNumber"]
        expected = f"{BASE}/employers/{number}/mandates/{event['subject']}"
        assert event["data"]["href"] == expected
        assert event["data"]["enterpriseNumber"] == BAKERY


async def test_what_becomes_of_a_proposal_is_told_to_the_employer(
    database: Database, register: Connection, ask: Asking
) -> None:
    proposals = [
        intake.training(
            reference=f"P-{day}",
            start_date=dt.date(2026, 9, day),
            end_date=dt.date(2026, 9, day),
            duration_minutes=60,
            charged_right=None,
            charged_minutes=None,
        )
        for day in (1, 2, 3)
    ]
    confirmed, objected, settled = await intake.send(register, *proposals, sender=SCHOOL)
    decisions = [
        DecisionDeclaration(
            action="correct",
            reference=reference,
            enterprise_number=BAKERY,
            target=outcome.target,
            decision=decision,
        )
        for reference, outcome, decision in (
            ("D-1", confirmed, Decision(verdict="confirm")),
            ("D-2", objected, Decision(verdict="object", reason="She was ill.")),
        )
    ]
    taken = await intake.send(register, *decisions)
    assert {one.status for one in taken} == {"accepted"}
    await settle(database.app_url, FixedClock(dt.datetime(2027, 6, 1, tzinfo=dt.UTC)))
    page = await ask("listEvents", BAKERY)
    assert types(page)[-3:] == [
        f"trainings.notify.{one}" for one in ("confirmed", "objected", "settled")
    ]
    assert [one["data"].get("sender") for one in page["items"]][-3:] == [BAKERY, BAKERY, None]
    assert [one["subject"] for one in page["items"]][-3:] == [
        str(one.target) for one in (confirmed, objected, settled)
    ]
