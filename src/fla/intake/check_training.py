"""Trainings held against the register: employed on the dates, known before, too much in a day."""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from fla.identifiers import Quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Training, TrainingDeclaration
from fla.intake.existing import Existing, judge_existing
from fla.intake.filing import Filing
from fla.intake.shape_training import MINUTES_A_DAY, calendar_days, hours_text
from fla.intake.staging import Connection

DEFAULT_MINUTES_PER_DAY = 456
"""38 hours over 5 days: 7 h 36, where no occupation line says otherwise (design choice)."""

# One row a filing. `m` is the employment in which the training starts; only where that one ends too
# early is the worker's whole row of employments asked. `minutes` are those of his other trainings
# wholly within the declared dates; `duplicate` names one that another sender registered. A provider
# is told of neither: it learns nothing about a worker but whether he is employed.
_FACTS = """
SELECT s.number, w.id,
       x.id, x.registered_by, x.worker_id, x.status = 'cancelled',
       first.content_hash, x.declaration_id, last.content_hash,
       CASE WHEN s.action = 'correct' THEN last.content END,
       CASE WHEN m.id IS NULL THEN false
            WHEN m.end_date IS NULL OR m.end_date >= s.end_date THEN true
            ELSE (SELECT range_agg(daterange(n.start_date, n.end_date, '[]'))
                         @> daterange(s.start_date, s.end_date, '[]')
                    FROM employment n
                   WHERE n.employer_id = s.employer_id AND n.worker_id = w.id AND NOT n.cancelled)
       END,
       c.minutes_per_day, t.minutes, t.duplicate
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
  LEFT JOIN LATERAL (
        SELECT * FROM training r
         WHERE s.target IS NULL AND r.employer_id = s.employer_id
           AND r.registered_by = s.sender AND r.reference = s.reference
        UNION ALL
        SELECT * FROM training r WHERE r.employer_id = s.employer_id AND r.id = s.target
       ) x ON true
  LEFT JOIN journal first ON first.employer_id = x.employer_id AND first.id = x.id
  LEFT JOIN journal last ON last.employer_id = x.employer_id AND last.id = x.declaration_id
  LEFT JOIN LATERAL (
        SELECT e.id, e.end_date
          FROM employment e
         WHERE e.employer_id = s.employer_id AND e.worker_id = w.id AND NOT e.cancelled
           AND e.start_date <= s.start_date
           AND (e.end_date IS NULL OR e.end_date >= s.start_date)
         ORDER BY e.end_date DESC NULLS FIRST LIMIT 1
       ) m ON true
  LEFT JOIN LATERAL (
        SELECT o.reference_hours * 60 / o.days_per_week AS minutes_per_day
          FROM occupation o
         WHERE o.employer_id = s.employer_id AND o.employment_id = m.id
           AND o.start_date <= s.start_date
         ORDER BY o.start_date DESC LIMIT 1
       ) c ON true
  LEFT JOIN LATERAL (
        SELECT sum(y.duration_minutes) FILTER (
                   WHERE y.start_date >= s.start_date AND y.end_date <= s.end_date
                     AND y.status IN ('planned', 'completed')) AS minutes,
               min(concat_ws(' ', y.registered_by, y.reference, y.start_date, '–', y.end_date))
                   FILTER (WHERE y.registered_by <> s.sender
                     AND (lower(y.title) = lower(s.title)
                          OR y.session_reference = s.session_reference)) AS duplicate
          FROM training y
         WHERE y.employer_id = s.employer_id AND y.worker_id = w.id
           AND y.start_date <= s.end_date AND y.end_date >= s.start_date
           AND y.status <> 'cancelled' AND y.id IS DISTINCT FROM x.id
       ) t ON NOT s.as_provider
 WHERE s.kind = 'training'
"""


async def check_trainings(
    connection: Connection, filings: Sequence[Filing], today: dt.date
) -> None:
    """Append to each staged training filing what the register has against it."""
    cursor = await connection.execute(_FACTS)
    facts: dict[int, tuple[Any, ...]] = {row[0]: row for row in await cursor.fetchall()}
    within_set = _WithinSet()
    for filing in filings:
        _judge(filing, facts[filing.number], within_set, today)


def _judge(filing: Filing, row: tuple[Any, ...], within_set: "_WithinSet", today: dt.date) -> None:
    filing.worker_id = row[1]
    employed, minutes_per_day, minutes, duplicate = row[10:]
    if filing.worker_id is None:
        error = Error.NOT_EMPLOYED if filing.as_provider else Error.UNKNOWN
        filing.anomalies.append(Anomaly(Field.SSIN, error, filing.declaration.ssin))
        return
    judge_existing(filing, Existing(*row[2:10]))
    assert isinstance(filing.declaration, TrainingDeclaration)  # noqa: S101
    training = filing.declaration.training
    if filing.first is not None or training is None:
        return
    filing.minutes_per_day = minutes_per_day or DEFAULT_MINUTES_PER_DAY
    if not employed:
        dates = f"{training.start_date} – {training.end_date}"
        filing.anomalies.append(
            Anomaly(Field.SSIN, Error.NOT_EMPLOYED, filing.declaration.ssin, detail=dates)
        )
    _judge_amounts(filing, training, int(minutes or 0), within_set)
    if duplicate is not None and training.status != "cancelled":
        filing.anomalies.append(
            Anomaly(Field.TITLE, Error.PROBABLE_DUPLICATE, training.title, detail=duplicate)
        )
    _judge_time(filing, training, today)


def _judge_time(filing: Filing, training: Training, today: dt.date) -> None:
    """Trainings are due by the last day of the month after their quarter."""
    if filing.declaration.action == "register" and training.status == "completed":
        deadline = _deadline(training.end_date)
        if today > deadline:
            filing.anomalies.append(
                Anomaly(
                    Field.TRAINING_END_DATE,
                    Error.LATE,
                    str(training.end_date),
                    detail=deadline.isoformat(),
                )
            )


@lru_cache(maxsize=4096)
def _deadline(day: dt.date) -> dt.date:
    return Quarter.of(day).declaration_deadline


def _judge_amounts(
    filing: Filing, training: Training, minutes: int, within_set: "_WithinSet"
) -> None:
    duration = duration_minutes(training, filing.minutes_per_day)
    charged = charged_minutes(training, filing.minutes_per_day)
    if charged > duration:
        field = Field.CHARGED_DAYS if training.charged_minutes is None else Field.CHARGED_MINUTES
        filing.anomalies.append(
            Anomaly(field, Error.MORE_THAN_DURATION, _charged_text(training), hours_text(duration))
        )
    if training.status not in ("planned", "completed") or filing.as_provider:
        return
    limit = MINUTES_A_DAY * calendar_days(training)
    total = minutes + duration + within_set.minutes(filing, training, limit)
    if total > limit and minutes < total:
        field = Field.DURATION_DAYS if training.duration_minutes is None else Field.DURATION_MINUTES
        filing.anomalies.append(
            Anomaly(field, Error.DAY_TOO_LONG, _duration_text(training), detail=hours_text(total))
        )
    if not filing.refused:
        within_set.add(filing, training, duration)


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


def _minutes(days: Any, minutes_per_day: int) -> int:
    return 0 if days is None else max(int(days * minutes_per_day * 2 + 1) // 2, 1)


def _duration_text(training: Training) -> str:
    days = training.duration_days
    return str(training.duration_minutes if days is None else days)


def _charged_text(training: Training) -> str:
    days = training.charged_days
    return str(training.charged_minutes if days is None else days)


class _WithinSet:
    """Minutes that the submission itself brings for a worker, found by date.

    Only trainings accepted so far are kept, and no day holds more than 24 hours of them, so the
    look-up stays short even when a submission brings thousands for one worker.
    """

    def __init__(self) -> None:
        self._by_worker: dict[object, list[tuple[dt.date, dt.date, int]]] = defaultdict(list)

    def minutes(self, filing: Filing, training: Training, limit: int) -> int:
        """The minutes brought wholly within a training's dates; counting stops past `limit`."""
        brought = self._by_worker.get(filing.worker_id)
        if brought is None:
            return 0
        total = 0
        start, end = training.start_date, training.end_date
        for index in range(bisect_left(brought, (start, start, 0)), len(brought)):
            begins, ends, minutes = brought[index]
            if begins > end or total > limit:
                break
            if ends <= end:
                total += minutes
        return total

    def add(self, filing: Filing, training: Training, minutes: int) -> None:
        """Remember an accepted training."""
        brought = self._by_worker[filing.worker_id]
        entry = (training.start_date, training.end_date, minutes)
        brought.insert(bisect_left(brought, entry), entry)
