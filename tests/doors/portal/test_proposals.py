"""What providers registered: the employer confirms or objects by page, the provider sees it."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
from lxml import html

from fla.clock import FixedClock
from fla.identifiers.ssin import mask_ssin
from fla.languages import LANGUAGES
from fla.settings import Settings
from fla.trainings.settling import settle
from tests.conftest import Database
from tests.doors.portal.browser import CHROMIUM, SMALL_TARGETS, Watch, chromium, overflow, portal_at
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import XSS, World
from tests.intake import build as intake
from tests.intake.build import ANNA, BAKERY, BRAM, FOUNDRY, SCHOOL
from tests.intake.cases.case import charged, planned

REASON = "Anna was ill that day"
Propose = Callable[..., Awaitable[list[uuid.UUID]]]


@pytest.fixture
def propose(database: Database, world: World) -> Propose:
    """Let the school register trainings; their ids."""

    async def proposed(*declarations: Any) -> list[uuid.UUID]:
        url = database.app_url
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            outcomes = await intake.send(connection, *declarations, sender=SCHOOL)
        assert {outcome.status for outcome in outcomes} == {"accepted"}
        return [outcome.target for outcome in outcomes if outcome.target]

    return proposed


@pytest.fixture
async def three(propose: Propose) -> list[uuid.UUID]:
    """Two of Anna's, of which one is planned, and one of Bram's."""
    return await propose(
        charged(title="Brandpreventie"),
        planned(reference="T-2", title="Heftruck"),
        charged(ssin=BRAM, reference="T-3", title="EHBO"),
    )


@pytest.fixture
def provider(world: World, open_portal: Opener) -> Visitor:
    return open_portal().log_in("provider", SCHOOL)


HERE = f"/employers/{BAKERY}/proposals"


def rows(text: str) -> list[str]:
    return [" ".join(row.text_content().split()) for row in find(text, "//main//tbody/tr")]


def titles(text: str) -> list[str]:
    """What stands first in each row."""
    return [str(cell.text).strip() for cell in find(text, "//main//tbody/tr/th")]


async def test_the_list_shows_what_waits_and_until_when(
    employer: Visitor, three: list[uuid.UUID]
) -> None:
    page = employer.get(HERE).text

    assert "3 registrations wait" in page
    assert "settles by itself after the day shown" in page
    shown = rows(page)
    assert len(shown) == 3
    (fire,) = [row for row in shown if "Brandpreventie" in row]
    for text in ("Peeters, Anna", mask_ssin(ANNA), "École Démo", "31 Jan 2027", "Completed"):
        assert text in fire
    (lift,) = [row for row in shown if "Heftruck" in row]
    assert "Until the provider says what became of it" in lift
    assert ANNA not in page


async def test_without_settlement_the_page_says_that_it_keeps_waiting(
    open_portal: Opener, three: list[uuid.UUID]
) -> None:
    waiting = open_portal(Settings(demo=True, settle_proposals=False))
    page = waiting.log_in("employer", BAKERY).get(HERE).text

    assert "Nothing settles by itself here" in page


async def test_those_ticked_are_confirmed_and_no_other(
    employer: Visitor, three: list[uuid.UUID]
) -> None:
    employer.get(HERE)
    form = employer.form()
    assert len(form["training"]) == 3, "all are ticked at first"
    ticked = [one for one in form["training"] if not one.startswith(str(three[0]))]

    page = employer.follow(employer.post(f"{HERE}/confirm", form | {"training": ticked})).text

    assert "2 registrations confirmed" in page
    assert "1 registration waits" in page
    assert "Brandpreventie" in page


async def test_what_arrives_meanwhile_is_not_confirmed(
    employer: Visitor, propose: Propose, three: list[uuid.UUID]
) -> None:
    employer.get(HERE)
    form = employer.form()
    await propose(charged(reference="T-4", title="Nieuw"))

    page = employer.follow(employer.post(f"{HERE}/confirm", form)).text

    assert "1 registration waits" in page
    assert "Nieuw" in page


async def test_what_was_changed_meanwhile_is_not_confirmed_as_it_was(
    employer: Visitor, propose: Propose, three: list[uuid.UUID]
) -> None:
    employer.get(HERE)
    form = employer.form()
    await propose(charged(action="correct", title="Iets anders"))

    answer = employer.post(f"{HERE}/confirm", form)

    assert answer.status_code == 422
    assert "this was changed after you looked at it" in answer.text
    assert "Anna Peeters" in answer.text
    assert "2 registrations confirmed" in answer.text
    assert "Iets anders" in answer.text


async def test_one_is_confirmed_by_its_own_button(
    employer: Visitor, three: list[uuid.UUID]
) -> None:
    employer.get(HERE)
    form = employer.form() | {"one": f"{three[2]}.1"}

    page = employer.follow(employer.post(f"{HERE}/confirm", form)).text

    assert "1 registration confirmed" in page
    assert "2 registrations wait" in page


async def test_a_form_sent_twice_counts_once(employer: Visitor, three: list[uuid.UUID]) -> None:
    employer.get(HERE)
    form = employer.form()

    answers = [employer.post(f"{HERE}/confirm", form) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    history = employer.get(f"/employers/{BAKERY}/trainings/{three[0]}").text
    assert len(find(history, "//section[@aria-labelledby='history']//tbody/tr")) == 2


@pytest.mark.parametrize("boxes", [[], ["x"], [f"{uuid.UUID(int=1)}"], [f"{uuid.UUID(int=1)}.x"]])
async def test_with_nobody_ticked_nothing_is_confirmed(
    employer: Visitor, three: list[uuid.UUID], boxes: list[str]
) -> None:
    employer.get(HERE)

    page = employer.follow(
        employer.post(f"{HERE}/confirm", employer.form() | {"training": boxes})
    ).text

    assert "Choose at least one registration first" in page
    assert "3 registrations wait" in page


async def test_the_provider_reads_why_the_employer_objects_and_corrects(
    employer: Visitor, provider: Visitor, three: list[uuid.UUID]
) -> None:
    there = f"/employers/{BAKERY}/trainings/{three[0]}/object"
    employer.get(there)
    page = employer.follow(employer.post(there, employer.form() | {"reason": REASON})).text
    assert "Objected to" in page
    assert REASON in page

    listed = provider.get("/registrations/list?verification=objected").text
    (row,) = rows(listed)
    assert REASON in row
    form = provider.get(f"/registrations/{three[0]}/correct").text
    assert REASON in form
    values = provider.form() | {"title": ["Brandpreventie II"]}
    page = provider.follow(provider.post(f"/registrations/{three[0]}/correct", values)).text
    assert "Accepted" in page
    assert "objected" not in page.partition("<tbody")[2].lower()
    assert "Brandpreventie II" in employer.get(HERE).text


async def test_an_objection_without_a_reason_is_asked_for_again(
    employer: Visitor, three: list[uuid.UUID]
) -> None:
    there = f"/employers/{BAKERY}/trainings/{three[0]}/object"
    employer.get(there)

    answer = employer.post(there, employer.form() | {"reason": " "})

    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert find(answer.text, "//input[@id='reason'][@aria-invalid='true']")


async def test_an_objection_to_what_was_changed_meanwhile_is_refused(
    employer: Visitor, propose: Propose, three: list[uuid.UUID]
) -> None:
    there = f"/employers/{BAKERY}/trainings/{three[0]}/object"
    employer.get(there)
    form = employer.form() | {"reason": REASON}
    await propose(charged(action="correct", title="Iets anders"))

    answer = employer.post(there, form)

    assert answer.status_code == 422
    assert "this was changed after you looked at it" in answer.text


async def test_the_page_of_a_training_offers_what_can_be_decided(
    employer: Visitor, world: World, three: list[uuid.UUID]
) -> None:
    here = f"/employers/{BAKERY}/trainings/{three[0]}"
    page = employer.get(here).text
    assert "It settles by itself after 31 Jan 2027" in page
    employer.post(f"{HERE}/confirm", employer.form() | {"one": f"{three[0]}.1"})
    page = employer.get(here).text
    assert "Until 31 Jan 2027 you may still object" in page
    assert "Confirmed" in page.partition('id="history"')[2]
    own = employer.get(f"/employers/{BAKERY}/trainings/{world.training}").text
    assert f"{world.training}/object" not in own
    assert employer.get(f"/employers/{BAKERY}/trainings/{world.training}/object").status_code == 404


async def test_what_settled_by_itself_says_so_to_both(
    open_portal: Opener, database: Database, three: list[uuid.UUID]
) -> None:
    later = dt.datetime(2027, 2, 1, 11, tzinfo=dt.UTC)
    assert await settle(database.app_url, FixedClock(later)) == 2
    employer = open_portal().log_in("employer", BAKERY)
    page = employer.get(f"/employers/{BAKERY}/trainings/{three[0]}").text
    history = page.partition('id="history"')[2]
    assert "Settled by itself" in history
    assert "The register itself" in history
    provider = open_portal().log_in("provider", SCHOOL)
    (row,) = [one for one in rows(provider.get("/registrations/list").text) if "Brand" in one]
    assert "Settled by itself 1 Feb 2027" in row
    assert "Correct" not in row


async def test_the_list_is_searched_and_paged(
    employer: Visitor, propose: Propose, world: World
) -> None:
    await propose(
        *(
            charged(reference=f"T-{n}", title=f"Les {n}", duration_minutes=5, charged_minutes=5)
            for n in range(60)
        ),
        charged(ssin=BRAM, reference="B", title="EHBO"),
    )
    first = employer.get(HERE).text
    assert ("61 registrations wait" in first, len(rows(first))) == (True, 50)
    second = employer.follow(employer.post(HERE, employer.form() | {"go": "after"})).text
    assert len(rows(second)) == 11
    back = employer.follow(employer.post(HERE, employer.form() | {"go": "before"}))
    assert rows(back.text) == rows(first)
    for search in ("janss", BRAM):
        found = employer.follow(employer.post(HERE, {"go": "search", "search": search}))
        assert len(rows(found.text)) == 1
        assert "EHBO" in found.text
        assert search not in str(found.url)
    none = employer.follow(employer.post(HERE, {"go": "search", "search": "zzz"})).text
    assert "No registration found" in none


async def test_a_mandatary_sees_how_many_wait_at_which_employer(
    open_portal: Opener, three: list[uuid.UUID]
) -> None:
    office = open_portal().log_in("mandatary", intake.PAYROLL)
    (row,) = rows(office.get("/employers").text)
    assert "Bakkerij Demo" in row
    (link,) = find(office.last.text, f"//a[@href='{HERE}']")
    assert link.text_content().startswith("3")
    office.get(HERE)
    page = office.follow(office.post(f"{HERE}/confirm", office.form())).text
    assert "3 registrations confirmed" in page
    history = office.get(f"/employers/{BAKERY}/trainings/{three[0]}").text
    assert "Sociaal Secretariaat Demo" in history


async def test_others_do_not_see_them(open_portal: Opener, three: list[uuid.UUID]) -> None:
    there = f"/employers/{BAKERY}/trainings/{three[0]}/object"
    for kind, number in (("employer", FOUNDRY), ("provider", SCHOOL), ("worker", ANNA)):
        other = open_portal().log_in(kind, number)  # type: ignore[arg-type]
        for address in (HERE, there):
            assert other.get(address).status_code == 404
        assert other.post(f"{HERE}/confirm", {"one": f"{three[0]}.1"}).status_code == 404
        assert other.post(there, {"reason": REASON}).status_code == 404
    operator = open_portal().log_in("operator")
    assert "3 registrations wait" in operator.get(HERE).text
    assert not find(operator.last.text, "//main//input[@type='checkbox']")
    assert operator.post(f"{HERE}/confirm", {"one": f"{three[0]}.1"}).status_code == 403


# The provider.


async def test_a_provider_lists_what_it_registered_and_nothing_of_the_worker(
    provider: Visitor, three: list[uuid.UUID]
) -> None:
    page = provider.get("/registrations/list").text

    assert titles(page) == ["EHBO", "Heftruck", "Brandpreventie"]
    assert "until 31 Jan 2027" in page
    for secret in ("Peeters", "Janssens", "Bakkerij", ANNA, BRAM, "15 h 12"):
        assert secret not in page
    assert mask_ssin(ANNA) in page


async def test_a_provider_finds_by_employer_and_by_reference(
    provider: Visitor, propose: Propose, three: list[uuid.UUID]
) -> None:
    await propose(charged(ssin=BRAM, reference="F-1", title="Lassen", employer=FOUNDRY))
    for search, expected in ((FOUNDRY, ["Lassen"]), ("T-2", ["Heftruck"]), ("nothing", [])):
        page = provider.get(f"/registrations/list?search={search}").text
        assert titles(page) == expected


async def test_a_provider_pages_through_thousands(
    provider: Visitor, propose: Propose, world: World
) -> None:
    await propose(
        *(
            charged(reference=f"T-{n}", title=f"Les-{n:03}", duration_minutes=5, charged_minutes=5)
            for n in range(120)
        )
    )
    seen: list[str] = []
    address = "/registrations/list"
    while address:
        text = provider.get(address).text
        seen += titles(text)
        links = find(text, "//a[@rel='next']/@href")
        address = links[0] if links else ""
    assert seen == [f"Les-{n:03}" for n in reversed(range(120))]


async def test_a_provider_cancels_and_what_was_confirmed_is_no_longer_its_to_change(
    employer: Visitor, provider: Visitor, three: list[uuid.UUID]
) -> None:
    employer.get(HERE)
    employer.post(f"{HERE}/confirm", employer.form() | {"one": f"{three[0]}.1"})
    provider.get(f"/registrations/{three[2]}/cancel")
    page = provider.follow(provider.post(f"/registrations/{three[2]}/cancel")).text
    shown = dict(zip(titles(page), rows(page), strict=True))
    assert "Cancelled" in shown["EHBO"]
    assert "Correct" not in shown["Brandpreventie"]
    provider.get(f"/registrations/{three[0]}/cancel")
    answer = provider.post(f"/registrations/{three[0]}/cancel")
    assert answer.status_code == 422
    assert "not possible in the present state" in answer.text


async def test_a_provider_finds_nothing_of_another_provider(
    open_portal: Opener, world: World, three: list[uuid.UUID]
) -> None:
    for kind, number in (("employer", BAKERY), ("mandatary", intake.PAYROLL), ("worker", ANNA)):
        other = open_portal().log_in(kind, number)  # type: ignore[arg-type]
        assert other.get("/registrations/list").status_code == 404
    provider = open_portal().log_in("provider", SCHOOL)
    for address in ("correct", "cancel"):
        assert provider.get(f"/registrations/{world.training}/{address}").status_code == 404
        assert provider.post(f"/registrations/{world.training}/{address}").status_code == 404


async def test_what_was_typed_is_shown_and_never_run(
    employer: Visitor, provider: Visitor, propose: Propose
) -> None:
    (target,) = await propose(charged(title=XSS))
    there = f"/employers/{BAKERY}/trainings/{target}/object"
    employer.get(there)
    employer.post(there, employer.form() | {"reason": XSS})
    for text in (
        employer.get(f"/employers/{BAKERY}/trainings/{target}").text,
        provider.get("/registrations/list").text,
        provider.get(f"/registrations/{target}/correct").text,
    ):
        assert XSS not in text
        assert "&lt;script&gt;" in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_control_and_link_has_a_name_of_its_own_in_every_language(
    open_portal: Opener, three: list[uuid.UUID], language: str
) -> None:
    visitor = open_portal()
    visitor.get(f"/language/{language}")
    visitor.log_in("employer", BAKERY)
    texts = [
        visitor.get(address).text
        for address in (HERE, f"/employers/{BAKERY}/trainings/{three[0]}/object")
    ]
    other = open_portal()
    other.get(f"/language/{language}")
    other.log_in("provider", SCHOOL)
    texts += [
        other.get(f"/registrations/{address}").text
        for address in ("list", f"{three[0]}/correct", f"{three[0]}/cancel")
    ]
    for text in texts:
        page: Any = html.fromstring(text)
        assert page.get("lang") == language
        assert len(page.xpath("//h1")) == 1
        for box in page.xpath("//main//input[@type='checkbox']"):
            assert box.get("aria-label") or page.xpath(f"//label[@for='{box.get('id')}']")
        links = [" ".join(one.text_content().split()) for one in page.xpath("//main//td//a")]
        assert len(set(links)) == len(links)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no Chromium at {CHROMIUM}")
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_pages_fit_a_phone_and_the_thumb(
    database: Database, clock: FixedClock, three: list[uuid.UUID], width: int
) -> None:
    async with portal_at(database, clock) as home, chromium() as browser:
        context = await browser.new_context(
            base_url=home, locale="de", viewport={"width": width, "height": 800}
        )
        page = await context.new_page()
        watch = Watch(page, home)
        for name, addresses in (
            ("Bakkerij Demo", [HERE, f"/employers/{BAKERY}/trainings/{three[0]}/object"]),
            ("École Démo", ["/registrations/list", f"/registrations/{three[0]}/correct"]),
        ):
            await context.clear_cookies()
            await page.goto("/")
            await page.get_by_role("button", name=name).click()
            for address in addresses:
                await page.goto(address)
                assert await overflow(page) == 0, address
                assert await page.evaluate(SMALL_TARGETS) == [], address
        assert watch.complaints == []
        assert watch.elsewhere == []


@pytest.mark.parametrize("search", ["%00", "REF%00"])
def test_no_reference_holds_what_no_database_takes(provider: Visitor, search: str) -> None:
    assert provider.get(f"/registrations/list?search={search}").status_code == 200
