"""Trainings that passed are written: new ones inserted, corrected and cancelled ones updated."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from fla.intake.declaration import Training, TrainingDeclaration
from fla.intake.duration import charged_minutes, duration_minutes
from fla.intake.filing import Filing
from fla.intake.staging import Columns, Connection, copy
from fla.intake.writing import by_action, cancel, insert_new, update_corrected

_COLUMNS: Columns = {
    "is_new": "bool",
    "employer_id": "int8",
    "id": "uuid",
    "worker_id": "uuid",
    "registered_by": "text",
    "reference": "text",
    "title": "text",
    "provider_number": "text",
    "provider_name": "text",
    "start_date": "date",
    "end_date": "date",
    "duration_minutes": "int4",
    "duration_days": "numeric",
    "minutes_per_day": "int4",
    "form": "text",
    "category": "text",
    "language": "text",
    "location": "text",
    "status": "text",
    "result": "text",
    "score": "numeric",
    "certificate_number": "text",
    "certificate_issued": "date",
    "certificate_valid_until": "date",
    "in_scope": "bool",
    "out_of_scope_reason": "text",
    "funding": "text",
    "cost": "numeric",
    "charged_right": "text",
    "charged_minutes": "int4",
    "session_reference": "text",
    "verification": "text",
    "version": "int4",
    "declaration_id": "uuid",
    "registered_at": "timestamptz",
    "changed_at": "timestamptz",
}


async def apply_trainings(
    connection: Connection, filings: Sequence[Filing], now: dt.datetime
) -> None:
    """Write the trainings of these filings, as far as they passed, at the instant `now`."""
    registered, corrected, cancelled = by_action(filings)
    if cancelled:
        await cancel(connection, "training", "status = 'cancelled'", cancelled, now)
    if registered or corrected:
        rows = (_row(filing, now) for filing in (*registered, *corrected))
        await copy(connection, "staged_training", _COLUMNS, rows)
    if corrected:
        await update_corrected(connection, "training", _COLUMNS, corrected)
    if registered:
        await insert_new(connection, "training", _COLUMNS)


def _row(filing: Filing, now: dt.datetime) -> tuple[Any, ...]:
    assert isinstance(filing.declaration, TrainingDeclaration)  # noqa: S101
    training = filing.declaration.training
    assert training is not None  # noqa: S101
    return (
        filing.declaration.action == "register",
        filing.employer_id,
        filing.target,
        filing.worker_id,
        filing.sender.enterprise_number,
        filing.declaration.reference,
        *_content(training, filing.minutes_per_day),
        # A provider's entry is a proposal; whoever answers for the employer confirms by writing.
        "pending" if filing.as_provider else "confirmed",
        1,
        filing.id,
        now,
        now,
    )


def _content(training: Training, minutes_per_day: int) -> tuple[Any, ...]:
    return (
        training.title,
        training.provider_number,
        training.provider_name,
        training.start_date,
        training.end_date,
        duration_minutes(training, minutes_per_day),
        training.duration_days,
        minutes_per_day,
        training.form,
        training.category,
        training.language,
        training.location,
        training.status,
        training.result,
        training.score,
        training.certificate_number,
        training.certificate_issued,
        training.certificate_valid_until,
        training.in_scope,
        training.out_of_scope_reason,
        training.funding,
        training.cost,
        training.charged_right,
        charged_minutes(training, minutes_per_day),
        training.session_reference,
    )
