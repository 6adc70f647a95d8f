"""Accounts over REST: one worker's, many workers', history and explanation."""

import asyncio
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from fla.database.server import Server
from tests.conftest import Database
from tests.doors.portal.rights_world import CELINE, build
from tests.doors.rest.asking import Asking, asking, told
from tests.intake.build import ANNA, BAKERY, BRAM, CLOCK, FOUNDRY, NOBODY, PAYROLL, SCHOOL, STRANGER

FORBIDDEN = (403, "missingPermission", ["/enterpriseNumber"])


@pytest.fixture(scope="module")
def read_only(server: Server, template: str) -> Iterator[Database]:
    """A register with computed rights that no test here changes."""
    database = Database(f"fla_rest_accounts_{os.getpid()}", server)
    server.create_database(database.name, template)
    asyncio.run(_fill(database))
    yield database
    server.drop_database(database.name)


async def _fill(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        await build(connection)


@pytest.fixture
async def ask(read_only: Database) -> AsyncIterator[Asking]:
    async with asking(read_only.app_url, CLOCK) as asks:
        yield asks


def whose(ssin: str, **more: Any) -> dict[str, Any]:
    return {"enterpriseNumber": BAKERY, "ssin": ssin, **more}


async def test_a_worker_s_credit_in_days_and_hours(ask: Asking) -> None:
    account = await ask("getAccount", BAKERY, whose(ANNA, year=2026))
    assert (account["familyName"], account["ssin"]) == ("Peeters", ANNA)
    (line,) = account["credit"]
    assert (line["rightType"], line["unit"], line["minutesPerDay"]) == ("sectoral", "day", 456)
    assert line["days"]["entitled"] == "4.0000"
    assert line["days"]["used"] == "1.0000"
    assert Decimal(line["hours"]["used"]) == Decimal("7.6")


async def test_without_a_year_all_of_them_and_of_another_year_none(ask: Asking) -> None:
    every = await ask("getAccount", BAKERY, whose(ANNA))
    years = [line["year"] for line in every["credit"]]
    assert years == sorted(years, reverse=True)
    assert 2026 in years
    none = await ask("getAccount", BAKERY, whose(ANNA, year=2031))
    assert none["credit"] == []


@pytest.mark.parametrize("operation", ["getAccount", "getAccountHistory"])
async def test_a_worker_nobody_knows_is_not_found(ask: Asking, operation: str) -> None:
    refusal = await ask.refused(operation, BAKERY, whose(NOBODY))
    assert told(refusal) == (404, "resourceNotFound", ["/ssin"])
    assert NOBODY not in repr(refusal.issues)


@pytest.mark.parametrize("who", [FOUNDRY, SCHOOL, STRANGER])
@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("getAccount", {}),
        ("getAccountHistory", {}),
        ("explainAccount", {"year": 2026}),
    ],
)
async def test_a_foreign_employer_answers_as_one_that_does_not_exist(
    ask: Asking, who: str, operation: str, more: dict[str, Any]
) -> None:
    foreign = await ask.refused(operation, who, whose(ANNA, **more))
    unknown = await ask.refused(
        operation, who, whose(ANNA, **more) | {"enterpriseNumber": STRANGER}
    )
    assert told(foreign) == told(unknown) == FORBIDDEN
    page = await ask.refused("queryAccounts", who, {"enterpriseNumber": BAKERY, "year": 2026})
    assert told(page) == FORBIDDEN


async def test_a_mandatary_reads_its_mandator_s(ask: Asking) -> None:
    mine = await ask("getAccount", PAYROLL, whose(ANNA))
    assert mine == await ask("getAccount", BAKERY, whose(ANNA))


async def test_all_workers_of_an_employer_by_name_page_by_page(ask: Asking) -> None:
    body = {"enterpriseNumber": BAKERY, "year": 2026, "pageSize": 1}
    pages = [page async for page in ask.pages("queryAccounts", BAKERY, body, "afterAccount")]
    names = [account["familyName"] for page in pages for account in page]
    assert names == ["Dubois", "Janssens", "Peeters"]
    (anna,) = [one for page in pages for one in page if one["ssin"] == ANNA]
    assert anna == await ask("getAccount", BAKERY, whose(ANNA, year=2026))


async def test_workers_of_whom_something_is_to_be_said(ask: Asking) -> None:
    body = {"enterpriseNumber": BAKERY, "year": 2026, "standing": "outdated"}
    page = await ask("queryAccounts", BAKERY, body)
    assert [account["ssin"] for account in page["items"]] == [CELINE]


async def test_a_cursor_holds_for_its_filters_only(ask: Asking) -> None:
    body = {"enterpriseNumber": BAKERY, "year": 2026, "pageSize": 1}
    cursor = (await ask("queryAccounts", BAKERY, body))["afterAccount"]
    larger = await ask("queryAccounts", BAKERY, body | {"pageSize": 9, "afterAccount": cursor})
    assert len(larger["items"]) == 2
    for changed in (
        {"year": 2025, "afterAccount": cursor},
        {"standing": "unverified", "afterAccount": cursor},
        {"afterAccount": "x"},
        {"afterAccount": cursor[:-3] + "AAA"},
    ):
        refusal = await ask.refused("queryAccounts", BAKERY, body | changed)
        assert told(refusal) == (400, "badRequest", ["/afterAccount"])


async def test_what_happened_to_an_account_the_latest_first(ask: Asking) -> None:
    entries = (await ask("getAccountHistory", BAKERY, whose(CELINE)))["items"]
    assert {entry["entry"] for entry in entries} == {"declaration", "recalculation"}
    (change,) = [one for one in entries if one["entry"] == "recalculation"]
    assert (change["year"], change["unit"]) == (2026, "day")
    hired = [one for one in entries if one.get("kind") == "employment"]
    assert hired[0]["href"].startswith(f"/api/learningAccount/v1/employers/{BAKERY}/employments/")
    moments = [entry["at"] for entry in entries]
    assert moments == sorted(moments, reverse=True)


async def test_a_closing_is_told_with_what_it_carried(ask: Asking) -> None:
    entries = (await ask("getAccountHistory", BAKERY, whose(ANNA, year=2025)))["items"]
    (closing,) = entries
    assert closing["entry"] == "closing"
    assert "carriedOut" in closing


async def test_history_page_by_page_is_the_whole(ask: Asking) -> None:
    whole = (await ask("getAccountHistory", BAKERY, whose(ANNA)))["items"]
    body = whose(ANNA, pageSize=1)
    pages = [page async for page in ask.pages("getAccountHistory", BAKERY, body, "afterEntry")]
    assert len(whole) > 2
    assert [entry for page in pages for entry in page] == whole


@pytest.mark.parametrize("key", ["", "x", "2026-13-01 a", "2026-01-01T00:00:00+00:00 \0", "\ud800"])
async def test_a_cursor_that_was_tampered_with_is_refused(ask: Asking, key: str) -> None:
    body = whose(ANNA, pageSize=1)
    cursor = (await ask("getAccountHistory", BAKERY, body))["afterEntry"]
    bound = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[:8]
    forged = urlsafe_b64encode(bound + key.encode(errors="surrogatepass")).decode()
    refusal = await ask.refused("getAccountHistory", BAKERY, body | {"afterEntry": forged})
    assert told(refusal) == (400, "badRequest", ["/afterEntry"])


async def test_a_computed_right_is_explained(ask: Asking) -> None:
    told_ = await ask("explainAccount", BAKERY, whose(CELINE, year=2026))
    assert (told_["entitled"], told_["unit"]) == ("2.0667", "day")
    names = [step["step"] for step in told_["steps"]]
    assert names[0] == "headCount"
    assert "regime" in names
    assert set(told_["steps"][0]["text"]) == {"nl", "fr", "de", "en"}


async def test_a_right_that_was_not_computed_cannot_be_explained(ask: Asking) -> None:
    refusal = await ask.refused("explainAccount", BAKERY, whose(BRAM, year=2023))
    assert told(refusal) == (404, "resourceNotFound", ["/year"])


async def test_calls_of_one_moment_each_get_their_own(ask: Asking) -> None:
    bram = await ask("getAccount", FOUNDRY, whose(BRAM) | {"enterpriseNumber": FOUNDRY})
    asked = [ask("getAccount", BAKERY, whose(ssin)) for ssin in (ANNA, BRAM, CELINE) * 20]
    theirs = [
        ask("getAccount", FOUNDRY, whose(BRAM) | {"enterpriseNumber": FOUNDRY}) for _ in range(9)
    ]
    refused = [ask.refused("getAccount", FOUNDRY, whose(ANNA)) for _ in range(9)]
    found, foreign, no = await asyncio.gather(
        asyncio.gather(*asked), asyncio.gather(*theirs), asyncio.gather(*refused)
    )
    assert [one["ssin"] for one in found] == [ANNA, BRAM, CELINE] * 20
    assert foreign == [bram] * 9
    assert {told(one)[:2] for one in no} == {FORBIDDEN[:2]}
