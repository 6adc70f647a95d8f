"""A held snapshot is confirmed by who declares; a set is cancelled by him, or by the operator."""

from pathlib import Path

import msgspec
import pytest

from fla.clock import FixedClock
from fla.database.identity import BATCH, assume
from fla.doors.portal.session import COOKIE, Login
from fla.filesets import store
from fla.filesets.model import FileSet, State
from fla.filesets.spool import Spool
from tests.doors.portal import file_set_world
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.file_set_doors import Doors, settings_of
from tests.doors.portal.file_set_world import FileSets
from tests.doors.portal.world import World
from tests.intake.build import TODAY, Connection

OPEN: tuple[State, ...] = ("arrived", "examining", "acknowledged", "processing", "held")


@pytest.fixture
def doors(world: World, tmp_path: Path, open_portal: Opener, clock: FixedClock) -> Doors:
    return Doors(world, settings_of(tmp_path), open_portal)


@pytest.fixture
async def sets(doors: Doors, app: Connection) -> FileSets:
    return await file_set_world.build(
        app, Spool(doors.settings.spool_directory), doors.world.bakery
    )


async def _stored(connection: Connection, ticket: str) -> FileSet:
    async with connection.transaction():
        await assume(connection, BATCH, TODAY)
        found = await store.find(connection, ticket)
    assert found is not None
    return found


async def _jobs(connection: Connection) -> list[str]:
    """Return the tickets that wait to be worked on."""
    cursor = await connection.execute(
        "SELECT args ->> 'ticket' FROM jobs.procrastinate_jobs WHERE queue_name = 'file_sets'"
    )
    return [ticket for (ticket,) in await cursor.fetchall()]


def _as_reader(visitor: Visitor) -> Visitor:
    """Let somebody who was an editor only read from now on."""
    seal = visitor.application.portal.state["house"].seal
    login = seal.open(visitor.client.cookies[COOKIE], Login)
    reader = Login(msgspec.structs.replace(login.persona, role="reader"), login.at)
    visitor.client.cookies.set(COOKIE, seal.close(reader), domain="portal.test")
    return visitor


async def test_a_held_snapshot_is_confirmed(
    doors: Doors, sets: FileSets, app: Connection, owner: Connection
) -> None:
    bakery, ticket = doors.bakery(), sets.tickets["held"]
    page = bakery.get(f"/file-sets/{ticket}").text
    assert find(page, f"//main//a[@href='/file-sets/{ticket}/confirm']")

    page = bakery.get(f"/file-sets/{ticket}/confirm").text
    [row] = find(page, "//tbody/tr")
    cells = [cell.text_content().strip() for cell in row]
    assert cells == ["0800.000.174", "1,200", "480", "12", "41%"]
    assert "the 1 of them" in page
    page = bakery.follow(bakery.post(f"/file-sets/{ticket}/confirm")).text

    assert "Being processed" in page
    one = await _stored(app, ticket)
    assert (one.state, one.confirmed_by) == ("processing", "demo")
    assert await _jobs(owner) == [ticket]
    assert bakery.get(f"/file-sets/{ticket}/confirm").status_code == 404
    assert bakery.post(f"/file-sets/{ticket}/confirm").status_code == 404


@pytest.mark.parametrize("state", [one for one in file_set_world.STATES if one != "held"])
def test_only_what_is_held_is_confirmed(doors: Doors, sets: FileSets, state: State) -> None:
    bakery = doors.bakery()
    bakery.get("/file-sets/new")

    assert bakery.get(f"/file-sets/{sets.tickets[state]}/confirm").status_code == 404
    assert bakery.post(f"/file-sets/{sets.tickets[state]}/confirm").status_code == 404


@pytest.mark.parametrize("state", OPEN)
async def test_a_set_is_cancelled_or_stopped(
    doors: Doors, sets: FileSets, app: Connection, state: State
) -> None:
    bakery, ticket = doors.bakery(), sets.tickets[state]
    assert find(bakery.get(f"/file-sets/{ticket}").text, f"//a[@href='/file-sets/{ticket}/cancel']")
    asked = bakery.get(f"/file-sets/{ticket}/cancel").text
    stops = state in ("acknowledged", "processing")
    assert ("Stop this file set" in asked) == stops
    page = bakery.follow(bakery.post(f"/file-sets/{ticket}/cancel")).text

    one = await _stored(app, ticket)
    assert one.stop_asked_by == "demo"
    if state in ("arrived", "held"):
        assert one.state == "cancelled"
        assert "File set cancelled" in page
    else:
        assert one.state == state
        assert "being stopped" in page
    assert bakery.get(f"/file-sets/{ticket}/cancel").status_code == 404
    assert bakery.post(f"/file-sets/{ticket}/cancel").status_code == 404


@pytest.mark.parametrize("state", ["refused", "done", "rejected", "stopped", "cancelled"])
def test_what_has_ended_is_not_cancelled(doors: Doors, sets: FileSets, state: str) -> None:
    bakery, ticket = doors.bakery(), sets.tickets[state]
    page = bakery.get(f"/file-sets/{ticket}").text

    assert not find(page, "//a[contains(@href, '/cancel')]")
    assert bakery.get(f"/file-sets/{ticket}/cancel").status_code == 404
    assert bakery.post(f"/file-sets/{ticket}/cancel").status_code == 404


async def test_the_operator_stops_and_does_not_confirm(
    doors: Doors, sets: FileSets, app: Connection
) -> None:
    operator = doors.visitor("operator")
    operator.get(f"/file-sets/{sets.tickets['processing']}/cancel")

    assert operator.get(f"/file-sets/{sets.tickets['held']}/confirm").status_code == 403
    assert operator.post(f"/file-sets/{sets.tickets['held']}/confirm").status_code == 403
    answer = operator.post(f"/file-sets/{sets.tickets['processing']}/cancel")
    assert answer.status_code == 303
    assert (await _stored(app, sets.tickets["processing"])).stop_asked_by == "demo"
    assert (await _stored(app, sets.tickets["held"])).state == "held"


def test_a_reader_looks_and_changes_nothing(doors: Doors, sets: FileSets) -> None:
    reader = _as_reader(doors.bakery())
    listed = reader.get("/file-sets").text
    held = reader.get(f"/file-sets/{sets.tickets['held']}").text

    assert sets.tickets["held"] in listed
    assert not find(listed + held, "//a[contains(@href, '/new')]")
    assert not find(held, "//a[contains(@href, '/confirm') or contains(@href, '/cancel')]")
    for address in (
        "/file-sets/new",
        *(f"/file-sets/{sets.tickets['held']}/{verb}" for verb in ("confirm", "cancel")),
    ):
        assert reader.get(address).status_code == 403, address
        assert reader.post(address).status_code == 403, address


@pytest.mark.parametrize("token", ["", "x", "0" * 128])
async def test_nothing_is_done_without_our_token(
    doors: Doors, sets: FileSets, app: Connection, token: str
) -> None:
    bakery, ticket = doors.bakery(), sets.tickets["held"]
    for verb in ("confirm", "cancel"):
        answer = bakery.post(f"/file-sets/{ticket}/{verb}", {"_csrf_token": token})
        assert answer.status_code == 403
    assert (await _stored(app, ticket)).state == "held"
