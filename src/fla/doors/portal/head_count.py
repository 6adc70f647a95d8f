"""The head count that decides an employer's size in a year: quarters, average, size class."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec
from litestar import Response, Router, get
from litestar.params import FromPath
from msgspec import Struct

from fla.database.records import Connection
from fla.doors.portal.declaring import Received
from fla.doors.portal.entrance import AnyVisit, OpenEmployer
from fla.doors.portal.years import known_year, years_to_choose
from fla.law.applied import size_class
from fla.law.head_count import Reference, period_start, reference
from fla.law.pack import pack
from fla.register.model import Employer
from fla.rights import store as rights
from fla.rights.model import SizeDecision
from fla.rights.run import operators_choices
from fla.rights.year_model import CountLine
from fla.rights.year_store import head_count_lines


class QuarterCount(Struct, frozen=True):
    """A quarter of the reference period; `used` is what a frozen decision took from it."""

    quarter: str
    declared: CountLine | None
    added: tuple[CountLine, ...]
    used: Decimal | None

    @property
    def total(self) -> Decimal | None:
        """What counts for the quarter now, never below nothing; None where none was declared."""
        if self.declared is None:
            return None
        return max(self.declared.fte + sum(one.fte for one in self.added), Decimal(0))


class Size(Struct, frozen=True, kw_only=True):
    """What an employer's size in a year was or will be decided on.

    `average` is None where no quarter is declared and nothing was decided.
    """

    period: Reference
    quarters: list[QuarterCount]
    decision: SizeDecision | None
    average: Fraction | None


async def read_size(connection: Connection, employer: Employer, year: int) -> Size:
    """Return the head count of an employer for a year."""
    choices = operators_choices()
    period = reference(year, choices)
    start = period_start(year, choices)
    lines = await head_count_lines(connection, employer.id, period.quarters)
    found = await rights.size_decision(connection, employer.id, start)
    decision = found if found and found.start_date == start else None
    quarters = quarter_counts(period.quarters, lines, decision)
    average = decision.average if decision else average_of(quarters)
    return Size(period=period, quarters=quarters, decision=decision, average=average)


@get("/employers/{enterprise_number:str}/head-count/{year:int}")
async def show_head_count(
    visit: AnyVisit, employer: OpenEmployer, year: FromPath[int]
) -> Response[str]:
    """Show what the size of a year was or will be decided on."""
    today = visit.house.clock.today()
    known_year(year, today)
    async with visit.reading() as connection:
        size = await read_size(connection, employer, year)
    return visit.page(
        "head_count.html",
        employer=employer,
        year=year,
        years=years_to_choose(today),
        size=size,
        first_quarter=first_quarter(size.decision),
        size_class=None if size.average is None else size_class(pack(), size.average),
        received=visit.sealed(Received),
    )


def quarter_counts(
    quarters: Sequence[str], lines: Sequence[CountLine], decision: SizeDecision | None
) -> list[QuarterCount]:
    """Return each quarter with its lines and what a decision took from it."""
    used = inputs_of(decision)
    return [
        QuarterCount(
            quarter=quarter,
            declared=next((one for one in lines if _is(one, quarter, "declared")), None),
            added=tuple(one for one in lines if _is(one, quarter, "adjustment")),
            used=used.get(quarter),
        )
        for quarter in quarters
    ]


def average_of(quarters: Sequence[QuarterCount]) -> Fraction | None:
    """Return the average of the declared quarters (art. 50 section 2), None where there is none."""
    counted = [one.total for one in quarters if one.total is not None]
    return Fraction(sum(counted)) / len(counted) if counted else None


def inputs_of(decision: SizeDecision | None) -> dict[str, Decimal]:
    """Return the full-time equivalents of each quarter that a decision was made on."""
    if decision is None or decision.method == "firstQuarter":
        return {}
    return msgspec.json.decode(decision.inputs, type=dict[str, Decimal], strict=False)


def first_quarter(decision: SizeDecision | None) -> str | None:
    """Return the day whose workers were counted where no quarter of the period was declared."""
    if decision is None or decision.method != "firstQuarter":
        return None
    return str(msgspec.json.decode(decision.inputs)["day"])


def _is(line: CountLine, quarter: str, kind: str) -> bool:
    return line.quarter == quarter and line.line == kind


HEAD_COUNT = Router("/", route_handlers=[show_head_count])
