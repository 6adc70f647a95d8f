"""A link makes who follows it act for an enterprise: once, for a while, and nobody else."""

import datetime as dt
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.conftest import Connection
from tests.doors.portal.conftest import find
from tests.doors.portal.world import World
from tests.intake.build import ANNA
from tests.openid.conftest import Arrive, LateClock
from tests.openid.desk import Desk, invited
from tests.openid.people import Traveller
from tests.openid.rows import seen


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

    for name in ("A", "Dirk"):  # what he offered goes with him
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


def test_an_invitation_takes_no_role_away(arrive: Arrive, desk: Desk, world: World) -> None:
    dirk = arrive().logged_in("dirk", "company")
    dirk.accept(desk.invite("--employer", world.bakery))
    dirk.accept(desk.invite("--employer", world.bakery, "--role", "reader"))

    assert dirk.get("/access").status_code == 200
