"""Trainings held against the register: employed on the dates, known before, too much in a day."""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, LiteralString

from fla.identifiers import Quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.days import Days
from fla.intake.declaration import Training
from fla.intake.duration import (
    DEFAULT_MINUTES_PER_DAY,
    charged_minutes,
    charged_text,
    duration_minutes,
    duration_text,
)
from fla.intake.existing import EXISTING, EXISTING_OF_NEW, NOTHING, Existing, judge_existing
from fla.intake.filing import Filing
from fla.intake.probing import is_stopped
from fla.intake.shape_training import hours_text
from fla.intake.staging import Connection, ask
from fla.intake.writing import as_written
from fla.trainings.proposals import settles_on

# One row a filing. `m` is the employment in which the training starts; only where that one ends too
# early is the worker's whole row of employments asked. The arrays hold his other trainings on these
# dates, a hundred at the most; `duplicate` names one that another sender registered. Who may touch
# only his own is told of neither: he learns nothing about the worker but whether he is employed.
_FACTS = """
SELECT s.number, w.id,
       x.id, x.registered_by, x.worker_id, x.status = 'cancelled',
       x.verification = 'confirmed' AND (x.status <> 'planned' OR x.settles_on IS NULL),
       again.id, x.version, {content}, least(s.end_date, x.end_date), x.proposed,
       CASE WHEN m.id IS NULL THEN false
            WHEN m.end_date IS NULL OR m.end_date >= s.end_date THEN true
            ELSE (SELECT range_agg(daterange(n.start_date, n.end_date, '[]'))
                         @> daterange(s.start_date, s.end_date, '[]')
                    FROM employment n
                   WHERE n.employer_id = s.employer_id AND n.worker_id = w.id AND NOT n.cancelled)
       END,
       c.minutes_per_day, t.duplicate, t.ids, t.starts, t.ends, t.minutes
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
{existing}
  LEFT JOIN LATERAL (
        SELECT e.id, e.end_date
          FROM employment e
         WHERE e.employer_id = s.employer_id AND e.worker_id = w.id AND NOT e.cancelled
           AND e.start_date <= s.start_date
           AND (e.end_date IS NULL OR e.end_date >= s.start_date)
         ORDER BY e.end_date DESC NULLS FIRST LIMIT 1
       ) m ON true
  LEFT JOIN LATERAL (
        SELECT (o.reference_hours * 120 + o.days_per_week) / (o.days_per_week * 2)
                   AS minutes_per_day
          FROM occupation o
         WHERE o.employer_id = s.employer_id AND o.employment_id = m.id
           AND o.start_date <= s.start_date
         ORDER BY o.start_date DESC LIMIT 1
       ) c ON true
  LEFT JOIN LATERAL (
        SELECT array_agg(y.id) AS ids, array_agg(y.start_date) AS starts,
               array_agg(y.end_date) AS ends, array_agg(y.counted) AS minutes,
               min(concat_ws(' ', y.registered_by, y.reference, y.start_date, '–', y.end_date))
                   FILTER (WHERE y.registered_by <> s.sender AND y.id IS DISTINCT FROM x.id
                     AND (lower(y.title) = lower(s.title)
                          OR y.session_reference = s.session_reference)) AS duplicate
          FROM (SELECT z.*, CASE WHEN z.status IN ('planned', 'completed')
                                 THEN z.duration_minutes ELSE 0 END AS counted
                  FROM training z
                 WHERE z.employer_id = s.employer_id AND z.worker_id = w.id
                   AND z.start_date <= s.end_date AND z.end_date >= s.start_date
                   AND z.status <> 'cancelled'
                 LIMIT 100) y
       ) t ON NOT s.own_only
 WHERE s.kind = 'training'
"""


def _facts(existing: LiteralString, content: LiteralString) -> LiteralString:
    facts = _FACTS.replace("{existing}\n", existing.replace("{table}", "training"))
    return facts.replace("{content}", content)


_FACTS_OF_NEW = _facts(EXISTING_OF_NEW, "NULL::text")
_FACTS_OF_ALL = _facts(EXISTING, "last.content")
# To a provider a number that was replaced still names its worker: that it was is not his to know.
_FACTS_WITH_PROVIDERS = _FACTS_OF_ALL.replace(
    "LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin",
    """\
  LEFT JOIN worker b ON b.employer_id = s.employer_id AND b.ssin = s.ssin
  LEFT JOIN worker f ON s.as_provider AND f.employer_id = s.employer_id AND f.former_ssin = s.ssin
  CROSS JOIN LATERAL (SELECT coalesce(f.id, b.id) AS id) w""",
)


async def check_trainings(
    connection: Connection, filings: Sequence[Filing], today: dt.date
) -> None:
    """Append to each staged training filing what the register or the set has against it."""
    cursor = await ask(connection, _facts_asked(filings), binary=True)
    check = _TrainingCheck({row[0]: row for row in await cursor.fetchall()}, today)
    for filing in as_written(filings):
        check.judge(filing)


def _facts_asked(filings: Sequence[Filing]) -> LiteralString:
    """The statement that asks for no more than these filings need: each table in it has a price."""
    if any(filing.as_provider for filing in filings):
        return _FACTS_WITH_PROVIDERS
    new = all(filing.declaration.action == "register" for filing in filings)
    return _FACTS_OF_NEW if new else _FACTS_OF_ALL


class _TrainingCheck:
    """The checks over one set: what each filing does to a worker's days."""

    def __init__(self, facts: dict[int, tuple[Any, ...]], today: dt.date) -> None:
        self._facts = facts
        self._today = today
        self._touched: set[tuple[int, uuid.UUID | None]] = set()
        self._days = Days()

    def judge(self, filing: Filing) -> None:
        """Append what speaks against a filing."""
        row = self._facts[filing.number]
        filing.worker_id = row[1]
        existing = NOTHING if row[2] is None else Existing(*row[2:10])
        # A retry is one still when its worker's number was replaced meanwhile.
        if filing.worker_id is None and not filing.own_only and existing.repeated is None:
            filing.anomalies.append(Anomaly(Field.SSIN, Error.UNKNOWN, filing.declaration.ssin))
            return
        judge_existing(filing, existing, self._touched)
        if is_stopped(filing):
            return
        earliest = row[10]
        filing.recalculate = earliest is not None and earliest.year < self._today.year
        filing.proposed = filing.as_provider or bool(row[11])
        training = filing.said
        assert training is None or isinstance(training, Training)  # noqa: S101
        if filing.first is None and training is not None:
            self._judge_content(filing, training, *row[12:])
            if filing.probes is not None:
                filing.probes.count(filing)
        elif filing.writable:
            self._days.of(filing.worker_id).remove(filing.target)

    def _judge_content(
        self,
        filing: Filing,
        training: Training,
        employed: bool,
        minutes_per_day: int | None,
        duplicate: str | None,
        *others: Any,
    ) -> None:
        filing.minutes_per_day = minutes_per_day or DEFAULT_MINUTES_PER_DAY
        if filing.as_provider:
            filing.settles_on = settles_on(training.end_date, self._today)
        if not filing.own_only:
            _judge_employed(filing, training, employed)
        duration = duration_minutes(training, filing.minutes_per_day)
        _judge_charge(filing, training, duration)
        if not filing.own_only:
            self._judge_days(filing, training, duration, others)
        if duplicate is not None and training.status != "cancelled":
            filing.anomalies.append(
                Anomaly(Field.TITLE, Error.PROBABLE_DUPLICATE, training.title, detail=duplicate)
            )
        _judge_time(filing, training, self._today)
        # Told to a provider, or to who had a mandate, only where nothing else is wrong: then a yes
        # is a registration that the employer sees, and a no is counted. A dry run would be neither.
        if filing.own_only and not filing.refused and not filing.blind:
            _judge_employed(filing, training, employed)

    def _judge_days(
        self, filing: Filing, training: Training, duration: int, others: tuple[Any, ...]
    ) -> None:
        """No days hold more than 24 hours each of planned and completed trainings."""
        days = self._days.of(filing.worker_id)
        if others[0] is not None:
            days.know(zip(*others, strict=True))
        counted = duration if training.status in ("planned", "completed") else 0
        entry = (training.start_date, training.end_date, counted)
        total = days.excess(filing.target, entry) if counted else None
        if total is not None:
            given = training.duration_minutes
            field = Field.DURATION_DAYS if given is None else Field.DURATION_MINUTES
            filing.anomalies.append(
                Anomaly(field, Error.DAY_TOO_LONG, duration_text(training), hours_text(total))
            )
        if not filing.refused:
            days.put(filing.target, entry)


def _judge_employed(filing: Filing, training: Training, employed: bool) -> None:
    if not employed:
        dates = f"{training.start_date} – {training.end_date}"
        filing.anomalies.append(
            Anomaly(Field.SSIN, Error.NOT_EMPLOYED, filing.declaration.ssin, detail=dates)
        )


def _judge_charge(filing: Filing, training: Training, duration: int) -> None:
    """No more is charged than the training lasts.

    How long the worker's day is, a provider does not learn from minutes that he sets against days.
    """
    day = filing.minutes_per_day
    if filing.as_provider:
        day = DEFAULT_MINUTES_PER_DAY
        duration = duration_minutes(training, day)
    if charged_minutes(training, day) > duration:
        field = Field.CHARGED_DAYS if training.charged_minutes is None else Field.CHARGED_MINUTES
        # The length of the worker's day is the employer's to know.
        detail = filing.told(hours_text(duration))
        filing.anomalies.append(
            Anomaly(field, Error.MORE_THAN_DURATION, charged_text(training), detail)
        )


def _judge_time(filing: Filing, training: Training, today: dt.date) -> None:
    """Trainings are due by the last day of the month after their quarter."""
    if filing.declaration.action == "register" and training.status == "completed":
        deadline = _deadline(training.end_date)
        if today > deadline:
            end = str(training.end_date)
            filing.anomalies.append(
                Anomaly(Field.TRAINING_END_DATE, Error.LATE, end, detail=deadline.isoformat())
            )


@lru_cache(maxsize=4096)
def _deadline(day: dt.date) -> dt.date:
    return Quarter.of(day).declaration_deadline
