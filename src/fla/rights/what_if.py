"""What would a worker be owed? Cases in, results out, without a database.

Cases of one year and the same choices go through the formula together: it is the code of the yearly
run.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec.structs import replace

from fla.law.head_count import reference_quarters
from fla.law.model import Choices
from fla.law.pack import pack
from fla.rights.case import Case, HeadCount
from fla.rights.case_columns import Columns
from fla.rights.case_dates import read_as_parallel
from fla.rights.case_faults import CaseError
from fla.rights.case_spells import case_spells
from fla.rights.case_suspensions import without_hours
from fla.rights.case_work import effective_months
from fla.rights.explanation import warned
from fla.rights.formula import entitle
from fla.rights.head_count import average
from fla.rights.result import Result, result_of
from fla.rights.situation import Counted, DeclaredQuarter, Situation, Spell
from fla.rights.step import Warned

_REGIME: Final = 10**8
"""The formula gives B in hundred-millionths, the right in ten-thousandths."""
_DECIMALS: Final = 4
_Row = dict[str, Any]


def calculate(cases: Sequence[Case | CaseError]) -> list[Result | CaseError]:
    """Return the answer to each case, in their order; a `CaseError` is its own answer."""
    answers: dict[int, Result | CaseError] = {}
    groups: dict[tuple[int, Choices], dict[int, Case]] = {}
    for place, case in enumerate(cases):
        if isinstance(case, CaseError):
            answers[place] = case
        else:
            groups.setdefault((case.year, case.choices), {})[place] = case
    version = pack().version
    for (year, choices), group in groups.items():
        for place, situation in _situations(group, year, choices):
            beside = tuple(_warnings(group[place]))
            answers[place] = result_of(group[place].id, situation, beside, version)
    return [answers[place] for place in range(len(cases))]


def situation_of(case: Case) -> Situation:
    """Return what a case comes to, for an explanation that knows more than a case does."""
    [(_, situation)] = _situations({0: case}, case.year, case.choices)
    return situation


def _situations(
    cases: dict[int, Case], year: int, choices: Choices
) -> Iterator[tuple[int, Situation]]:
    """Each case's situation, by its place; the formula runs once for all."""
    columns = Columns(year, choices)
    counted = {place: _counted(case) for place, case in cases.items()}
    for place, case in cases.items():
        columns.add(place, case, counted[place].average)
    lines, off = columns.lines(), columns.suspensions()
    rights = entitle(lines, columns.scale_rows(), year, choices, off)
    found = {row["worker"]: row for row in rights.iter_rows(named=True)}
    told = case_spells(cases, columns, lines, off)
    for place, case in cases.items():
        right = found.get(place)
        situation = _situation(case, counted[place], columns, right, told.get(place, ()))
        yield (
            place,
            replace(situation, effective_months=effective_months(case, columns.applying[place])),
        )


def _situation(
    case: Case, counted: Counted, columns: Columns, right: _Row | None, told: Sequence[Spell]
) -> Situation:
    """What was calculated; without work in the year, what would have applied, and nothing due."""
    if right is None:
        committee = _usual_committee(case)
        applied = columns.applied(committee, counted.average)
    else:
        committee, applied = columns.scales[right["scale"]]
    return Situation(
        year=case.year,
        choices=case.choices,
        head_count=counted,
        applied=applied,
        unit=right["unit"] if right else applied.unit,
        months=right["months"] if right else 0,
        regime=Fraction(right["regime"] if right else 0, _REGIME),
        entitled=Decimal(right["entitled"] if right else 0).scaleb(-_DECIMALS),
        minutes_per_day=right["minutes_per_day"] if right else None,
        joint_committee=committee,
        spells=tuple(told),
        hired=min((line.start for line in case.occupations), default=None),
        suspensions=case.suspensions,
        no_hours=without_hours(case),
        excluded=_excluded(case),
        left_over=case.carried_in,
    )


def _usual_committee(case: Case) -> str | None:
    """The committee of a case without work in the year: its own, else its last line's."""
    if case.joint_committee is not None or not case.occupations:
        return case.joint_committee
    return max(case.occupations, key=lambda line: line.start).joint_committee


def _excluded(case: Case) -> tuple[Any, ...]:
    left_out = {line.category: None for line in case.occupations}
    return tuple(one for one in left_out if one in case.choices.excluded_categories)


def _counted(case: Case) -> Counted:
    """The head count with the quarters it is averaged over."""
    given = case.head_count
    if given.average is not None:
        return Counted(average=given.average)
    names = reference_quarters(case.year, case.choices)
    added = given.adjustments or (Fraction(0),) * len(given.quarters)
    quarters = tuple(
        DeclaredQuarter(quarter=name, fte=fte, added=more)
        for name, fte, more in zip(names, given.quarters, added, strict=False)
    )
    found = average(given.quarters, given.adjustments, given.first_quarter)
    return Counted(
        average=found or Fraction(0), quarters=quarters, first_quarter=given.first_quarter
    )


def _declared_zeros(count: HeadCount) -> bool:
    """Whether a quarter of nobody was declared as 0, which makes the divisor larger."""
    added = count.adjustments or (Fraction(0),) * len(count.quarters)
    return any(fte == 0 and not more for fte, more in zip(count.quarters, added, strict=False))


def _warnings(case: Case) -> Iterator[Warned]:
    """What was read into the case that it does not say itself."""
    if read_as_parallel(case.occupations):
        yield warned("parallelContracts")
    if any(line.q > line.s for line in case.occupations):
        yield warned("moreThanFullTime")
    count = case.head_count
    if any(
        added and fte is None for fte, added in zip(count.quarters, count.adjustments, strict=False)
    ):
        yield warned("adjustmentWithoutDeclaration")
    if _declared_zeros(count):
        yield warned("zeroDeclared")
