"""The settlement of who leaves: what is left of each right in the year of leaving, and its fate."""

import datetime as dt
from collections.abc import Sequence

from fla.codes import EndReason
from fla.credit.settlement import Balance, Settlement, settle
from fla.credit.settlement_text import access, statements
from fla.doors.account.model import SettledPart, SettlementPart
from fla.doors.account.year_model import YearPart
from fla.languages import Language
from fla.law.model import Choices
from fla.law.pack import pack
from fla.register.model import Employment


def end_of_work(employments: Sequence[Employment]) -> tuple[dt.date, EndReason | None] | None:
    """Return the last day of work and its reason, None where a contract goes on or never was."""
    kept = [one for one in employments if not one.cancelled]
    ends = [(one.end_date, one.end_reason) for one in kept if one.end_date is not None]
    return max(ends, key=lambda end: end[0]) if ends and len(ends) == len(kept) else None


def settlement_part(
    end: tuple[dt.date, EndReason | None], year: YearPart, language: Language, choices: Choices
) -> SettlementPart:
    """Return the statement over the credit of the year of leaving, in a language."""
    settlement = settle(pack(), *end, _balances(year), choices)
    rule = settlement.rule
    return SettlementPart(
        end_date=settlement.end_date,
        end_reason=settlement.end_reason,
        fate=rule.fate,
        source=rule.source,
        certainty=rule.certainty,
        disputed=rule.disputed,
        usable_until=settlement.usable_until,
        access_until=settlement.access_until,
        access=access(settlement, language),
        rights=_rights(settlement, language),
    )


def _balances(year: YearPart) -> tuple[Balance, ...]:
    found = []
    for line in year.credit:
        terms = line.days if line.unit == "day" else line.hours
        right = terms.entitled + terms.carried_in + terms.adjusted
        found.append(
            Balance(right_type=line.right_type, unit=line.unit, right=right, used=terms.used)
        )
    return tuple(found)


def _rights(settlement: Settlement, language: Language) -> tuple[SettledPart, ...]:
    said = zip(settlement.balances, statements(settlement, language), strict=True)
    return tuple(
        SettledPart(
            right_type=balance.right_type,
            unit=balance.unit,
            right=balance.right,
            used=balance.used,
            left=balance.left,
            usable=settlement.usable(balance),
            sentences=statement.sentences,
        )
        for balance, statement in said
    )
