"""The rules of the intake as cases: each fault, and its neighbour that is none."""

from tests.intake.cases import (
    amounts,
    corrections,
    employments,
    head_counts,
    heading,
    opt_outs,
    replacements,
    results,
    rights,
    suspensions,
    trainings,
)
from tests.intake.cases.case import THE_FIRST, Case

CASES: list[Case] = [
    *heading.CASES,
    *employments.CASES,
    *suspensions.CASES,
    *replacements.CASES,
    *rights.CASES,
    *opt_outs.CASES,
    *corrections.CASES,
    *head_counts.CASES,
    *trainings.CASES,
    *results.CASES,
    *amounts.CASES,
]

__all__ = ["CASES", "THE_FIRST", "Case"]
