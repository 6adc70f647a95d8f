"""What a training lasts and charges, in whole minutes, whether declared in minutes or in days."""

from decimal import Decimal

from fla.intake.declaration import Training

DEFAULT_MINUTES_PER_DAY = 456
"""38 hours over 5 days: 7 h 36, where no occupation line says otherwise (design choice)."""


def duration_minutes(training: Training, minutes_per_day: int) -> int:
    """The training's duration in whole minutes, days converted at `minutes_per_day`, half up."""
    if training.duration_minutes is not None:
        return training.duration_minutes
    return _minutes(training.duration_days, minutes_per_day)


def charged_minutes(training: Training, minutes_per_day: int) -> int:
    """What is charged to a right, in whole minutes; 0 for nothing."""
    if training.charged_minutes is not None:
        return training.charged_minutes
    return _minutes(training.charged_days, minutes_per_day)


def duration_text(training: Training) -> str:
    """The duration as it was declared, minutes or days."""
    days = training.duration_days
    return str(training.duration_minutes if days is None else days)


def charged_text(training: Training) -> str:
    """The charge as it was declared, minutes or days."""
    days = training.charged_days
    return str(training.charged_minutes if days is None else days)


def _minutes(days: Decimal | None, minutes_per_day: int) -> int:
    return 0 if days is None else max(int(days * minutes_per_day * 2 + 1) // 2, 1)
