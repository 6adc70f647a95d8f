"""The operator follows a run, and stops it; nobody else sees any."""

import datetime as dt

import pytest

from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import World
from tests.intake.build import ANNA
from tests.rows import NOW, Connection, acting


async def _run(connection: Connection, state: str = "running") -> int:
    """Put in a run of three parts, of which one is done and one failed; return its number."""
    async with acting(connection):
        cursor = await connection.execute(
            "INSERT INTO right_run (year, scope, dry_run, state, law_version, started_at)"
            " VALUES (2026, 'nation', false, %s, 'be', %s) RETURNING number",
            (state, NOW - dt.timedelta(minutes=5)),
        )
        [[number]] = await cursor.fetchall()
        for part, how in enumerate(("finished", "failed", "waiting"), 1):
            await connection.execute(
                "INSERT INTO right_run_chunk (run, number, first_employer, last_employer, state,"
                " workers, created, problem) VALUES (%s, %s, %s, %s, %s, 7, 5, %s)",
                (number, part, part, part, how, "lock timeout" if how == "failed" else None),
            )
    return int(number)


@pytest.fixture
def operator(world: World, open_portal: Opener) -> Visitor:
    return open_portal().log_in("operator")


async def test_how_far_a_run_is(operator: Visitor, app: Connection) -> None:
    number = await _run(app)

    listed = operator.get("/runs").text
    assert f"Run {number}" in listed
    assert find(listed, "//td[@data-label='Workers']")[0].text_content() == "21"
    page = operator.get(f"/runs/{number}").text

    assert "2 of 3 parts done" in page
    assert find(page, "//progress[@value='2'][@max='3']")
    assert "lock timeout" in page
    assert not find(page, "//meta[@http-equiv]"), "only who asks for it is refreshed"


async def test_a_page_follows_a_run_only_while_it_goes_on(
    operator: Visitor, app: Connection
) -> None:
    going, done = await _run(app), await _run(app, "finished")

    assert find(operator.get(f"/runs/{going}?follow=1").text, "//meta[@http-equiv='refresh']")
    assert not find(operator.get(f"/runs/{done}?follow=1").text, "//meta[@http-equiv]")


async def test_a_run_is_stopped(operator: Visitor, app: Connection) -> None:
    number = await _run(app)
    operator.get(f"/runs/{number}")

    page = operator.follow(operator.post(f"/runs/{number}/stop"))

    assert "being stopped" in page.text
    assert "Stop the run" not in page.text


@pytest.mark.parametrize("number", ["0", "999", "99999999999", "x", "-1"])
def test_there_is_no_other_run(operator: Visitor, number: str) -> None:
    assert operator.get(f"/runs/{number}").status_code == 404


async def test_nobody_else_sees_a_run(world: World, open_portal: Opener, app: Connection) -> None:
    number = await _run(app)
    for kind, who in (
        ("employer", world.bakery),
        ("mandatary", world.payroll),
        ("provider", world.school),
        ("worker", ANNA),
    ):
        visitor = open_portal().log_in(kind, who)  # type: ignore[arg-type]
        visitor.get("/what-if")
        for answer in (
            visitor.get("/runs"),
            visitor.get(f"/runs/{number}"),
            visitor.post(f"/runs/{number}/stop"),
        ):
            assert answer.status_code == 404, kind
