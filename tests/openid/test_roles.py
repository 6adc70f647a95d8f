"""Who acts for whom: chosen after the login, changed and withdrawn at once, written down."""

import re
import uuid

import pytest

from fla.database.identity import OPERATOR, assume
from tests.conftest import Connection
from tests.doors.portal.conftest import find
from tests.doors.portal.world import World, training_form
from tests.intake.build import BRAM
from tests.openid.conftest import Arrive
from tests.openid.desk import Desk, invited, person_of
from tests.openid.people import Traveller
from tests.openid.rows import seen
from tests.rows import TODAY


def test_a_reader_sees_and_sends_nothing(arrive: Arrive, manager: Traveller, world: World) -> None:
    els = arrive().logged_in("els", "company")
    els.portal.follow(els.accept(invited(manager, "reader")))
    worker = f"/employers/{world.bakery}/workers/{world.anna}"

    page = els.get(worker).text

    assert "Peeters" in page
    for words in ("/correct", "/cancel", "/new"):
        assert words not in page
    assert not find(page, "//main//form[@method='post']")
    assert els.get("/access").status_code == 403
    address = f"/employers/{world.bakery}/trainings/new"
    assert els.get(address).status_code == 403
    assert els.post(address, **training_form(worker=str(world.anna))).status_code == 403


HARMLESS = {"/logout", "/logout/everywhere", "/acting", "/invitation", "/login", "/what-if"}
HARMLESS |= {f"/employers/{{enterprise_number}}/{what}" for what in ("workers", "proposals")}
"""Forms that change nothing of the register, nor of anybody's access but one's own session."""


def test_every_form_of_the_portal_refuses_a_reader(
    arrive: Arrive, manager: Traveller, world: World
) -> None:
    els = arrive().logged_in("els", "company")
    els.portal.follow(els.accept(invited(manager, "reader")))
    els.get("/acting")
    ids = {"enterprise_number": world.bakery, "worker_id": world.anna, "year": 2026, "number": 1}
    tried = 0
    for route in els.portal.application.portal.routes:
        if "POST" not in getattr(route, "methods", ()) or route.path_format in HARMLESS:
            continue
        names = re.findall(r"\{(\w+)", route.path_format)
        found = {name: ids.get(name, uuid.UUID(int=7)) for name in names}
        answer = els.post(route.path_format.format(**found))
        assert answer.status_code == 403, route.path_format
        tried += 1
    assert tried > 20


def test_nobody_reads_or_manages_what_is_another_employers(
    arrive: Arrive, desk: Desk, manager: Traveller, world: World
) -> None:
    els = arrive().logged_in("els", "company")
    els.portal.follow(els.accept(desk.invite("--employer", world.foundry)))

    assert els.get(f"/employers/{world.bakery}/workers").status_code == 404
    assert els.post("/acting", choice=f"employer-{world.bakery}").status_code == 404
    dirk = person_of(manager, "Dirk")
    assert els.get(dirk).status_code == 404
    assert els.post(dirk, role="none").status_code == 404
    link = invited(manager, "editor").removeprefix(desk.home)
    [withdraw] = find(manager.get("/access").text, "//form[contains(@action, '/revoke')]/@action")
    els.get("/access")
    assert els.post(withdraw).status_code == 404
    assert arrive().get(link).status_code == 200
    assert "Dirk" not in els.get("/access").text


@pytest.mark.parametrize("choice", ["", "worker", "operator-", "x-1", "employer-%00", "provider"])
def test_nobody_acts_for_whom_he_has_no_role(manager: Traveller, choice: str) -> None:
    manager.get("/acting")

    assert manager.post("/acting", choice=choice).status_code == 404


def test_a_changed_role_holds_at_once(arrive: Arrive, manager: Traveller, world: World) -> None:
    els = arrive().logged_in("els", "company")
    els.portal.follow(els.accept(invited(manager, "editor")))
    new, role = f"/employers/{world.bakery}/employments/new", person_of(manager, "Els")
    assert els.get(new).status_code == 200

    for wanted, status in (("reader", 403), ("accessManager", 200), ("none", 303)):
        manager.get(role)
        answer = manager.post(role, role=wanted)
        assert answer.headers["location"].partition("?")[0] == "/access"
        assert els.get(new).status_code == status

    assert els.get(new).headers["location"] == "/acting"
    assert "Nothing is open to you yet" in els.get("/acting").text
    assert manager.post(role, role="editor").status_code == 404


def test_the_last_access_manager_is_warned(arrive: Arrive, manager: Traveller) -> None:
    himself = person_of(manager, "Dirk")
    manager.get(himself)
    for wanted in ("none", "reader"):
        answer = manager.post(himself, role=wanted)
        assert answer.status_code == 422
        assert "You are the last access manager." in answer.text
        assert manager.get("/access").status_code == 200
    els = arrive().logged_in("els", "company")
    els.accept(invited(manager, "accessManager"))

    manager.get(himself)
    assert manager.post(himself, role="none").headers["location"] == "/"
    assert manager.get("/access").headers["location"] == "/acting"
    other = person_of(els, "Els")
    els.get(other)
    assert els.post(other, role="none", confirmed="yes").status_code == 303
    assert els.get("/access").headers["location"] == "/acting"


@pytest.mark.parametrize("wanted", ["none", "editor"])
async def test_nobody_comes_back_by_an_invitation_of_his_own(
    arrive: Arrive, manager: Traveller, app: Connection, wanted: str
) -> None:
    els = arrive().logged_in("els", "company")
    els.portal.follow(els.accept(invited(manager, "accessManager")))
    dirks = invited(manager, "reader").removeprefix(manager.elsewhere.home)
    own = [invited(els, role) for role in ("accessManager", "reader")]
    opened = els.get(own[0].removeprefix(els.elsewhere.home)).text
    [code] = find(opened, "//input[@name='code']/@value")
    role = person_of(manager, "Els")
    assert "also loses the open invitations he made" in manager.get(role).text

    page = manager.portal.follow(manager.post(role, role=wanted)).text

    assert "Els Evers no longer manages access" in page
    assert "2 open invitations by this person are withdrawn." in page
    assert find(page, "//div[@role='status']//a/@href") == ["/clients"]
    assert els.post("/invitation", code=str(code)).status_code == 410
    assert [arrive().get(dirks).status_code, els.get("/access").status_code] == [
        200,
        303 if wanted == "none" else 403,
    ]
    query = "SELECT count(*), count(DISTINCT acted_by) FROM access_event WHERE event = %s"
    assert await seen(app, query, "invitationRevoked") == [(2, 1)]


async def test_who_gave_whom_what_is_written_down(
    arrive: Arrive, manager: Traveller, app: Connection
) -> None:
    els = arrive().logged_in("els", "company")
    els.accept(invited(manager, "editor"))
    role = person_of(manager, "Els")
    manager.get(role)
    manager.post(role, role="reader")
    manager.post(role, role="none")

    query = "SELECT event, role, p.name FROM access_event LEFT JOIN person p"
    events = await seen(app, query + " ON p.id::text = acted_by ORDER BY access_event.id")
    assert events == [
        ("invited", "accessManager", None),
        ("roleGiven", "accessManager", "Dirk Daems"),
        ("invited", "editor", "Dirk Daems"),
        ("roleGiven", "editor", "Els Evers"),
        ("roleChanged", "reader", "Dirk Daems"),
        ("roleWithdrawn", "reader", "Dirk Daems"),
    ]
    page = manager.get("/access").text
    for words in ("Access withdrawn", "Role changed", "Invitation accepted", "Operator"):
        assert words in page


async def test_what_somebody_declares_bears_his_name(
    arrive: Arrive, manager: Traveller, world: World, app: Connection
) -> None:
    address = f"/employers/{world.bakery}/trainings/new"
    manager.get(f"{address}?worker={world.anna}")
    values = training_form(worker=str(world.anna), title="Zuurdesem", charged_right="")
    assert manager.post(address, **values).status_code == 303

    [(person,)] = await seen(app, "SELECT id FROM person")
    async with app.transaction():
        await assume(app, OPERATOR, TODAY)
        cursor = await app.execute("SELECT DISTINCT declared_by FROM journal WHERE door = 'portal'")
        assert await cursor.fetchall() == [(str(person),)]


def test_somebody_with_several_parts_chooses(arrive: Arrive, desk: Desk, world: World) -> None:
    bram = arrive().logged_in("bram")
    bram.accept(desk.invite("--employer", world.foundry, "--ssin", BRAM))
    bram.get("/")
    bram.post("/logout")

    page = bram.portal.follow(bram.log_in("bram")).text

    assert "For whom do you act?" in page
    assert "Fonderie" in page
    answer = bram.post("/acting", choice=f"employer-{world.foundry}")
    assert answer.headers["location"] == f"/employers/{world.foundry}/workers"
    assert bram.get("/account").status_code == 404
    bram.get("/acting")
    assert bram.post("/acting", choice="worker").headers["location"] == "/account"
    assert bram.get(f"/employers/{world.foundry}/workers").status_code == 404


@pytest.mark.parametrize(
    ("option", "number", "begins"),
    [
        ("--mandatary", "payroll", "/employers"),
        ("--provider", "school", "/registrations"),
        ("--operator", "", "/employers"),
    ],
)
def test_each_capacity_opens_its_own(
    arrive: Arrive, desk: Desk, world: World, option: str, number: str, begins: str
) -> None:
    arguments = [option, getattr(world, number)] if number else [option]
    els = arrive().logged_in("els", "company")

    answer = els.accept(desk.invite(*arguments))

    assert answer.headers["location"] == begins
    assert els.portal.follow(answer).status_code == 200
    assert (els.get("/access").status_code == 200) is (option != "--operator")
    assert (els.get("/runs").status_code == 200) is (option == "--operator")


async def test_three_hundred_enterprises_are_searched_and_paged(
    arrive: Arrive, manager: Traveller, app: Connection
) -> None:
    await seen(
        app,
        "WITH party AS ("
        " INSERT INTO person_role SELECT 'employer', '09' || lpad(n::text, 8, '0'), id, 'reader',"
        "        now() FROM person, generate_series(1, 300) n RETURNING 1)"
        " SELECT count(*) FROM party",
    )

    names, address = [], "/acting"
    while address:
        page = manager.get(address).text
        names += find(page, "//button[@name='choice']/@value")
        address = "".join(find(page, "//a[@rel='next']/@href"))

    assert len(names) == len(set(names)) == 301
    found = manager.get("/acting?search=bakkerij").text
    assert len(find(found, "//button[@name='choice']")) == 1
    [one] = find(manager.get("/acting?search=0900000123").text, "//button[@name='choice']/@value")
    assert one == "employer-0900000123"
    assert "No enterprise found" in manager.get("/acting?search=zzz").text
    for place in ("/acting", "/access"):
        assert manager.get(f"{place}?search=%00").status_code == 200
    for odd in ("page=0", "page=x", "page=99999999999", "search=" + "a" * 201):
        assert manager.get(f"/acting?{odd}").status_code == 400
