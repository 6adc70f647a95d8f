"""Who may declare for whom: the employer itself, a mandatary in its quarters, a provider.

A mandate that has started covers past quarters too, for the new mandatary takes them over; one
that has ended still covers the quarters up to its end, for the old mandatary owes them (Mahis).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from fla.identifiers import Quarter
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import TrainingDeclaration, Unreadable
from fla.intake.filing import Filing
from fla.intake.staging import Connection

_TIES = """
SELECT pair.sender, pair.number, e.id, coalesce(s.provider, false),
       m.status, m.start_quarter, m.end_quarter
  FROM unnest(%s::text[], %s::text[]) AS pair (sender, number)
  LEFT JOIN employer e ON e.enterprise_number = pair.number
  LEFT JOIN sender s ON s.enterprise_number = pair.sender
  LEFT JOIN mandate m ON m.employer_id = e.id AND m.mandatary = pair.sender
"""


class Tie(Struct, frozen=True):
    """What the register knows between a sender and an employer; one for each mandate."""

    employer_id: int | None
    provider: bool
    status: str | None
    start_quarter: str | None
    end_quarter: str | None

    def mandates(self, declared: str, current: str) -> bool:
        """Whether its mandate covers a declared quarter, seen from the current one."""
        return (
            self.status in ("active", "closed")
            and self.start_quarter is not None
            and self.start_quarter <= current
            and (self.end_quarter is None or self.end_quarter >= declared)
        )

    def reads(self, current: str) -> bool:
        """Whether it opens the employer's data to the mandatary in the current quarter."""
        return self.status == "active" and self.mandates(current, current)


async def entitle(connection: Connection, filings: Sequence[Filing], today: dt.date) -> None:
    """Give each filing its employer, or the anomaly that its sender may not declare for it."""
    readable = [f for f in filings if not f.anomalies or not _number_at_fault(f)]
    ties = await _ties(connection, readable)
    current = str(Quarter.of(today))
    for filing in readable:
        _judge(filing, ties[_pair(filing)], current)


def _number_at_fault(filing: Filing) -> bool:
    if isinstance(filing.declaration, Unreadable):
        return not filing.declaration.enterprise_number
    return any(anomaly.field == Field.ENTERPRISE_NUMBER for anomaly in filing.anomalies)


def _pair(filing: Filing) -> tuple[str, str]:
    return filing.sender.enterprise_number, filing.declaration.enterprise_number


async def _ties(
    connection: Connection, filings: Iterable[Filing]
) -> dict[tuple[str, str], list[Tie]]:
    pairs = sorted({_pair(filing) for filing in filings})
    ties: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    senders, numbers = [p[0] for p in pairs], [p[1] for p in pairs]
    async for row in await connection.execute(_TIES, (senders, numbers)):
        ties[row[0], row[1]].append(Tie(*row[2:]))
    return ties


def _judge(filing: Filing, ties: list[Tie], current: str) -> None:
    tie = ties[0]
    number = filing.declaration.enterprise_number
    own = filing.sender.enterprise_number == number
    declared = _declared_quarter(filing, current)
    if tie.employer_id is not None and (own or _mandated(ties, declared, current)):
        filing.employer_id = tie.employer_id
        filing.own_only = not own and not any(t.reads(current) for t in ties)
    elif tie.provider and isinstance(filing.declaration, TrainingDeclaration):
        filing.as_provider = filing.own_only = True
        if tie.employer_id is None:
            filing.anomalies.append(Anomaly(Field.ENTERPRISE_NUMBER, Error.UNKNOWN, number))
        else:
            filing.employer_id = tie.employer_id
    elif own:
        filing.anomalies.append(Anomaly(Field.ENTERPRISE_NUMBER, Error.UNKNOWN, number))
    else:
        error = Error.NOT_ENTITLED if tie.status is None else Error.NO_MANDATE
        filing.anomalies.append(Anomaly(Field.ENTERPRISE_NUMBER, error, number, detail=declared))


def _mandated(ties: list[Tie], declared: str, current: str) -> bool:
    return any(tie.mandates(declared, current) for tie in ties)


def _declared_quarter(filing: Filing, current: str) -> str:
    """The quarter in which the training ends; what has no such date is judged in the current."""
    declaration = filing.declaration
    if isinstance(declaration, TrainingDeclaration) and declaration.training is not None:
        return _quarter_text(declaration.training.end_date)
    return current


@lru_cache(maxsize=4096)
def _quarter_text(day: dt.date) -> str:
    return str(Quarter.of(day))
