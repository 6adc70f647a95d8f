"""Declared training rights: held against the register, then written."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Right, RightDeclaration
from fla.intake.duration import DEFAULT_MINUTES_PER_DAY
from fla.intake.existing import EXISTING, Existing, judge_existing
from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection, copy
from fla.intake.writing import as_written, by_action, cancel, insert_new, update_corrected

# One row a filing. `minutes_per_day` comes from the first regime of the year; None tells that the
# worker is not employed there in that year. `other` is another live right of the type and year.
_FACTS = """
SELECT s.number, w.id,
       x.id, x.registered_by, x.worker_id, x.cancelled, true,
       again.id, x.declaration_id, last.content,
       o.minutes_per_day, other.id, other.reference
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
{existing}
  LEFT JOIN training_right other ON other.employer_id = s.employer_id AND other.worker_id = w.id
                                AND other.year = s.year AND other.right_type = s.right_type
                                AND NOT other.cancelled
  LEFT JOIN LATERAL (
        SELECT (c.reference_hours * 120 + c.days_per_week) / (c.days_per_week * 2)
                   AS minutes_per_day
          FROM employment m
          JOIN occupation c ON c.employer_id = m.employer_id AND c.employment_id = m.id
         WHERE m.employer_id = s.employer_id AND m.worker_id = w.id AND NOT m.cancelled
           AND m.start_date <= make_date(s.year, 12, 31)
           AND (m.end_date IS NULL OR m.end_date >= make_date(s.year, 1, 1))
         ORDER BY c.start_date <= make_date(s.year, 1, 1) DESC,
                  abs(c.start_date - make_date(s.year, 1, 1)) LIMIT 1
       ) o ON s.year IS NOT NULL
 WHERE s.kind = 'right'
""".replace("{existing}\n", EXISTING.replace("{table}", "training_right"))

_COLUMNS: Columns = {
    "is_new": "bool",
    "employer_id": "int8",
    "id": "uuid",
    "worker_id": "uuid",
    "registered_by": "text",
    "reference": "text",
    "year": "int2",
    "right_type": "text",
    "unit": "text",
    "entitled": "numeric",
    "carried_in": "numeric",
    "adjusted": "numeric",
    "adjustment_reason": "text",
    "minutes_per_day": "int4",
    "cba_registration_number": "text",
    "cancelled": "bool",
    "version": "int4",
    "declaration_id": "uuid",
    "registered_at": "timestamptz",
    "changed_at": "timestamptz",
}

_Claim = tuple[uuid.UUID | None, int, str]
"""A worker's right of one year and type: there is at most one."""


async def check_rights(connection: Connection, filings: Sequence[Filing]) -> None:
    """Append to each staged right filing what the register has against it."""
    cursor = await connection.execute(_FACTS)
    facts: dict[int, tuple[Any, ...]] = {row[0]: row for row in await cursor.fetchall()}
    claimed: dict[_Claim, str] = {}
    given_up: set[uuid.UUID | None] = set()
    touched: set[tuple[int, uuid.UUID | None]] = set()
    for filing in as_written(filings):
        _judge(filing, facts[filing.number], claimed, given_up, touched)


def _judge(
    filing: Filing,
    row: tuple[Any, ...],
    claimed: dict[_Claim, str],
    given_up: set[uuid.UUID | None],
    touched: set[tuple[int, uuid.UUID | None]],
) -> None:
    _, filing.worker_id, *existing, minutes_per_day, other, other_reference = row
    if filing.worker_id is None:
        filing.anomalies.append(Anomaly(Field.SSIN, Error.UNKNOWN, filing.declaration.ssin))
        return
    judge_existing(filing, Existing(*existing), touched)
    right = _right(filing)
    if filing.declaration.action == "cancel" and filing.writable:
        given_up.add(filing.target)
    if filing.first is not None or right is None:
        return
    if minutes_per_day is None:
        filing.anomalies.append(
            Anomaly(Field.SSIN, Error.NOT_EMPLOYED, filing.declaration.ssin, str(right.year))
        )
    filing.minutes_per_day = minutes_per_day or DEFAULT_MINUTES_PER_DAY
    if other is not None and other != filing.target and other not in given_up:
        _exists(filing, right, other_reference)
    claim = (filing.worker_id, right.year, right.right_type)
    if claim in claimed:
        _exists(filing, right, claimed[claim])
    if not filing.refused:
        claimed[claim] = filing.declaration.reference


def _right(filing: Filing) -> Right | None:
    assert isinstance(filing.declaration, RightDeclaration)  # noqa: S101
    return filing.declaration.right


def _exists(filing: Filing, right: Right, reference: str) -> None:
    filing.anomalies.append(
        Anomaly(Field.RIGHT_TYPE, Error.RIGHT_EXISTS, right.right_type, filing.told(reference))
    )


async def apply_rights(connection: Connection, filings: Sequence[Filing], now: dt.datetime) -> None:
    """Write the rights of these filings, as far as they passed, at the instant `now`."""
    registered, corrected, cancelled = by_action(filings)
    if cancelled:
        await cancel(connection, "training_right", "cancelled = true", cancelled, now)
    if registered or corrected:
        rows = (_row(filing, now) for filing in (*registered, *corrected))
        await copy(connection, "staged_training_right", _COLUMNS, rows)
    if corrected:
        await update_corrected(connection, "training_right", _COLUMNS, corrected)
    if registered:
        await insert_new(connection, "training_right", _COLUMNS)


def _row(filing: Filing, now: dt.datetime) -> tuple[Any, ...]:
    right = _right(filing)
    assert right is not None  # noqa: S101
    return (
        filing.declaration.action == "register",
        filing.employer_id,
        filing.target,
        filing.worker_id,
        filing.sender.enterprise_number,
        filing.declaration.reference,
        right.year,
        right.right_type,
        right.unit,
        right.entitled,
        right.carried_in,
        right.adjusted,
        right.adjustment_reason,
        filing.minutes_per_day,
        right.cba_registration_number,
        False,
        1,
        filing.id,
        now,
        now,
    )
