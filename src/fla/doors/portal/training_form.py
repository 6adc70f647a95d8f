"""The form of a training: its controls, what it reads into, and what a training fills in."""

from decimal import Decimal
from typing import Final, get_args

from fla.doors.portal.posted import Form
from fla.doors.portal.reader import Reading
from fla.identifiers import IdentifierError, parse_enterprise_number
from fla.intake.anomaly import Anomaly, Field
from fla.intake.declaration import (
    Funding,
    OutOfScopeReason,
    RightType,
    Training,
    TrainingCategory,
    TrainingForm,
    TrainingResult,
    TrainingStatus,
    Unit,
)
from fla.trainings.model import Training as Registered

CONTROLS: Final[dict[Field, str]] = {
    Field.TITLE: "title",
    Field.PROVIDER_NAME: "provider_name",
    Field.PROVIDER_NUMBER: "provider_number",
    Field.CATEGORY: "category",
    Field.FORM: "form",
    Field.TRAINING_START_DATE: "start_date",
    Field.TRAINING_END_DATE: "end_date",
    Field.DURATION_MINUTES: "duration",
    Field.DURATION_DAYS: "duration",
    Field.STATUS: "status",
    Field.IN_SCOPE: "in_scope",
    Field.OUT_OF_SCOPE_REASON: "out_of_scope_reason",
    Field.CHARGED_RIGHT: "charged_right",
    Field.CHARGED_MINUTES: "charged",
    Field.CHARGED_DAYS: "charged",
    Field.RESULT: "result",
    Field.SCORE: "score",
    Field.CERTIFICATE_NUMBER: "certificate_number",
    Field.CERTIFICATE_ISSUED: "certificate_issued",
    Field.CERTIFICATE_VALID_UNTIL: "certificate_valid_until",
    Field.LOCATION: "location",
    Field.LANGUAGE: "language",
    Field.FUNDING: "funding",
    Field.COST: "cost",
    Field.SESSION_REFERENCE: "session_reference",
}
"""Which control a message about a field stands beside, in the order of the page."""

LANGUAGES: Final = (
    *("nl", "fr", "de", "en", "ar", "bg", "es", "it"),
    *("pl", "pt", "ro", "ru", "tr", "uk"),
)
"""Languages of trainings to choose from, ISO 639-1; another door may have brought others."""
EMPTY: Final = {
    "in_scope": "yes",
    "form": "formal",
    "duration_unit": "hour",
    "charged_unit": "hour",
}
"""What an empty form has chosen already."""
DAY: Final = "day"
_YES_NO: Final = ("yes", "no")
_UNITS: tuple[Unit, ...] = get_args(Unit)
_FORMS: tuple[TrainingForm, ...] = get_args(TrainingForm)
_CATEGORIES: tuple[TrainingCategory, ...] = get_args(TrainingCategory)
_STATUSES: tuple[TrainingStatus, ...] = get_args(TrainingStatus)
_RESULTS: tuple[TrainingResult, ...] = get_args(TrainingResult)
_REASONS: tuple[OutOfScopeReason, ...] = get_args(OutOfScopeReason)
_FUNDINGS: tuple[Funding, ...] = get_args(Funding)
_RIGHTS: tuple[RightType, ...] = get_args(RightType)


def offered_languages(present: str | None) -> tuple[str, ...]:
    """Return the languages to choose from, the one that is there already among them."""
    return LANGUAGES if present in (None, "", *LANGUAGES) else (*LANGUAGES, str(present))


def read_training(form: Form) -> Training | tuple[Anomaly, ...]:
    """Return the training a form describes, or what in it cannot be understood.

    A right without an amount is charged the whole duration.
    """
    reading = Reading(form)
    minutes, days = _length(reading, "duration", Field.DURATION_MINUTES, Field.DURATION_DAYS)
    reading.needed_text("duration", Field.DURATION_MINUTES)
    right = reading.code("charged_right", Field.CHARGED_RIGHT, _RIGHTS)
    charged = _length(reading, "charged", Field.CHARGED_MINUTES, Field.CHARGED_DAYS)
    if right is not None and charged == (None, None):
        charged = minutes, days
    training = Training(
        title=reading.needed_text("title", Field.TITLE),
        provider_name=reading.text("provider_name"),
        provider_number=_digits(reading.text("provider_number")),
        start_date=reading.needed_date("start_date", Field.TRAINING_START_DATE),
        end_date=reading.needed_date("end_date", Field.TRAINING_END_DATE),
        duration_minutes=minutes,
        duration_days=days,
        form=reading.needed_code("form", Field.FORM, _FORMS),
        category=reading.needed_code("category", Field.CATEGORY, _CATEGORIES),
        language=reading.text("language"),
        location=reading.text("location"),
        status=reading.needed_code("status", Field.STATUS, _STATUSES),
        result=reading.code("result", Field.RESULT, _RESULTS),
        score=reading.amount("score", Field.SCORE),
        certificate_number=reading.text("certificate_number"),
        certificate_issued=reading.date("certificate_issued", Field.CERTIFICATE_ISSUED),
        certificate_valid_until=reading.date(
            "certificate_valid_until", Field.CERTIFICATE_VALID_UNTIL
        ),
        in_scope=reading.needed_code("in_scope", Field.IN_SCOPE, _YES_NO) == "yes",
        out_of_scope_reason=reading.code(
            "out_of_scope_reason", Field.OUT_OF_SCOPE_REASON, _REASONS
        ),
        funding=reading.code("funding", Field.FUNDING, _FUNDINGS),
        cost=reading.amount("cost", Field.COST),
        charged_right=right,
        charged_minutes=charged[0],
        charged_days=charged[1],
        session_reference=reading.text("session_reference"),
    )
    return tuple(reading.anomalies) or training


def _length(
    reading: Reading, name: str, in_minutes: Field, in_days: Field
) -> tuple[int | None, Decimal | None]:
    """Return a length in minutes or in days, by the unit chosen beside it."""
    unit = reading.code(f"{name}_unit", in_minutes, _UNITS)
    if unit == DAY:
        return None, reading.amount(name, in_days)
    return reading.minutes(name, in_minutes), None


def _digits(typed: str | None) -> str | None:
    """Return an enterprise number without what people put between its digits, else as typed."""
    try:
        return parse_enterprise_number(typed) if typed else None
    except IdentifierError:
        return typed


def training_values(training: Registered, *, day_open: bool = True) -> dict[str, str]:
    """Return what the form shows to correct a registered training.

    `day_open`: the length of the worker's day is the reader's to know.
    """
    values = {
        "duration": _hours(training.duration_minutes),
        "duration_unit": "hour",
        "charged": _hours(training.charged_minutes) if training.charged_right else "",
        "charged_unit": "hour",
        "in_scope": "yes" if training.in_scope else "no",
    }
    if training.duration_days is not None:
        values |= {"duration": _plain(training.duration_days), "duration_unit": DAY}
        if day_open and training.charged_minutes == training.duration_minutes:
            values |= {"charged": _plain(training.duration_days), "charged_unit": DAY}
    if training.charged_days is not None:
        values |= {"charged": _plain(training.charged_days), "charged_unit": DAY}
    for name in _AS_THEY_ARE:
        value = getattr(training, name)
        values[name] = _plain(value) if isinstance(value, Decimal) else str(value or "")
    return values


_AS_THEY_ARE: Final = tuple(set(CONTROLS.values()) - {"duration", "charged", "in_scope"})


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
