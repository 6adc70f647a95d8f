"""Cases of one year and the same choices as the columns the formula reads.

The worker of a row is the place of the case.
"""

from fractions import Fraction
from typing import Any

import polars as pl

from fla.law.applied import applied
from fla.law.model import Applied, Choices
from fla.law.pack import pack
from fla.rights.case import Case, Occupation
from fla.rights.case_dates import contracts
from fla.rights.case_suspensions import suspended
from fla.rights.columns import LINES, SCALES, SUSPENSIONS
from fla.rights.situation import Asked

_HUNDRED = 100
Row = tuple[Any, ...]


class Columns:
    """Lines, suspensions and scales of cases.

    `scales` tells by its number which committee a scale was asked for, and what applies;
    `applying` the same for each line of a worker.
    """

    def __init__(self, year: int, choices: Choices) -> None:
        self.year = year
        self.choices = choices
        self.scales: list[Asked] = []
        self.applying: dict[int, list[Asked]] = {}
        self._numbers: dict[Asked, int] = {}
        self._lines: list[Row] = []
        self._suspensions: list[Row] = []

    def add(self, worker: int, case: Case, average: Fraction) -> None:
        """Take in one case; `average` is its average head count."""
        employments = contracts(case.occupations)
        applying = self.applying[worker] = []
        for line, employment in zip(case.occupations, employments, strict=True):
            committee = line.joint_committee or case.joint_committee
            applying.append((committee, self.applied(committee, average)))
            self._lines.append(_line(worker, employment, line, self._number(applying[-1])))
        for one in case.suspensions:
            touched = {employments[place] for place in suspended(one, case.occupations)}
            self._suspensions += [
                (worker, employment, one.start, one.end, one.kind, one.q)
                for employment in sorted(touched)
            ]

    def applied(self, committee: str | None, average: Fraction) -> Applied:
        """Return what applies to a committee at an average head count."""
        return applied(pack(), committee, average, self.year, self.choices)

    def lines(self) -> pl.DataFrame:
        """Return LINES, with their category."""
        schema = {**LINES, "category": pl.String()}
        return pl.DataFrame(self._lines, schema, orient="row")

    def suspensions(self) -> pl.DataFrame:
        """Return SUSPENSIONS."""
        return pl.DataFrame(self._suspensions, SUSPENSIONS, orient="row")

    def scale_rows(self) -> pl.DataFrame:
        """Return SCALES."""
        rows = [_scale(number, one) for number, (_, one) in enumerate(self.scales)]
        return pl.DataFrame(rows, SCALES, orient="row")

    def _number(self, asked: Asked) -> int:
        number = self._numbers.setdefault(asked, len(self.scales))
        if number == len(self.scales):
            self.scales.append(asked)
        return number


def _line(worker: int, employment: int, line: Occupation, scale: int) -> Row:
    return (
        worker, employment, line.start, line.end, line.q, line.s, line.days_per_week, scale,
        line.category,
    )  # fmt: skip


def _scale(number: int, one: Applied) -> Row:
    per_day = None if one.hours_per_day is None else int(one.hours_per_day * _HUNDRED)
    amount = int(one.full_time * _HUNDRED)
    return (number, amount, one.unit, per_day, one.effective_months)
