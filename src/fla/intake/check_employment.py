"""Employments held against the register: the person as known, no overlap, trainings kept inside."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from uuid_utils.compat import uuid7

from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import Employment
from fla.intake.existing import EXISTING, Existing, judge_existing
from fla.intake.filing import Filing
from fla.intake.probing import is_stopped
from fla.intake.shape_values import LATEST
from fla.intake.staging import Connection, ask
from fla.intake.writing import as_written
from fla.register.rules import fold

# One row a filing. The arrays hold the worker's live employments, those declared parallel left out;
# `left_out` counts his trainings that no employment would cover once this filing is written.
_FACTS = """
SELECT s.number, w.id, w.family_name, w.given_name,
       x.id, x.registered_by, x.worker_id, x.cancelled, true,
       again.id, x.version, last.content,
       m.ids, m.starts, m.ends, t.left_out
  FROM staged_key s
  LEFT JOIN worker w ON w.employer_id = s.employer_id AND w.ssin = s.ssin
{existing}
  LEFT JOIN LATERAL (
        SELECT array_agg(e.id) AS ids,
               array_agg(e.start_date) AS starts, array_agg(e.end_date) AS ends
          FROM employment e
         WHERE e.employer_id = s.employer_id AND e.worker_id = w.id
           AND NOT e.cancelled AND NOT e.parallel
       ) m ON true
  LEFT JOIN LATERAL (
        SELECT count(*) AS left_out
          FROM training y
         WHERE y.employer_id = x.employer_id AND y.worker_id = x.worker_id
           AND y.status <> 'cancelled'
           AND y.start_date <= coalesce(x.end_date, 'infinity') AND y.end_date >= x.start_date
           AND NOT (
                 coalesce((SELECT range_agg(daterange(e.start_date, e.end_date, '[]'))
                             FROM employment e
                            WHERE e.employer_id = x.employer_id AND e.worker_id = x.worker_id
                              AND NOT e.cancelled AND e.id <> x.id), '{}')
                 + CASE s.action WHEN 'cancel' THEN datemultirange()
                                 ELSE datemultirange(daterange(s.start_date, s.end_date, '[]')) END
               ) @> daterange(y.start_date, y.end_date, '[]')
       ) t ON s.action <> 'register'
 WHERE s.kind = 'employment'
""".replace("{existing}\n", EXISTING.replace("{table}", "employment"))


_Key = tuple[int, str | None]
_Span = tuple[dt.date, dt.date]


class EmploymentCheck:
    """The checks over one set: what each filing does to a worker's row of employments."""

    def __init__(self, facts: dict[int, tuple[Any, ...]]) -> None:
        self._facts = facts
        self._spans: dict[_Key, dict[uuid.UUID | None, _Span]] = {}
        self._touched: set[tuple[int, uuid.UUID | None]] = set()
        self._new_workers: dict[_Key, Filing] = {}

    def judge(self, filing: Filing) -> None:
        """Append what the register, or the set so far, has against a filing."""
        row = self._facts[filing.number]
        _, worker_id, family_name, given_name, *rest = row
        *existing, ids, starts, ends, left_out = rest
        key = (filing.employer_id, filing.declaration.ssin)
        filing.worker_id = worker_id
        judge_existing(filing, Existing(*existing), self._touched)
        if filing.first is not None or is_stopped(filing):
            return
        spans = self._spans.setdefault(key, _spans(ids, starts, ends))
        employment = _employment(filing)
        if employment is None:
            self._judge_cancel(filing, int(left_out or 0), spans)
            return
        known = None if worker_id is None else f"{family_name} {given_name}"
        if not filing.own_only:
            _judge_known(filing, employment, spans, known)
        if left_out and not filing.blind:
            filing.anomalies.append(
                Anomaly(
                    Field.EMPLOYMENT_END_DATE,
                    Error.TRAININGS_LEFT_OUT,
                    detail=filing.told(str(left_out)),
                )
            )
        # Who had a mandate is told what others registered as he is of trainings: only where nothing
        # else is wrong, counted, and never in a dry run.
        if filing.own_only and not filing.refused and not filing.blind:
            _judge_known(filing, employment, spans, known)
        if filing.probes is not None:
            filing.probes.count(filing)
        if filing.refused or filing.blind:
            return
        if worker_id is None:
            self._bring_worker(key, filing)
        spans.pop(filing.target, None)
        if not employment.parallel:
            spans[filing.target] = (employment.start_date, employment.end_date or LATEST)

    def _judge_cancel(
        self, filing: Filing, left_out: int, spans: dict[uuid.UUID | None, _Span]
    ) -> None:
        if filing.worker_id is None and not filing.refused:
            filing.anomalies.append(Anomaly(Field.SSIN, Error.UNKNOWN, filing.declaration.ssin))
        if left_out:
            filing.anomalies.append(
                Anomaly(Field.ACTION, Error.WRONG_STATE, "cancel", filing.told(str(left_out)))
            )
        if not filing.refused:
            spans.pop(filing.target, None)

    def _bring_worker(self, key: _Key, filing: Filing) -> None:
        employment = _employment(filing)
        first = self._new_workers.setdefault(key, filing)
        if first is filing:
            filing.new_worker, filing.worker_id = True, uuid7()
        elif employment is not None and (known := _employment(first)):
            name = f"{known.person.family_name} {known.person.given_name}"
            _judge_name(filing, employment, name)
        filing.worker_id = first.worker_id


async def check_employments(
    connection: Connection, filings: Sequence[Filing], _today: dt.date
) -> None:
    """Append to each staged employment filing what speaks against it; find the workers to add.

    Cancellations and corrections are judged before registrations, as they are written first: the
    end of one employment makes room for the next within the same set.
    """
    cursor = await ask(connection, _FACTS)
    check = EmploymentCheck({row[0]: row for row in await cursor.fetchall()})
    for filing in as_written(filings):
        filing.recalculate = True
        check.judge(filing)


def _employment(filing: Filing) -> Employment | None:
    employment = filing.said
    assert employment is None or isinstance(employment, Employment)  # noqa: S101
    return employment


def _spans(
    ids: list[uuid.UUID] | None, starts: list[dt.date], ends: list[dt.date | None]
) -> dict[uuid.UUID | None, _Span]:
    if ids is None:
        return {}
    return {id_: (start, end or LATEST) for id_, start, end in zip(ids, starts, ends, strict=True)}


def _judge_known(
    filing: Filing,
    employment: Employment,
    spans: dict[uuid.UUID | None, _Span],
    known: str | None,
) -> None:
    """Hold an employment against the worker's others, and against his name where it stays."""
    _judge_overlap(filing, employment, spans)
    if known is not None and (filing.declaration.action == "register" or filing.own_only):
        _judge_name(filing, employment, known)


def _judge_overlap(
    filing: Filing, employment: Employment, spans: dict[uuid.UUID | None, _Span]
) -> None:
    if employment.parallel:
        return
    end = employment.end_date or LATEST
    for id_, (begins, ends) in spans.items():
        if id_ != filing.target and begins <= end and employment.start_date <= ends:
            dates = f"{begins} – {ends if ends != LATEST else '…'}"
            filing.anomalies.append(
                Anomaly(
                    Field.EMPLOYMENT_START_DATE,
                    Error.OVERLAP,
                    str(employment.start_date),
                    detail=filing.told(dates),
                )
            )
            return


def _judge_name(filing: Filing, employment: Employment, known: str) -> None:
    person = employment.person
    declared = f"{person.family_name} {person.given_name}"
    if fold(declared) != fold(known):
        filing.anomalies.append(
            Anomaly(Field.FAMILY_NAME, Error.NAME_DIFFERS, declared, detail=filing.told(known))
        )
