"""A training provider registers a training for participants of several employers."""

import pytest

from fla.doors.portal.registrations import MOST_PARTICIPANTS, Participant, read_participants
from tests.doors.portal.conftest import Opener, Shared, Visitor
from tests.doors.portal.world import World, training_form
from tests.intake.build import ANNA, BRAM, NOBODY


@pytest.fixture
def provider(visitor: Visitor, world: World) -> Visitor:
    visitor.log_in("provider", world.school)
    visitor.get("/registrations")
    return visitor


def _form(participants: str, **changes: str) -> dict[str, str]:
    values = training_form(charged_right="", participants=participants)
    return values | changes


def test_participants_of_several_employers_are_registered_at_once(
    provider: Visitor, world: World, open_portal: Opener
) -> None:
    lines = f"{world.bakery} {ANNA}\n{world.foundry}; {BRAM}\n\n"

    page = provider.follow(provider.post("/registrations", _form(lines)))

    assert "Registered for 2 participants" in page.text
    assert ANNA not in page.text
    employer = open_portal().log_in("employer", world.bakery)
    account = employer.get(f"/employers/{world.bakery}/workers/{world.anna}").text
    assert "Hygiëne in de bakkerij" in account
    assert "To be confirmed by the employer" in account


def test_who_is_refused_stays_on_the_form(provider: Visitor, world: World) -> None:
    lines = f"{world.bakery} {ANNA}\n{world.bakery} {NOBODY}"

    answer = provider.post("/registrations", _form(lines))

    assert answer.status_code == 422
    assert "Registered for 1 participant" in answer.text
    assert provider.form()["participants"] == [f"{world.bakery} {NOBODY}"]
    assert 'href="#participants"' in answer.text


def test_a_form_sent_twice_counts_once(provider: Visitor, world: World) -> None:
    values = _form(f"{world.bakery} {ANNA}")

    first = provider.post("/registrations", values)
    second = provider.post("/registrations", values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert "Registered for 1 participant" in provider.follow(second).text


@pytest.mark.parametrize("lines", ["", " \n \n"])
def test_without_participants_there_is_nothing_to_register(shared: Shared, lines: str) -> None:
    provider = shared.visitor().log_in("provider", shared.world.school)
    provider.get("/registrations")

    answer = provider.post("/registrations", _form(lines))

    assert answer.status_code == 422
    assert "name at least one participant" in answer.text


@pytest.mark.parametrize(
    "lines", ["x", "0800000174", "1 2 3", "\x00 \x00", "9" * 5000, "0800000174 85073003329", "é é"]
)
def test_odd_lines_are_refused_and_kept(shared: Shared, lines: str) -> None:
    provider = shared.visitor().log_in("provider", shared.world.school)
    provider.get("/registrations")

    answer = provider.post("/registrations", _form(lines))

    assert answer.status_code == 422
    assert 'href="#participants"' in answer.text


def test_participants_are_read_line_by_line_each_once() -> None:
    typed = "0800.000.174\t85.07.30-033.28\n0800000174,85073003328\n\n 0800000273 | 90010100297 "

    assert read_participants(typed) == [
        Participant("0800000174", "85073003328"),
        Participant("0800000273", "90010100297"),
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "there are 150 participants, 50 too many; at most 100 fit"),
        ("nl", "er zijn 150 deelnemers, 50 te veel; in één formulier passen er hoogstens 100"),
        ("fr", "il y a 150 participants, soit 50 de trop\xa0; un formulaire en contient 100"),
        ("de", "Es sind 150 Teilnehmende, 50 zu viel; in ein Formular passen höchstens 100"),
    ],
)
def test_with_too_many_participants_nothing_is_registered_and_nothing_lost(
    shared: Shared, language: str, told: str
) -> None:
    provider = shared.visitor().log_in("provider", shared.world.school)
    provider.client.headers["accept-language"] = language
    provider.get("/registrations")
    typed = [f"{shared.world.bakery} {number}" for number in range(MOST_PARTICIPANTS + 50)]

    answer = provider.post("/registrations", _form("\n".join(typed), title="Onvergetelijk"))

    assert answer.status_code == 422
    assert answer.text.count(told) == 2  # above the form, and beside the field
    assert 'aria-describedby="participants-hint participants-count"' in answer.text
    kept = provider.form()
    assert kept["participants"][0].splitlines() == typed
    assert kept["title"] == ["Onvergetelijk"]


def test_a_form_takes_so_many_participants(shared: Shared) -> None:
    """As many as it says are each judged, and who stands there twice counts once."""
    provider = shared.visitor().log_in("provider", shared.world.school)
    provider.get("/registrations")
    typed = [f"{shared.world.bakery} {number}" for number in range(MOST_PARTICIPANTS)]

    answer = provider.post("/registrations", _form("\n".join([*typed, typed[0]])))

    assert answer.status_code == 422
    assert "Nothing is registered yet: there are" not in answer.text
    assert provider.form()["participants"][0].splitlines() == typed
