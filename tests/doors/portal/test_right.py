"""A computed right explained, verified and adjusted by page, in each language."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from fla.doors.portal.regime_picture import regime_picture
from fla.doors.portal.right import regimes_by_month
from fla.languages import LANGUAGES
from tests.doors.portal.conftest import Opener, SharedRights, Visitor, find
from tests.doors.portal.rights_world import CELINE, RightsWorld
from tests.doors.portal.world import World


def _page(rights: RightsWorld, year: int = 2026) -> str:
    return f"/employers/{rights.world.bakery}/workers/{rights.celine}/rights/{year}"


@pytest.fixture
def employer(rights: RightsWorld, open_portal: Opener) -> Visitor:
    return open_portal().log_in("employer", rights.world.bakery)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_timers_right_is_explained_in_each_language(
    shared_rights: SharedRights, language: str
) -> None:
    visitor = shared_rights.employer()

    page = visitor.get(_page(shared_rights.rights), cookie=_in(visitor, language))

    steps = find(page.text, "//ol[@class='steps']/li")
    assert f'<html lang="{language}">' in page.text
    assert len(steps) >= 8
    said = [" ".join(step.text_content().split()) for step in steps]
    assert any("21.1667" in one or "21,1667" in one for one in said)
    assert any("80" in one and "50" in one for one in said)
    assert len(find(page.text, "//ol[@class='steps']//a[starts-with(@href, 'http')]")) >= 8


def _in(visitor: Visitor, language: str) -> str:
    kept = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    return f"{kept}; fla_language={language}"


def test_the_worker_reads_the_same_and_changes_nothing(shared_rights: SharedRights) -> None:
    rights = shared_rights.rights
    visitor = shared_rights.visitor().log_in("worker", CELINE)

    page = visitor.get(f"/account/{rights.world.bakery}/rights/2026").text

    assert len(find(page, "//ol[@class='steps']/li")) >= 8
    assert "Inputs changed since" in page
    assert not find(page, "//main//form")
    assert not find(page, "//main//a[contains(@href, '/employers/')]")
    assert visitor.get(f"/account/{rights.world.foundry}/rights/2026").status_code == 404


def test_what_changed_and_what_it_was_made_on_is_told(shared_rights: SharedRights) -> None:
    page = shared_rights.employer().get(_page(shared_rights.rights)).text

    assert "the working time changed" in page
    assert "Made on 1.67 days; now it is 2.07 days" in page
    assert "Until 22 Dec 2026" in page


def test_a_registered_right_in_its_place_is_told(shared_rights: SharedRights) -> None:
    world = shared_rights.world
    address = f"/employers/{world.bakery}/workers/{world.bram}/rights/2026"

    page = shared_rights.employer().get(address).text

    assert "takes the place of this computed one" in page
    assert "In the place of the computed right" in page


@pytest.mark.parametrize("year", ["2021", "2028", "0", "99999", "x"])
def test_there_are_no_rights_of_other_years(shared_rights: SharedRights, year: str) -> None:
    visitor = shared_rights.employer()
    home = f"/employers/{shared_rights.world.bakery}"

    for address in (f"{home}/years/{year}", f"{home}/head-count/{year}"):
        assert visitor.get(address).status_code == 404


def test_finding_a_right_correct_settles_it(employer: Visitor, rights: RightsWorld) -> None:
    employer.get(_page(rights))
    values = employer.form()

    page = employer.follow(employer.post(f"{_page(rights)}/verify", values))

    assert "The register has it." in page.text
    assert "Found correct by" in page.text
    assert "This right is correct" not in page.text


def test_all_shown_are_found_correct_at_once(employer: Visitor, rights: RightsWorld) -> None:
    home = f"/employers/{rights.world.bakery}/years/2026"
    employer.get(f"{home}/workers")
    values = employer.form()

    page = employer.follow(employer.post(f"{home}/verify", values))

    assert len(values["worker"]) == 2
    assert "2 rights found correct" in page.text
    assert "Nobody at the moment" in page.text


def test_nobody_ticked_is_asked_for(employer: Visitor, rights: RightsWorld) -> None:
    home = f"/employers/{rights.world.bakery}/years/2026"
    employer.get(f"{home}/workers")

    page = employer.follow(employer.post(f"{home}/verify", {"reference": "P.none"}))

    assert "Choose at least one worker" in page.text


def test_an_adjustment_is_registered_corrected_and_cancelled(
    employer: Visitor, rights: RightsWorld
) -> None:
    bakery = f"/employers/{rights.world.bakery}"
    new = f"{bakery}/workers/{rights.celine}/adjustments/new"
    employer.get(f"{new}?year=2026")
    values = employer.form()
    assert values["right_type"] == ["sectoral"]

    page = employer.follow(
        employer.post(new, values | {"amount": ["1,5"], "reason": ["Seniority"]})
    )
    assert "+1.5 days" in page.text

    address = f"{bakery}/adjustments/{rights.adjustment}"
    employer.get(f"{address}/correct")
    page = employer.follow(employer.post(f"{address}/correct", employer.form() | {"amount": "-1"}))
    assert "-1 day" in page.text

    assert "Works agreement" in employer.get(f"{address}/cancel").text
    page = employer.follow(employer.post(f"{address}/cancel", {}))
    assert "Works agreement" not in page.text


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("amount", ""),
        ("amount", "much"),
        ("amount", "0"),
        ("amount", "999"),
        ("effective_date", "soon"),
        ("reason", ""),
        ("reason", "x" * 501),
        ("unit", "week"),
        ("right_type", "other"),
        ("year", "1999"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused_beside_its_control(
    shared_rights: SharedRights, control: str, value: str
) -> None:
    rights = shared_rights.rights
    visitor = shared_rights.employer()
    new = f"/employers/{rights.world.bakery}/workers/{rights.celine}/adjustments/new"
    visitor.get(f"{new}?year=2026")
    sound = visitor.form() | {"amount": ["1"], "reason": ["Seniority"]}

    answer = visitor.post(new, sound | {control: [value]})

    assert answer.status_code == 422
    assert f'href="#{control}"' in answer.text


def test_opting_out_for_a_worker_and_back(employer: Visitor, rights: RightsWorld) -> None:
    bakery = f"/employers/{rights.world.bakery}"
    new = f"{bakery}/workers/{rights.celine}/opt-outs/new"
    employer.get(f"{new}?year=2026")

    page = employer.follow(employer.post(new, employer.form() | {"reason": "Own account"}))
    assert "No right is computed for this worker in 2026" in page.text
    [cancel] = find(page.text, "//a[contains(@href, '/opt-outs/')]/@href")

    employer.get(cancel)
    page = employer.follow(employer.post(cancel, {}))
    assert "No right is computed for this worker" not in page.text


def test_opting_out_for_everybody_shows_on_the_year(employer: Visitor, rights: RightsWorld) -> None:
    bakery = f"/employers/{rights.world.bakery}"
    assert "for anybody in 2024" in employer.get(f"{bakery}/years/2024").text
    employer.get(f"{bakery}/opt-outs/new?year=2027")

    page = employer.follow(employer.post(f"{bakery}/opt-outs/new", employer.form()))

    assert "No right is computed for anybody in 2027" in page.text


def test_regimes_without_work_stay_empty() -> None:
    assert regimes_by_month(()) == [None] * 12
    picture = regime_picture([None, Decimal("0.8"), *[Decimal(1)] * 10])
    assert [column.percent for column in picture.columns[:3]] == [None, 80, 100]
    assert picture.columns[-1].left + picture.column_width <= picture.width
    assert Fraction(sum(one.percent or 0 for one in picture.columns), 100) == Fraction(108, 10)


def test_the_year_adds_up_and_leads_on(shared_rights: SharedRights) -> None:
    world: World = shared_rights.world
    visitor = shared_rights.employer()

    page = visitor.get(f"/employers/{world.bakery}/years/2026").text

    assert "2 computed rights to check" in " ".join(
        find(page, "//ul[@class='counts']")[0].text_content().split()
    )
    assert "Joint committee 200" in page
    for standing in ("unverified", "outdated", "overused", "optedOut", "other"):
        address = f"/employers/{world.bakery}/years/2026/workers?standing={standing}"
        assert visitor.get(address).status_code == 200


def test_suspensions_stay_with_an_employment(employer: Visitor, rights: RightsWorld) -> None:
    world = rights.world
    home = f"/employers/{world.bakery}/workers/{world.anna}"
    address = f"{home}/employments/{world.employment}/correct"
    employer.get(address)
    page = employer.post(address, employer.form() | {"go": ["suspend"]})
    assert "Suspension 1" in page.text
    start = dt.date(2026, 5, 1).isoformat()
    values = employer.form() | {"off_start-1": [start], "off_extent-1": ["partial"]}

    answer = employer.post(address, values | {"go": ["save"]})
    assert answer.status_code == 422
    assert 'href="#suspensions"' in answer.text

    page = employer.follow(employer.post(address, values | {"off_hours-1": ["19"], "go": ["save"]}))
    assert "since 1 May 2026" in page.text
    employer.get(address)
    assert employer.form()["off_hours-1"] == ["19"]
