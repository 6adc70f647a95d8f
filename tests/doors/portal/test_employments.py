"""An employment registered, corrected, ended and cancelled by page, with its occupation lines."""

import datetime as dt

import pytest

from fla.identifiers import ssin_with_check_digits
from fla.intake.shape_employment import MOST_OCCUPATIONS
from tests.doors.portal.conftest import Shared, Visitor, find
from tests.doors.portal.world import World
from tests.intake.build import ANNA

NEWCOMER = ssin_with_check_digits("910203007")


def _form(**changes: str) -> dict[str, str]:
    values = {
        "reference": "P.employment",
        "ssin": NEWCOMER,
        "family_name": "Maes",
        "given_name": "Lotte",
        "birth_date": "",
        "worker_language": "nl",
        "start_date": "2026-03-01",
        "end_date": "",
        "end_reason": "",
        "line_start-1": "2026-03-01",
        "line_end-1": "",
        "mean_hours-1": "19",
        "reference_hours-1": "38",
        "days_per_week-1": "2,5",
        "joint_committee-1": "PC 118.03",
        "worker_category-1": "blueCollar",
        "go": "save",
    }
    return values | changes


def _new(world: World) -> str:
    return f"/employers/{world.bakery}/employments/new"


def _one(world: World, action: str) -> str:
    return f"/employers/{world.bakery}/workers/{world.anna}/employments/{world.employment}/{action}"


def test_a_new_worker_is_registered_with_the_employment(employer: Visitor, world: World) -> None:
    employer.get(_new(world))
    typed = f"{NEWCOMER[:2]}.{NEWCOMER[2:4]}.{NEWCOMER[4:6]}-{NEWCOMER[6:9]}.{NEWCOMER[9:]}"

    page = employer.follow(employer.post(_new(world), _form(ssin=typed)))

    assert "Lotte Maes" in page.text
    assert "The register has it." in page.text
    assert "19\xa0h of 38\xa0h" in page.text
    assert "118.03" in page.text
    assert "since 1 Mar 2026" in page.text


def test_lines_are_added_without_losing_what_was_typed(employer: Visitor, world: World) -> None:
    employer.get(_new(world))

    page = employer.post(_new(world), _form(go="add"))

    assert page.status_code == 200
    values = employer.form()
    assert values["family_name"] == ["Maes"]
    assert values["mean_hours-1"] == ["19"]
    assert values["mean_hours-2"] == [""]
    assert "Lotte" not in employer.get(f"/employers/{world.bakery}/workers").text


def test_several_lines_follow_each_other(employer: Visitor, world: World) -> None:
    employer.get(_new(world))
    second = {
        "line_start-2": "2026-06-01",
        "mean_hours-2": "38:20",
        "reference_hours-2": "38:20",
        "days_per_week-2": "5",
        "joint_committee-2": "118",
        "worker_category-2": "whiteCollar",
        "line_start-3": "",
    }
    values = _form(**{"line_end-1": "31/05/2026"}) | second

    page = employer.follow(employer.post(_new(world), values))

    assert "38\xa0h\xa020 of 38\xa0h\xa020" in page.text
    assert "1 Mar 2026 – 31 May 2026" in page.text


def test_an_employment_is_ended_by_correcting_it(employer: Visitor, world: World) -> None:
    employer.get(_one(world, "correct"))
    values = employer.form()
    assert values["start_date"] == ["2020-01-01"]
    assert values["mean_hours-1"] == ["38"]
    assert values["joint_committee-1"] == ["200"]
    ended = values | {
        "end_date": ["2026-09-30"],
        "end_reason": ["resignation"],
        "line_end-1": ["2026-09-30"],
        "go": ["save"],
    }

    page = employer.follow(employer.post(_one(world, "correct"), ended))

    assert "1 Jan 2020 – 30 Sept 2026" in page.text
    assert "Resignation" in page.text
    assert "Accepted with warnings" in page.text, "a training lies after the new end"


def test_cancelling_an_employment_asks_first(employer: Visitor, world: World) -> None:
    assert "Cancel this employment?" in employer.get(_one(world, "cancel")).text
    refused = employer.post(_one(world, "cancel"), {})
    assert refused.status_code == 422
    assert "trainings that depend on it: 1" in refused.text
    employer.post(f"/employers/{world.bakery}/trainings/{world.training}/cancel", {})

    page = employer.follow(employer.post(_one(world, "cancel"), {}))

    assert "Cancelled" in page.text


@pytest.fixture(scope="module")
def looking(shared: Shared) -> Visitor:
    return shared.employer()


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("ssin", ""),
        ("ssin", "85073003329"),
        ("ssin", "abc"),
        ("ssin", "9" * 3000),
        ("family_name", ""),
        ("family_name", "x" * 101),
        ("given_name", "\x01"),
        ("birth_date", "1/1/85"),
        ("address", "x" * 301),
        ("worker_language", "xx"),
        ("start_date", "2026-02-30"),
        ("end_date", "2026-02-28"),
        ("end_reason", "bored"),
        ("line_start-1", "2026-03-02"),
        ("line_end-1", "soon"),
        ("mean_hours-1", "much"),
        ("mean_hours-1", "49"),
        ("reference_hours-1", "0"),
        ("days_per_week-1", "8"),
        ("joint_committee-1", "twelve"),
        ("worker_category-1", "boss"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_control(
    looking: Visitor, shared: Shared, control: str, value: str
) -> None:
    looking.get(_new(shared.world))

    answer = looking.post(_new(shared.world), _form(**{control: value}))

    assert answer.status_code == 422
    assert f'href="#{control}"' in answer.text


def test_of_several_lines_the_group_is_pointed_at(looking: Visitor, shared: Shared) -> None:
    looking.get(_new(shared.world))
    overlapping = {name.replace("-1", "-2"): value for name, value in _form().items()}

    answer = looking.post(_new(shared.world), overlapping | _form())

    assert answer.status_code == 422
    assert 'href="#lines"' in answer.text
    assert 'id="lines-problem-1"' in answer.text


def test_without_lines_the_group_is_pointed_at(looking: Visitor, shared: Shared) -> None:
    looking.get(_new(shared.world))
    values = {name: value for name, value in _form().items() if not name.endswith("-1")}

    answer = looking.post(_new(shared.world), values)

    assert answer.status_code == 422
    assert 'href="#lines"' in answer.text


def test_the_number_of_lines_is_bounded(looking: Visitor, shared: Shared) -> None:
    looking.get(_new(shared.world))

    page = looking.post(_new(shared.world), _form(**{"line_start-999": "", "go": "add"}))

    assert f"line_start-{MOST_OCCUPATIONS}" in page.text
    assert f"line_start-{MOST_OCCUPATIONS + 1}" not in page.text
    assert "Add a line" not in page.text


def test_an_employment_of_as_many_lines_as_there_may_be_fits_the_form(
    employer: Visitor, world: World
) -> None:
    employer.get(_one(world, "correct"))
    start = dt.date(2020, 1, 1)
    values = employer.form() | {"go": ["save"]}
    for line in range(1, MOST_OCCUPATIONS + 1):
        day = start + dt.timedelta(days=line - 1)
        last = "" if line == MOST_OCCUPATIONS else day.isoformat()
        of_line = {
            "line_start": day.isoformat(),
            "line_end": last,
            "mean_hours": "38",
            "reference_hours": "38",
            "days_per_week": "5",
            "joint_committee": "200",
            "worker_category": "whiteCollar",
        }
        values |= {f"{name}-{line}": [value] for name, value in of_line.items()}

    page = employer.follow(employer.post(_one(world, "correct"), values))

    assert page.text.count("38\xa0h of 38\xa0h") == MOST_OCCUPATIONS


def test_a_known_worker_need_not_be_typed_again(looking: Visitor, shared: Shared) -> None:
    looking.get(f"{_new(shared.world)}?worker={shared.world.anna}")

    assert looking.form()["ssin"] == [ANNA]
    assert looking.form()["family_name"] == ["Peeters"]


def test_a_new_number_takes_the_place_of_the_old_one(employer: Visitor, world: World) -> None:
    other = ssin_with_check_digits("850730034")
    employer.get(_one(world, "correct"))
    values = {name: texts[-1] for name, texts in employer.form().items()}
    old = values["ssin"]

    alone = employer.post(_one(world, "correct"), values | {"ssin": other})
    assert alone.status_code == 422, "a mere other number is another person"
    answer = employer.post(_one(world, "correct"), values | {"ssin": other, "replaced_ssin": old})
    page = employer.follow(answer)

    assert f"/workers/{world.anna}" in str(page.url)
    employer.get(_one(world, "correct"))
    assert employer.form()["ssin"] == [other]


def test_a_number_does_not_replace_itself(employer: Visitor, world: World) -> None:
    employer.get(_one(world, "correct"))
    values = {name: texts[-1] for name, texts in employer.form().items()}

    answer = employer.post(_one(world, "correct"), values | {"replaced_ssin": values["ssin"]})

    assert answer.status_code == 422
    assert find(answer.text, "//a[@href='#replaced_ssin']")
