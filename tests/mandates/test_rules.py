"""What a mandate allows in which quarter."""

import uuid

import pytest

from fla.identifiers.quarter import Quarter, parse_quarter
from fla.mandates.model import Mandate, MandateStatus
from fla.mandates.rules import may_declare, may_read

NOW = Quarter(2026, 4)


def mandate(start: str, end: str | None = None, status: MandateStatus = "active") -> Mandate:
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
        ("2026Q1", None, "closed", False),
    ],
)
def test_only_an_active_mandate_of_today_reads(
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
