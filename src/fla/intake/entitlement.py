"""Who may declare for whom: the employer itself, a mandatary in its quarters, a provider."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from fla.codes import MandateStatus
from fla.identifiers import Quarter, enterprise_number_fault, parse_quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.content import Decision, Employment, HeadCount, Training
from fla.intake.declaration import TrainingDeclaration, Unreadable
from fla.intake.filing import Filing
from fla.intake.shape_head_count import quarter_of
from fla.intake.shape_right import FIRST_YEAR, LAST_YEAR
from fla.intake.shape_values import EARLIEST, LATEST
from fla.intake.staging import Connection
from fla.mandates.rules import may_declare, may_read

_TIES = """
SELECT pair.sender, pair.number, e.id, coalesce(s.provider, false),
       m.status, m.start_quarter, m.end_quarter
  FROM unnest(%s::text[], %s::text[]) AS pair (sender, number)
  LEFT JOIN employer e ON e.enterprise_number = pair.number
  LEFT JOIN sender s ON s.enterprise_number = pair.sender
  LEFT JOIN mandate m ON m.employer_id = e.id AND m.mandatary = pair.sender
   AND 'federalLearningAccount' = ANY (m.groups)
"""


class Terms(Struct, frozen=True):
    """The terms of one mandate."""

    status: MandateStatus
    start: Quarter
    end: Quarter | None


class Tie(Struct, frozen=True):
    """What the register knows between a sender and an employer.

    `declares` remembers the quarters asked about: a set asks of each of its declarations, and they
    are of a few.
    """

    employer_id: int | None
    provider: bool
    mandates: list[Terms]
    declares: dict[Quarter | None, bool]

    def may_declare(self, declared: Quarter | None, today: Quarter) -> bool:
        """Whether a mandate serves the quarter; None as `fla.mandates.rules.may_declare` has it."""
        serves = self.declares.get(declared)
        if serves is None:
            serves = any(may_declare(terms, declared, today) for terms in self.mandates)
            self.declares[declared] = serves
        return serves


async def entitle(connection: Connection, filings: Sequence[Filing], today: dt.date) -> None:
    """Give each filing its employer, or the anomaly that its sender may not declare for it."""
    readable = [f for f in filings if not f.anomalies or not _number_at_fault(f)]
    ties = await _ties(connection, readable)
    current = Quarter.of(today)
    for filing in readable:
        _judge(filing, ties[_pair(filing)], current)


def _number_at_fault(filing: Filing) -> bool:
    if isinstance(filing.declaration, Unreadable):
        return enterprise_number_fault(filing.declaration.enterprise_number) is not None
    return any(anomaly.field == Field.ENTERPRISE_NUMBER for anomaly in filing.anomalies)


def _pair(filing: Filing) -> tuple[str, str]:
    return filing.sender.enterprise_number, filing.declaration.enterprise_number


async def _ties(connection: Connection, filings: Iterable[Filing]) -> dict[tuple[str, str], Tie]:
    pairs = sorted({_pair(filing) for filing in filings})
    ties: dict[tuple[str, str], Tie] = {}
    senders, numbers = [p[0] for p in pairs], [p[1] for p in pairs]
    cursor = await connection.execute(_TIES, (senders, numbers))
    for sender, number, employer_id, provider, status, start, end in await cursor.fetchall():
        tie = ties.setdefault((sender, number), Tie(employer_id, provider, [], {}))
        if status is not None:
            last = None if end is None else parse_quarter(end)
            tie.mandates.append(Terms(status, parse_quarter(start), last))
    return ties


def _judge(filing: Filing, tie: Tie, current: Quarter) -> None:
    number = filing.declaration.enterprise_number
    own = filing.sender.enterprise_number == number
    declared = _declared_quarter(filing, current)
    if tie.employer_id is not None and (own or tie.may_declare(declared, current)):
        filing.employer_id = tie.employer_id
        filing.mandates = () if own else tie.mandates
        filing.own_only = not own and not any(may_read(terms, current) for terms in tie.mandates)
    elif tie.provider and isinstance(filing.declaration, TrainingDeclaration | Unreadable):
        filing.as_provider = filing.own_only = True
        if tie.employer_id is None:
            filing.anomalies.append(Anomaly(Field.ENTERPRISE_NUMBER, Error.UNKNOWN, number))
        else:
            filing.employer_id = tie.employer_id
    elif own:
        filing.anomalies.append(Anomaly(Field.ENTERPRISE_NUMBER, Error.UNKNOWN, number))
    else:
        error = Error.NO_MANDATE if tie.mandates else Error.NOT_ENTITLED
        detail = str(declared or current)
        filing.anomalies.append(Anomaly(Field.ENTERPRISE_NUMBER, error, number, detail))


def _declared_quarter(filing: Filing, current: Quarter) -> Quarter | None:
    """The quarter in which a training ends, an employment or the year of a right begins.

    None for a cancellation, which says no date: a former mandatary may take back what it declared.
    """
    match filing.said:
        case Training() as training:
            return _quarter(training.end_date) or current
        case Employment() as employment:
            return _quarter(employment.start_date) or current
        case HeadCount() as head_count:
            return quarter_of(head_count.quarter) or current
        case None | Decision():  # of a decision the training tells it, when it is known
            return None
        case of_year:
            return Quarter(of_year.year, 1) if FIRST_YEAR <= of_year.year <= LAST_YEAR else current


@lru_cache(maxsize=4096)
def _quarter(day: dt.date) -> Quarter | None:
    # Beyond these dates, which the check of form refuses, a quarter need not exist.
    return Quarter.of(day) if EARLIEST <= day <= LATEST else None
