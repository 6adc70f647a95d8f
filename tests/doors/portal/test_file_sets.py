"""File sets on the portal: who sees which, how far each is, and what may be taken from it."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from fla.access.model import PersonaKind
from fla.filesets.spool import Spool
from fla.languages import LANGUAGES
from fla.settings import Settings
from tests.doors.portal import file_set_world
from tests.doors.portal.conftest import Opener, find
from tests.doors.portal.file_set_doors import Doors, settings_of
from tests.doors.portal.file_set_world import FileSets, reply_name
from tests.doors.portal.world import XSS, World
from tests.intake.build import ANNA, Connection


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture
async def sets(world: World, app: Connection, settings: Settings) -> FileSets:
    """The bakery's file sets, one of each state."""
    return await file_set_world.build(app, Spool(settings.spool_directory), world.bakery)


@pytest.fixture
def doors(world: World, settings: Settings, open_portal: Opener) -> Doors:
    return Doors(world, settings, open_portal)


def test_the_list_says_how_far_each_set_is(doors: Doors, sets: FileSets) -> None:
    page = doors.bakery().get("/file-sets").text

    tickets = [link.text_content() for link in find(page, "//tbody//th/a")]
    assert tickets == sorted(sets.tickets.values(), reverse=True)
    [row] = find(page, f"//tr[th/a='{sets.tickets['processing']}']")
    assert "250 of 1,000 forms answered, 10 refused" in " ".join(row.text_content().split())
    [accepted] = row.xpath(".//*[local-name()='rect'][@class='used']")
    [refused] = row.xpath(".//*[local-name()='rect'][@class='refused']")
    assert accepted.get("width") == "20.00%"
    assert (refused.get("x"), refused.get("width")) == ("24.00%", "1.00%")


@pytest.mark.parametrize(
    ("which", "states"),
    [
        ("open", {"arrived", "examining", "acknowledged", "processing", "held"}),
        ("held", {"held"}),
        ("ended", {"refused", "done", "rejected", "stopped", "cancelled"}),
        ("no such choice", set(file_set_world.STATES)),
    ],
)
def test_the_list_is_narrowed_by_state(
    doors: Doors, sets: FileSets, which: str, states: set[str]
) -> None:
    page = doors.bakery().get(f"/file-sets?which={which}").text

    found = {link.text_content() for link in find(page, "//tbody//th/a")}
    assert found == {sets.tickets[state] for state in states}


async def test_a_long_list_has_pages(
    doors: Doors, app: Connection, settings: Settings, world: World
) -> None:
    spool = Spool(settings.spool_directory)
    for sender in ("100001", "100002", "100003"):
        await file_set_world.build(app, spool, world.bakery, sender=sender)
    bakery = doors.bakery()

    seen, address, page, pages = [], "/file-sets", "", 0
    while address:
        page = bakery.get(address).text
        seen += [link.text_content() for link in find(page, "//tbody//th/a")]
        address = next(iter(find(page, "//a[@rel='next']/@href")), "")
        pages += 1
    back = bakery.get(find(page, "//a[@rel='prev']/@href")[0]).text

    assert pages == 2
    assert len(seen) == len(set(seen)) == 3 * len(file_set_world.STATES)
    assert [link.text_content() for link in find(back, "//tbody//th/a")] == seen[:25]


def test_a_set_shows_what_came_of_it(doors: Doors, sets: FileSets) -> None:
    page = doors.bakery().get(f"/file-sets/{sets.tickets['done']}").text

    counts = [one.text_content() for one in find(page, "//dd[contains(@class, 'big')]")]
    assert counts == ["1,000", "860", "100", "40"]
    codes = find(page, "//section[@aria-labelledby='anomalies']//p/code/text()")
    assert codes == ["70062-460", "70004-004", "79999-999"], "the most frequent first"
    [head] = find(page, "//h3[../p/code='70004-004']")
    assert "check digits" in head.text_content()
    assert "Compare the number" in head.getnext().text_content()
    assert "40 forms" in head.getnext().getnext().text_content()
    cells = [cell.text_content() for cell in find(page, "//details[1]//tbody/tr[1]/*")]
    assert "line 300" in " ".join(cells)
    assert XSS not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("state", file_set_world.STATES)
def test_every_state_has_its_words_in_every_language(
    doors: Doors, sets: FileSets, state: str
) -> None:
    visitor = doors.bakery()
    seen = set()
    for language in LANGUAGES:
        visitor.get(f"/language/{language}")
        page = visitor.get(f"/file-sets/{sets.tickets[state]}")
        assert page.status_code == 200
        tag = find(page.text, "//div[@class='title']//span[contains(@class, 'tag')]/text()")[0]
        seen.add(tag)
    assert len(seen) == len(LANGUAGES), seen


def test_faults_are_told_with_their_place(doors: Doors, sets: FileSets) -> None:
    page = doors.bakery().get(f"/file-sets/{sets.tickets['refused']}").text

    rows = [
        " ".join(row.text_content().split())
        for row in find(page, "//section[@aria-labelledby='faults']//tbody/tr")
    ]
    assert len(rows) == 2
    assert rows[0].startswith("ACRF-102")
    assert "not well-formed XML" in rows[0]
    assert "line 3, column 14" in rows[0]
    assert rows[1].startswith("ACRF-120")
    assert rows[1].endswith("The file set")
    assert find(page, "//section[@aria-labelledby='faults']//a/@href") == ["/file-sets/new"]
    assert not find(page, "//*[@id='progress']"), "there is none to show"
    theirs = doors.visitor("operator").get(f"/file-sets/{sets.tickets['refused']}").text
    assert not find(theirs, "//section[@aria-labelledby='faults']//a"), "who looks on sends nothing"


def test_a_page_follows_a_set_only_while_it_goes_on(doors: Doors, sets: FileSets) -> None:
    bakery = doors.bakery()
    for state in file_set_world.STATES:
        page = bakery.get(f"/file-sets/{sets.tickets[state]}?follow=1").text
        follows = bool(find(page, "//meta[@http-equiv='refresh']"))
        assert follows == (state in {"arrived", "examining", "acknowledged", "processing"}), state


def test_replies_and_refused_forms_are_downloaded(doors: Doors, sets: FileSets) -> None:
    bakery = doors.bakery()
    ticket = sets.tickets["done"]
    page = bakery.get(f"/file-sets/{ticket}").text
    links = find(page, "//a[@download]/@href")

    assert len(links) == 5
    for link in links:
        answer = bakery.get(link)
        assert answer.status_code == 200, link
        assert answer.headers["content-disposition"].startswith("attachment"), link
        assert answer.headers["cache-control"] == "no-store"
    acknowledgement = bakery.get(f"/file-sets/{ticket}/replies/{reply_name(ticket, 'ACRF')}")
    assert acknowledgement.text == f"<ACRF>{ticket}</ACRF>"
    assert acknowledgement.headers["content-type"].startswith("application/xml")


@pytest.mark.parametrize(
    "name",
    ["..%2F..%2Fkeys%2Fsigning.key", "%2Fetc%2Fpasswd", "resend.xml", "FI.FLAD.100001", "%00", "."],
)
def test_only_replies_are_downloaded(doors: Doors, sets: FileSets, name: str) -> None:
    bakery = doors.bakery()

    assert bakery.get(f"/file-sets/{sets.tickets['done']}/replies/{name}").status_code == 404


def test_a_download_goes_on_where_it_broke_off(doors: Doors, sets: FileSets) -> None:
    ticket, bakery = sets.tickets["done"], doors.bakery()
    address = f"/file-sets/{ticket}/replies/{reply_name(ticket, 'NOTI')}"
    whole = bakery.get(address)
    tag, size = whole.headers["etag"], len(whole.content)

    rest = bakery.client.get(address, headers={"range": "bytes=5-", "if-range": tag})
    other = bakery.client.get(address, headers={"range": "bytes=5-", "if-range": '"another"'})
    behind = bakery.client.get(address, headers={"range": f"bytes={size}-"})

    assert whole.headers["accept-ranges"] == "bytes"
    assert (rest.status_code, rest.content) == (206, whole.content[5:])
    assert rest.headers["content-range"] == f"bytes 5-{size - 1}/{size}"
    assert rest.headers["etag"] == tag
    for name in ("content-disposition", "content-type", "cache-control"):
        assert rest.headers[name] == whole.headers[name]
    assert (other.status_code, other.content) == (200, whole.content)
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{size}")


def test_what_is_no_longer_on_the_disk_is_not_found(doors: Doors, sets: FileSets) -> None:
    bakery = doors.bakery()
    ticket = sets.tickets["done"]
    sets.spool.remove_set(ticket)

    assert bakery.get(f"/file-sets/{ticket}/resend").status_code == 404
    reply = bakery.get(f"/file-sets/{ticket}/replies/{reply_name(ticket, 'NOTI')}")
    assert reply.status_code == 404


def _addresses(sets: FileSets) -> Iterator[str]:
    for state, more in itertools.product(
        ("done", "held", "processing"), ("", "/resend", "/confirm", "/cancel")
    ):
        yield f"/file-sets/{sets.tickets[state]}{more}"
    done = sets.tickets["done"]
    yield f"/file-sets/{done}/replies/{reply_name(done, 'NOTI')}"


def test_nobody_sees_another_enterprises_sets(doors: Doors, sets: FileSets) -> None:
    world = doors.world
    others: list[tuple[PersonaKind, str]] = [
        ("employer", world.foundry),
        ("mandatary", world.payroll),
        ("provider", world.school),
        ("worker", ANNA),
    ]
    for kind, number in others:
        visitor = doors.visitor(kind, number)
        visitor.get("/what-if")
        listed = visitor.get("/file-sets")
        assert listed.status_code == (404 if kind == "worker" else 200), kind
        for ticket in sets.tickets.values():
            assert ticket not in listed.text, kind
        assert visitor.get("/file-sets?sender=100001").text.count("100001SET") == 0
        for address in _addresses(sets):
            # Who declares nothing is told so before anything is looked for.
            refused = (403, 404) if kind == "worker" else (404, 405)
            assert visitor.get(address).status_code in refused, (kind, address)
            assert visitor.post(address).status_code in (*refused, 405), (kind, address)


@pytest.mark.parametrize("ticket", ["x", "%00", "0000000000000", "a" * 3000, "..", "%C3%28"])
def test_there_is_no_other_set(doors: Doors, sets: FileSets, ticket: str) -> None:
    answer = doors.bakery().get(f"/file-sets/{ticket}/resend")
    assert answer.status_code in (400, 404)


def test_the_operator_sees_all_sets_and_finds_a_senders(doors: Doors, sets: FileSets) -> None:
    operator = doors.visitor("operator")

    page = operator.get("/file-sets").text
    assert set(sets.tickets.values()) <= set(find(page, "//tbody//th/a/text()"))
    assert find(page, "//td//a[@href='/senders/100001']")
    assert not find(operator.get("/file-sets?sender=100002").text, "//tbody")
    assert find(operator.get("/file-sets?sender=100001").text, "//tbody")
    one = operator.get(f"/file-sets/{sets.tickets['held']}").text
    assert not find(one, "//a[contains(@href, '/confirm')]"), "whose data it is confirms"
