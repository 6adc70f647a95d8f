"""Checks of form of a training. Pure, no I/O."""

import datetime as dt
import re
from decimal import Decimal

from fla.identifiers import Fault, enterprise_number_fault
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Training
from fla.intake.shape_values import (
    EARLIEST,
    LATEST,
    amount_fault,
    date_fault,
    is_plain,
    period_fault,
    text_fault,
)

_LANGUAGE = re.compile(r"[a-z]{2}")
_HIGHEST_COST = Decimal("99999999.99")
_NOTHING = Decimal(0)
_CENT = Decimal("0.01")
_FULL_SCORE = Decimal(100)
_MOST_DAYS = Decimal(9999)
_MOST_MINUTES = 9999 * 1440
MINUTES_A_DAY = 1440


def training_faults(training: Training, today: dt.date, found: list[Anomaly]) -> None:
    """Append what is wrong with the form of a training, as of `today`.

    By the million: what is in order is passed over at a glance, here and below, and only the rest
    looked at for what to say of it.
    """
    if not is_plain(training.title, 200):
        text_fault(Field.TITLE, training.title, 200, found, required=True)
    _date_faults(training, today, found)
    _duration_faults(training, found)
    _charge_faults(training, found)
    if training.out_of_scope_reason is None and not training.in_scope:
        found.append(Anomaly(Field.OUT_OF_SCOPE_REASON, Error.ABSENT))
    elif training.in_scope and training.out_of_scope_reason is not None:
        found.append(
            Anomaly(Field.OUT_OF_SCOPE_REASON, Error.FORBIDDEN, training.out_of_scope_reason)
        )
    _optional_faults(training, found)


def calendar_days(training: Training) -> int:
    """The days from the first to the last, both included; at least 1."""
    return max((training.end_date - training.start_date).days + 1, 1)


def _date_faults(training: Training, today: dt.date, found: list[Anomaly]) -> None:
    start, end = training.start_date, training.end_date
    if not EARLIEST <= start <= end <= LATEST:
        date_fault(Field.TRAINING_START_DATE, start, found)
        date_fault(Field.TRAINING_END_DATE, end, found)
        period_fault(Field.TRAINING_END_DATE, start, end, found)
    if training.status == "planned":
        if end < today:
            found.append(Anomaly(Field.TRAINING_END_DATE, Error.PLANNED_IN_PAST, str(end)))
    elif training.status == "completed":
        if end > today:
            found.append(Anomaly(Field.TRAINING_END_DATE, Error.COMPLETED_IN_FUTURE, str(end)))
    elif training.status == "notFollowed" and start > today:
        found.append(Anomaly(Field.TRAINING_START_DATE, Error.COMPLETED_IN_FUTURE, str(start)))


def _duration_faults(training: Training, found: list[Anomaly]) -> None:
    minutes, days = training.duration_minutes, training.duration_days
    if minutes is None and days is None:
        found.append(Anomaly(Field.DURATION_MINUTES, Error.ABSENT))
    elif minutes is not None and days is not None:
        found.append(Anomaly(Field.DURATION_DAYS, Error.FORBIDDEN, str(days)))
    elif minutes is not None:
        if not 1 <= minutes <= MINUTES_A_DAY:
            _minutes_fault(Field.DURATION_MINUTES, minutes, found)
            if minutes > MINUTES_A_DAY * calendar_days(training):
                found.append(_day_too_long(Field.DURATION_MINUTES, minutes))
    elif days is not None:
        amount_fault(Field.DURATION_DAYS, days, _CENT, _MOST_DAYS, _CENT, found)
        if days.is_finite() and days > calendar_days(training):
            detail = str(calendar_days(training))
            found.append(Anomaly(Field.DURATION_DAYS, Error.TOO_HIGH, str(days), detail=detail))


def _day_too_long(field: Field, minutes: int) -> Anomaly:
    return Anomaly(field, Error.DAY_TOO_LONG, str(minutes), detail=hours_text(minutes))


def hours_text(minutes: int) -> str:
    """Minutes as hours and minutes, `7:36`."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _minutes_fault(field: Field, minutes: int, found: list[Anomaly]) -> None:
    if minutes < 1:
        found.append(Anomaly(field, Error.TOO_LOW, str(minutes), detail="1"))
    elif minutes > _MOST_MINUTES:
        found.append(Anomaly(field, Error.TOO_HIGH, str(minutes), detail=str(_MOST_MINUTES)))


def _charge_faults(training: Training, found: list[Anomaly]) -> None:
    minutes, days = training.charged_minutes, training.charged_days
    right = training.charged_right
    if right is None:
        if minutes is not None or days is not None:
            found.append(Anomaly(Field.CHARGED_RIGHT, Error.ABSENT))
        return
    if not training.in_scope or training.status not in ("planned", "completed"):
        found.append(Anomaly(Field.CHARGED_RIGHT, Error.FORBIDDEN, right))
    if minutes is None and days is None:
        found.append(Anomaly(Field.CHARGED_MINUTES, Error.ABSENT))
    elif minutes is not None and days is not None:
        found.append(Anomaly(Field.CHARGED_DAYS, Error.FORBIDDEN, str(days)))
    elif minutes is not None:
        if not 1 <= minutes <= _MOST_MINUTES:
            _minutes_fault(Field.CHARGED_MINUTES, minutes, found)
    else:
        amount_fault(Field.CHARGED_DAYS, days, _CENT, _MOST_DAYS, _CENT, found)


def _optional_faults(training: Training, found: list[Anomaly]) -> None:
    if training.provider_number is not None:
        _provider_number_fault(training.provider_number, found)
    name, location = training.provider_name, training.location
    session, language = training.session_reference, training.language
    if name is not None and not is_plain(name, 200):
        text_fault(Field.PROVIDER_NAME, name, 200, found)
    if location is not None and not is_plain(location, 200):
        text_fault(Field.LOCATION, location, 200, found)
    if session is not None and not is_plain(session, 60):
        text_fault(Field.SESSION_REFERENCE, session, 60, found)
    if language is not None and _LANGUAGE.fullmatch(language) is None:
        found.append(Anomaly(Field.LANGUAGE, Error.INVALID, language))
    if training.cost is not None:
        amount_fault(Field.COST, training.cost, _NOTHING, _HIGHEST_COST, _CENT, found)
    if training.result is not None or training.score is not None:
        _result_faults(training, found)
    if training.certificate_number is not None or training.certificate_issued is not None:
        _certificate_faults(training, found)
    elif training.certificate_valid_until is not None:
        found.append(Anomaly(Field.CERTIFICATE_ISSUED, Error.ABSENT))


def _provider_number_fault(number: str, found: list[Anomaly]) -> None:
    fault = enterprise_number_fault(number)
    if fault is Fault.CHECK_DIGIT:
        found.append(Anomaly(Field.PROVIDER_NUMBER, Error.CHECK_DIGIT, number))
    elif fault is not None:
        found.append(Anomaly(Field.PROVIDER_NUMBER, Error.INVALID, number))


def _result_faults(training: Training, found: list[Anomaly]) -> None:
    if training.status != "completed":
        if training.result is not None:
            found.append(Anomaly(Field.RESULT, Error.FORBIDDEN, training.result))
        if training.score is not None:
            found.append(Anomaly(Field.SCORE, Error.FORBIDDEN, str(training.score)))
    if training.score is not None:
        amount_fault(Field.SCORE, training.score, _NOTHING, _FULL_SCORE, _CENT, found)


def _certificate_faults(training: Training, found: list[Anomaly]) -> None:
    text_fault(Field.CERTIFICATE_NUMBER, training.certificate_number, 60, found)
    issued, until = training.certificate_issued, training.certificate_valid_until
    date_fault(Field.CERTIFICATE_ISSUED, issued, found)
    date_fault(Field.CERTIFICATE_VALID_UNTIL, until, found)
    if training.status != "completed":
        field = Field.CERTIFICATE_NUMBER if issued is None else Field.CERTIFICATE_ISSUED
        found.append(Anomaly(field, Error.FORBIDDEN))
    if issued is not None:
        period_fault(Field.CERTIFICATE_VALID_UNTIL, issued, until, found)
