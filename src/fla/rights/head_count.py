"""The average head count of a reference period: article 50 section 2 of the Act.

average = full-time equivalents declared at the end of each quarter, divided by the number of
quarters for which workers were declared. Once for one employer in fractions, once for many in
columns of hundredths.
"""

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

_EMPLOYER_QUARTER = ["employer_id", "quarter"]


def average(
    quarters: Sequence[Fraction | None],
    added: Sequence[Fraction] = (),
    first_quarter: Fraction | None = None,
) -> Fraction | None:
    """Return the average of the quarters, None of which stands for no declaration.

    `added` are each quarter's adjustment lines (agency workers at the user): they add to a declared
    quarter, never below zero, and make no quarter a declared one. Without any declaration it is
    `first_quarter`, the workers on the last day of the quarter of first employment, if known.
    """
    more = added or [Fraction(0)] * len(quarters)
    counted = [
        max(fte + extra, Fraction(0))
        for fte, extra in zip(quarters, more, strict=True)
        if fte is not None
    ]
    return sum(counted, Fraction(0)) / len(counted) if counted else first_quarter


def averages(lines: pl.DataFrame) -> pl.DataFrame:
    """Columns employer_id, fte_hundredths, quarters: their ratio is the average in hundredths.

    `lines` have employer_id, quarter, line ("declared" or "adjustment") and fte in hundredths, at
    most one declared line a quarter. Employers without declaration are left out: the rule of the
    first quarter is the caller's to apply.
    """
    declared = pl.col("line") == "declared"
    return (
        lines.group_by(_EMPLOYER_QUARTER)
        .agg(pl.col("fte").sum(), declared=declared.any())
        .filter("declared")
        .group_by("employer_id")
        .agg(
            fte_hundredths=pl.col("fte").clip(0).cast(pl.Int64).sum(),
            quarters=pl.len().cast(pl.Int16),
        )
        .sort("employer_id")
    )


def band(thresholds: Sequence[int]) -> pl.Expr:
    """Return how many of the thresholds (full-time equivalents) an average reaches.

    Of columns fte_hundredths and quarters, compared without division: two averages with the same
    number have the same law.
    """
    reached = [
        (pl.col("fte_hundredths") >= pl.col("quarters").cast(pl.Int64) * (threshold * 100))
        for threshold in thresholds
    ]
    return pl.sum_horizontal(pl.lit(0, pl.Int8), *(one.cast(pl.Int8) for one in reached))
