"""The rules of the intake as cases: each fault, and its neighbour that is none."""

from tests.intake.cases import amounts, employments, heading, results, rights, trainings
from tests.intake.cases.case import THE_FIRST, Case

CASES: list[Case] = [
    *heading.CASES,
    *employments.CASES,
    *rights.CASES,
    *trainings.CASES,
    *results.CASES,
    *amounts.CASES,
]

__all__ = ["CASES", "THE_FIRST", "Case"]
