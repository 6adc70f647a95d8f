"""What an error is as an issue: the page, the code and the contract say the same."""

import re
from typing import Any

import pytest

from fla.doors.rest.declaring.anomalies import issue_type, tell, under
from fla.doors.rest.declaring.outcomes import refusal
from fla.doors.rest.declaring.places import PLACES
from fla.intake.anomaly import Anomaly, Error, Field
from tests.contracts.contract import ROOT
from tests.intake.build import CLOCK

PAGE = (ROOT / "docs" / "rest.md").read_text("utf-8")
ROWS = {
    Error(int(number)): (kind, status)
    for number, kind, status in re.findall(
        r"^\| ([0-9]{3}) \| `(belgif[^`]*)` \| ?([0-9]*) ?\|", PAGE, re.MULTILINE
    )
}


@pytest.mark.parametrize("error", Error)
def test_the_page_tells_the_type_of_every_error(error: Error) -> None:
    assert issue_type(error) == f"urn:problem-type:{ROWS[error][0]}"


@pytest.mark.parametrize("error", Error)
def test_the_page_tells_the_status_of_every_error_that_blocks(error: Error) -> None:
    anomaly = Anomaly(Field.REFERENCE, error)
    expected = {Error.NOT_ENTITLED: 403, Error.NO_MANDATE: 403}.get(error)
    stated = ROWS[error][1]
    if anomaly.blocking:
        told = refusal([anomaly], [], CLOCK).status
        assert told == (expected or int(stated or 400))
    else:
        assert stated == ""


def test_a_stale_version_counts_before_all_else() -> None:
    anomalies = [Anomaly(Field.SSIN, error) for error in (Error.STALE, Error.NOT_ENTITLED)]
    assert refusal(anomalies, [], CLOCK).status == 412


def test_who_missed_too_often_comes_back_tomorrow() -> None:
    refused = refusal([Anomaly(Field.SSIN, Error.TOO_MANY_MISSES)], [], CLOCK)
    assert (refused.status, refused.type) == (429, "tooManyFailedRequests")
    assert refused.retry_after == 12 * 3600


def test_a_clash_beside_a_fault_is_a_fault() -> None:
    anomalies = [Anomaly(Field.SSIN, Error.WRONG_STATE), Anomaly(Field.SSIN, Error.UNKNOWN)]
    assert refusal(anomalies, [], CLOCK).status == 400
    warned = [Anomaly(Field.SSIN, Error.WRONG_STATE), Anomaly(Field.TITLE, Error.UNCHANGED)]
    assert refusal(warned, [], CLOCK).status == 409


def test_every_field_of_a_declaration_has_its_place() -> None:
    placed = {field for places in PLACES.values() for field in places}
    assert set(Field) - placed == {Field.OBJECTION_REASON}  # which stands alone in its body


def test_a_line_that_is_not_certain_is_not_named() -> None:
    line = {"startDate": "2026-01-01", "meanHours": 4800}
    said = {"employment": {"occupations": [line, line]}}
    one = Anomaly(Field.MEAN_HOURS, Error.TOO_HIGH, "4800")
    [issue] = tell([one], "employment", said, under("items", 2), "en")
    assert issue.pointer == "/items/2/employment/occupations"
    first, second = tell([one, one], "employment", said, under(), "en")
    assert first.pointer == "/employment/occupations/0/meanHours"
    assert second.pointer == "/employment/occupations/1/meanHours"


def test_a_line_of_a_body_without_such_lines() -> None:
    one = Anomaly(Field.MEAN_HOURS, Error.TOO_HIGH, "4800")
    said: Any
    for said in (None, {}, {"employment": {}}, {"employment": {"occupations": []}}):
        [issue] = tell([one], "employment", said, under(), "nl")
        assert issue.pointer == "/employment/occupations"
