"""Who acts for whom: invited by a link, chosen after the login, changed and withdrawn at once."""

import datetime as dt
import re
import uuid
from urllib.parse import parse_qsl, urlsplit

import pytest
from typer.testing import CliRunner

from fla.commands.access import app as access_commands
from fla.database.identity import OPERATOR, assume
from tests.conftest import Connection, Database
from tests.doors.portal.conftest import find
from tests.doors.portal.world import World, training_form
from tests.intake.build import ANNA, BRAM
from tests.openid.conftest import Arrive, LateClock
from tests.openid.people import Traveller
from tests.openid.rows import seen
from tests.rows import TODAY


class Desk:
    """The operator's command line."""

    def __init__(self, home: str) -> None:
        self.home = home

    def run(self, *arguments: str, status: int = 0) -> str:
        found = CliRunner().invoke(access_commands, arguments, env={"COLUMNS": "250"})
        assert found.exit_code == status, found.output
        return found.output

    def invite(self, *arguments: str) -> str:
        """Invite somebody, and return the link."""
        link = self.run("invite", "Somebody", "--address", self.home, *arguments).split()[-1]
        assert link.startswith(f"{self.home}/invitation?code=")
        return link


@pytest.fixture
def desk(database: Database, home: str, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("FLA_DATABASE_URL", database.app_url)
    return Desk(home)


@pytest.fixture
def manager(arrive: Arrive, desk: Desk, world: World) -> Traveller:
    """Dirk, the bakery's access manager, of its own directory."""
    dirk = arrive().logged_in("dirk", "company")
    dirk.portal.follow(dirk.accept(desk.invite("--employer", world.bakery)))
    return dirk


def invited(manager: Traveller, role: str, **values: str) -> str:
    """Have the access manager invite somebody; return the link that his page shows."""
    manager.get("/access/invite")
    answer = manager.post("/access/invite", invitee="A colleague", role=role, **values)
    page = manager.portal.follow(answer).text
    return str(find(page, "//input[@id='link']/@value")[0])


def person_of(manager: Traveller, name: str) -> str:
    """Return the address of somebody's role on the access manager's page."""
    page = manager.get("/access").text
    [address] = find(page, f"//tr[th[contains(., '{name}')]]//a/@href")
    return str(address)


def test_the_operator_invites_the_first_access_manager(
    somebody: Traveller, desk: Desk, world: World
) -> None:
    link = desk.invite("--employer", world.bakery)
    page = somebody.get(link.removeprefix(desk.home)).text
    assert "To act for Bakkerij Demo." in page
    assert "Log in first" in page
    [way] = find(page, "//a[contains(@href, '/login/company')]/@href")
    [(_, onward)] = parse_qsl(urlsplit(way).query)

    page = somebody.portal.follow(somebody.log_in("dirk", "company", onward)).text
    assert "You are logged in as Dirk Daems." in page
    answer = somebody.accept(link)

    assert answer.headers["location"] == f"/employers/{world.bakery}/workers"
    page = somebody.portal.follow(answer).text
    assert "Dirk Daems" in page
    assert "Peeters" in page
    assert somebody.get("/access").status_code == 200


def test_the_command_line_lists_and_withdraws(manager: Traveller, desk: Desk, world: World) -> None:
    invitation = invited(manager, "reader")
    listed = desk.run("list", "--employer", world.bakery)
    ids = {line.split()[1]: line.split()[0] for line in listed.splitlines()[1:]}
    assert {"Dirk", "A"} <= ids.keys()

    for name in ("Dirk", "A"):
        assert "Withdrawn." in desk.run("revoke", ids[name], "--employer", world.bakery)
        desk.run("revoke", ids[name], "--employer", world.bakery, status=1)

    assert manager.get("/access").headers["location"] == "/acting"
    assert manager.get(invitation.removeprefix(desk.home)).status_code == 410
    assert "Nobody has access" in desk.run("list", "--employer", world.bakery)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "name one"),
        (["--operator", "--employer", "bakery"], "name one"),
        (["--employer", "0800000175"], "no enterprise number"),
        (["--provider", "bakery"], "has no provider"),
        (["--mandatary", "bakery"], "has no mandatary"),
        (["--operator", "--role", "accessManager"], "editors or readers"),
        (["--operator", "--ssin", "1"], "no national register number"),
    ],
)
def test_the_command_line_refuses(
    desk: Desk, world: World, arguments: list[str], says: str
) -> None:
    typed = [world.bakery if one == "bakery" else one for one in arguments]

    said = re.sub(r"\s+|│", " ", desk.run("invite", "Somebody", *typed, status=2))

    assert says in re.sub(" +", " ", said)


def test_an_invitation_is_good_once(arrive: Arrive, manager: Traveller) -> None:
    link = invited(manager, "editor")
    els, other = arrive().logged_in("els", "company"), arrive().logged_in("bram")
    other_page = other.get(link.removeprefix(els.elsewhere.home)).text
    els.accept(link)

    [code] = re.findall(r'name="code" value="([^"]+)"', other_page)
    assert other.post("/invitation", code=code).status_code == 410
    assert els.get(link.removeprefix(els.elsewhere.home)).status_code == 410
    page = manager.get("/access").text
    assert "Els Evers" in page
    assert "Bram" not in page


def test_an_invitation_lasts_fourteen_days(
    arrive: Arrive, manager: Traveller, late_clock: LateClock
) -> None:
    link = invited(manager, "editor").removeprefix(manager.elsewhere.home)
    late_clock.ahead = dt.timedelta(days=13)
    assert arrive().get(link).status_code == 200
    late_clock.ahead = dt.timedelta(days=14)

    answer = arrive().get(link)

    assert answer.status_code == 410
    assert "is older than fourteen days" in answer.text


def test_an_invitation_is_withdrawn(arrive: Arrive, manager: Traveller) -> None:
    link = invited(manager, "editor").removeprefix(manager.elsewhere.home)
    page = manager.get("/access").text
    [withdraw] = find(page, "//form[contains(@action, '/revoke')]/@action")

    assert manager.post(withdraw).status_code == 303
    assert arrive().get(link).status_code == 410
    assert manager.post(withdraw).status_code == 404


def test_an_invitation_to_a_number_is_for_nobody_else(arrive: Arrive, manager: Traveller) -> None:
    link = invited(manager, "reader", ssin="85.07.30-033.28")
    for account, provider in (("bram", "federal"), ("els", "company")):
        other = arrive().logged_in(account, provider)
        answer = other.accept(link)
        assert answer.status_code == 403
        assert "for somebody else" in answer.text
        assert ANNA not in answer.text

    anna = arrive().logged_in("anna")
    assert anna.accept(link).status_code == 303


@pytest.mark.parametrize("code", ["", "x", "a" * 5000, "%00", "%F0%9F%92%A9"])
def test_a_made_up_code_opens_nothing(arrive: Arrive, manager: Traveller, code: str) -> None:
    invited(manager, "editor")

    assert arrive().get(f"/invitation?code={code}").status_code == 410
    assert manager.post("/invitation", code=code).status_code == 410


async def test_what_is_kept_of_a_code_opens_nothing(manager: Traveller, app: Connection) -> None:
    link = invited(manager, "editor")

    kept = await seen(app, "SELECT i::text FROM invitation i")

    code = link.partition("code=")[2]
    assert len(code) == 43
    assert not any(code in row[0] for row in kept)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"invitee": " ", "role": "editor"}, "Say whom you invite"),
        ({"invitee": "x" * 101, "role": "editor"}, "Say whom you invite"),
        ({"invitee": "a\x07b", "role": "editor"}, "Say whom you invite"),
        ({"invitee": "A", "role": "operator"}, "Choose a role."),
        ({"invitee": "A", "role": "editor", "ssin": "85073003329"}, "not a national register"),
    ],
)
def test_an_invitation_without_its_parts_is_refused(
    manager: Traveller, values: dict[str, str], says: str
) -> None:
    manager.get("/access/invite")

    answer = manager.post("/access/invite", **values)

    assert answer.status_code == 422
    assert says in answer.text
    assert "No invitation is open." in manager.get("/access").text


def test_who_invites_is_escaped_on_every_page(arrive: Arrive, manager: Traveller) -> None:
    manager.get("/access/invite")
    manager.post("/access/invite", invitee="<script>alert(1)</script>", role="editor")

    assert "<script" not in manager.get("/access").text


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
        assert manager.post(role, role=wanted).headers["location"] == "/access"
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


def test_an_invitation_takes_no_role_away(arrive: Arrive, desk: Desk, world: World) -> None:
    dirk = arrive().logged_in("dirk", "company")
    dirk.accept(desk.invite("--employer", world.bakery))
    dirk.accept(desk.invite("--employer", world.bakery, "--role", "reader"))

    assert dirk.get("/access").status_code == 200


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
    for odd in ("page=0", "page=x", "page=99999999999", "search=" + "a" * 201):
        assert manager.get(f"/acting?{odd}").status_code == 400
