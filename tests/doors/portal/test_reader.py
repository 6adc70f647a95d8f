"""How people type dates, hours and amounts."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fla.doors.portal.employment_form import count_lines, read_employment
from fla.doors.portal.reader import (
    Reading,
    parse_amount,
    parse_date,
    parse_hours,
    parse_hundredths,
)
from fla.doors.portal.registrations import read_participants
from fla.doors.portal.right_form import read_right
from fla.doors.portal.training_form import CONTROLS, read_training
from fla.intake.anomaly import Error, Field
from fla.intake.declaration import Training

DAY = dt.date(2026, 11, 2)
FORMS = st.dictionaries(
    st.sampled_from([*CONTROLS.values(), "duration_unit", "charged_unit", "year", "unit", "x-1"]),
    st.lists(st.text(max_size=30), min_size=1, max_size=3),
)


@pytest.mark.parametrize(
    "typed", ["2026-11-02", "2026-11-2", "2/11/2026", "02-11-2026", "2.11.2026", "02 11 2026"]
)
def test_dates_are_read_as_belgians_write_them(typed: str) -> None:
    assert parse_date(typed) == DAY


@pytest.mark.parametrize(
    "typed",
    ["", "11/22/2026", "2026-02-30", "2/11/26", "2026-11", "tomorrow", "٢/١١/٢٠٢٦", "1/1/0001"],
)
def test_what_is_no_date_is_none(typed: str) -> None:
    assert parse_date(typed) is None


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("7:30", 450),
        ("7h30", 450),
        ("7 h 30", 450),
        ("7u30", 450),
        ("7 H", 420),
        ("7 h 30 min", 450),
        ("7,5", 450),
        ("7.5", 450),
        ("7", 420),
        ("0,008", 0),
        ("0,009", 1),
        ("7:60", None),
        ("7:5:1", None),
        ("half", None),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, minutes: int | None) -> None:
    assert parse_hours(typed) == minutes


@pytest.mark.parametrize(
    ("typed", "hundredths"), [("38:20", 3833), ("38,33", 3833), ("2.5", 250), ("38", 3800)]
)
def test_hundredths_keep_what_was_typed(typed: str, hundredths: int) -> None:
    assert parse_hundredths(typed) == hundredths


@pytest.mark.parametrize("typed", ["1e3", "NaN", "Infinity", "1,000.5", "1_000", "--1", "", "٣"])
def test_what_python_takes_for_a_number_and_people_do_not_is_none(typed: str) -> None:
    assert parse_amount(typed) is None


def test_signs_and_spaces_of_typographers_are_understood() -> None:
    reading = Reading({"adjusted": ["\N{NO-BREAK SPACE}\N{MINUS SIGN}1,5 "]})

    assert reading.amount("adjusted", Field.ADJUSTED) == Decimal("-1.5")
    assert reading.anomalies == []


def test_an_anomaly_says_which_control_it_belongs_to_and_repeats_little() -> None:
    reading = Reading({"start_date": ["x" * 5000]})

    reading.date("start_date", Field.TRAINING_START_DATE)

    [anomaly] = reading.anomalies
    assert (anomaly.path, anomaly.error) == ("start_date", Error.INVALID)
    assert len(anomaly.value or "") == 200


def test_a_right_without_an_amount_is_charged_the_whole_duration() -> None:
    form = {
        "title": ["A"],
        "start_date": ["2026-11-02"],
        "end_date": ["2026-11-02"],
        "duration": ["0,5"],
        "duration_unit": ["day"],
        "form": ["formal"],
        "category": ["other"],
        "status": ["completed"],
        "in_scope": ["yes"],
        "charged_right": ["sectoral"],
        "charged_unit": ["hour"],
    }

    training = read_training(form)

    assert isinstance(training, Training)
    assert training.charged_days == Decimal("0.5")
    assert training.charged_minutes is None


@given(FORMS)
def test_no_form_is_a_failure(form: dict[str, list[str]]) -> None:
    for read in (read_training, read_right, read_employment):
        assert read(form)
    assert 1 <= count_lines(form) <= 20


@given(st.text(max_size=200))
def test_no_list_of_participants_is_a_failure(typed: str) -> None:
    read_participants(typed)
    for parse in (parse_date, parse_hours, parse_hundredths, parse_amount):
        parse(typed)
