"""Trainings as they are written."""

from typing import Any

from fla.intake.declaration import Training
from fla.intake.duration import charged_minutes, duration_minutes
from fla.intake.filing import Filing
from fla.intake.staging import Columns
from fla.intake.writing import Table

_CONTENT: Columns = {
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
    "charged_days": "numeric",
    "session_reference": "text",
    "verification": "text",
    "proposed": "bool",
    "settles_on": "date",
    "objection": "text",
    "settled_at": "timestamptz",
}


def _values(filing: Filing) -> tuple[Any, ...]:
    training, minutes_per_day = filing.said, filing.minutes_per_day
    assert isinstance(training, Training)  # noqa: S101
    duration = duration_minutes(training, minutes_per_day)
    return (
        training.title,
        training.provider_number,
        training.provider_name,
        training.start_date,
        training.end_date,
        duration,
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
        # Days that a provider sets against minutes may come to more than those.
        min(charged_minutes(training, minutes_per_day), duration),
        training.charged_days,
        training.session_reference,
        # A provider's entry is a proposal; whoever answers for the employer confirms by writing.
        "pending" if filing.as_provider else "confirmed",
        filing.proposed,
        filing.settles_on,
        None,
        None,
    )


TRAININGS = Table(
    name="training", content=_CONTENT, values=_values, staged=True, mark="status = 'cancelled'"
)
"""Planned and past trainings, one row a worker."""
