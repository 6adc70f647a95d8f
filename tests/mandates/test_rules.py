"""What a mandate allows in which quarter."""

import datetime as dt
import uuid

import pytest

from fla.codes import MandateGroup, MandateRole
from fla.identifiers.quarter import Quarter, parse_quarter
from fla.mandates.model import Mandate, MandateStatus
from fla.mandates.rules import covers, in_order, is_open, may_declare, may_read, waits_for

NOW = Quarter(2026, 4)


def mandate(
    start: str,
    end: str | None = None,
    status: MandateStatus = "active",
    proposed_by: MandateRole = "mandatary",
) -> Mandate:
    return Mandate(
        employer_id=1,
        id=uuid.uuid4(),
        mandator="0200000001",
        mandator_name="Acme",
        mandatary="0300000001",
        mandatary_name="Office",
        start=parse_quarter(start),
        end=parse_quarter(end) if end else None,
        status=status,
        groups=("federalLearningAccount",),
        proposed_by=proposed_by,
        version=1,
        changed_at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize(
    ("start", "end", "status", "reads"),
    [
        ("2026Q1", None, "active", True),
        ("2026Q4", "2026Q4", "active", True),
        ("2026Q1", "2026Q3", "active", False),
        ("2027Q1", None, "active", False),
        ("2026Q1", None, "pending", False),
        ("2026Q1", None, "refused", False),
        ("2026Q1", "2026Q3", "closed", False),
        ("2026Q1", "2026Q4", "closed", True),
        ("2027Q1", "2027Q1", "closed", False),
    ],
)
def test_a_mandate_reads_in_its_quarters_once_it_is_confirmed(
    start: str, end: str | None, status: MandateStatus, *, reads: bool
) -> None:
    assert may_read(mandate(start, end, status), NOW) is reads


@pytest.mark.parametrize(
    ("start", "end", "status", "quarter", "declares"),
    [
        ("2026Q1", None, "active", "2026Q4", True),
        ("2026Q1", None, "active", "2025Q4", True),
        ("2026Q1", "2026Q3", "active", "2026Q3", True),
        ("2026Q1", "2026Q3", "closed", "2026Q3", True),
        ("2026Q1", "2026Q3", "closed", "2026Q4", False),
        ("2026Q1", "2026Q3", "closed", "", True),
        ("2026Q1", None, "pending", "2026Q4", False),
        ("2026Q1", None, "refused", "2026Q4", False),
        ("2027Q1", None, "active", "2027Q1", False),
    ],
)
def test_a_mandatary_takes_over_the_past_and_owes_what_it_had(
    start: str, end: str | None, status: MandateStatus, quarter: str, *, declares: bool
) -> None:
    declared = parse_quarter(quarter) if quarter else None
    assert may_declare(mandate(start, end, status), declared, NOW) is declares


@pytest.mark.parametrize(
    ("there", "start", "end", "enough"),
    [
        (mandate("2027Q1", None, "pending"), "2027Q1", None, True),
        (mandate("2026Q1"), "2027Q1", None, True),
        (mandate("2026Q1"), "2027Q1", "2027Q4", True),
        (mandate("2026Q1", "2027Q4"), "2027Q1", "2027Q4", True),
        (mandate("2026Q1", "2027Q3"), "2027Q1", "2027Q4", False),
        (mandate("2026Q1", "2027Q4"), "2027Q1", None, False),
        (mandate("2027Q2"), "2027Q1", None, False),
        (mandate("2026Q1", "2027Q4", "closed"), "2027Q1", "2027Q1", False),
        (mandate("2026Q1", None, "refused"), "2027Q1", None, False),
    ],
)
def test_a_proposal_that_adds_nothing_is_told_from_one_that_does(
    there: Mandate, start: str, end: str | None, *, enough: bool
) -> None:
    wanted = parse_quarter(end) if end else None
    assert covers(there, parse_quarter(start), wanted) is enough


@pytest.mark.parametrize(
    ("start", "status", "still"),
    [
        ("2026Q4", "pending", True),
        ("2026Q4", "active", False),
        ("2027Q1", "active", True),
        ("2027Q1", "refused", False),
        ("2027Q1", "closed", False),
    ],
)
def test_what_has_not_begun_can_still_be_refused(
    start: str, status: MandateStatus, *, still: bool
) -> None:
    end = "2027Q1" if status == "closed" else None
    assert is_open(mandate(start, end, status), NOW) is still


def test_a_proposal_waits_for_the_other_side() -> None:
    assert waits_for(mandate("2027Q1", None, "pending", "mandatary")) == "mandator"
    assert waits_for(mandate("2027Q1", None, "pending", "mandator")) == "mandatary"
    assert waits_for(mandate("2027Q1")) is None
    assert mandate("2027Q1").role_of("0200000001") == "mandator"
    assert mandate("2027Q1").role_of("0300000001") == "mandatary"
    assert mandate("2027Q1").role_of("0300000002") is None


def test_groups_stand_once_and_in_the_order_of_their_list() -> None:
    given: tuple[MandateGroup, ...] = ("identification", "federalLearningAccount", "identification")
    assert in_order(given) == ("federalLearningAccount", "identification")
