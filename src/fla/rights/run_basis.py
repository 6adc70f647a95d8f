"""What applies to the workers of a chunk, and the rows that say so: `right_basis`."""

from fractions import Fraction

import polars as pl

from fla.law.applied import applied, thresholds
from fla.law.model import Applied, Choices
from fla.law.pack import Pack
from fla.rights.columns import SCALES
from fla.rights.head_count import band

CONTENT: dict[str, pl.DataType] = {
    "year": pl.Int16(),
    "joint_committee": pl.String(),
    "right_type": pl.String(),
    "scale": pl.String(),
    "size_class": pl.String(),
    "fte_hundredths": pl.Int64(),
    "quarters": pl.Int16(),
    "full_time": pl.Int32(),
    "unit": pl.String(),
    "hours_per_day": pl.Int32(),
    "effective_months": pl.Int16(),
    "cba_registration_number": pl.String(),
}
"""What makes a basis; hundredths. The law version is not in it: figures that a new version of the
pack leaves as they were change nobody's right."""


def with_scales(
    lines: pl.DataFrame, sizes: pl.DataFrame, pack: Pack, year: int, choices: Choices
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the lines with `scale`, a number, and the scales: SCALES and what applies in full.

    `sizes` has `employer_id`, `fte_hundredths` and `quarters`. Employers between the same two
    thresholds of the pack share a scale.
    """
    edges = thresholds(pack)
    banded = sizes.select("employer_id", band=band(edges))
    kinds = lines.select("employer_id", "joint_committee").unique().join(banded, on="employer_id")
    scales = (
        kinds.select("joint_committee", "band")
        .unique()
        .sort("joint_committee", "band")
        .with_row_index("number")
    )
    numbered = kinds.join(scales, on=["joint_committee", "band"]).select(
        "employer_id", "joint_committee", scale=pl.col("number").cast(pl.Int32)
    )
    law = [
        applied(pack, committee, Fraction([0, *edges][reached]), year, choices)
        for committee, reached in scales.select("joint_committee", "band").iter_rows()
    ]
    known = lines.join(
        numbered, on=["employer_id", "joint_committee"], how="left", maintain_order="left"
    )
    return known, _frame(scales["joint_committee"], law, year)


def scales_of(described: pl.DataFrame) -> pl.DataFrame:
    """Return SCALES, the formula's part of what applies."""
    return described.select(scale="number", **{name: name for name in SCALES if name != "scale"})


def bases(
    rights: pl.DataFrame, described: pl.DataFrame, sizes: pl.DataFrame, known: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return rights with `basis`, the number of the row that says what applied, and new such rows.

    `rights` has `employer_id` and `scale`; `known` holds the rows there are, of all years.
    """
    needed = (
        rights.select("employer_id", number="scale")
        .unique()
        .join(described, on="number")
        .join(sizes.cast({"quarters": pl.Int16}), on="employer_id")
        .rename({"number": "own"})
    )
    same = ["employer_id", *CONTENT]
    found = needed.join(
        known.sort("number").unique(same, keep="last").select("number", *same),
        on=same,
        how="left",
        nulls_equal=True,
    )
    last = known.group_by("employer_id").agg(last=pl.col("number").max())
    new = pl.col("number").is_null()
    numbered = (
        found.sort("employer_id", "own")
        .join(last, on="employer_id", how="left", maintain_order="left")
        .with_columns(
            is_new=new,
            number=pl.when(new)
            .then(pl.col("last").fill_null(0) + new.cum_sum().over("employer_id"))
            .otherwise(pl.col("number"))
            .cast(pl.Int32),
        )
    )
    pointed = rights.join(
        numbered.select("employer_id", scale="own", basis="number"),
        on=["employer_id", "scale"],
        how="left",
        maintain_order="left",
    )
    return pointed, numbered.filter("is_new").select("employer_id", "number", *CONTENT)


def stored(new: pl.DataFrame, law_version: str) -> pl.DataFrame:
    """Return new rows as the table holds them, hundredths as decimals."""
    return new.select(
        "employer_id",
        "number",
        *(_decimal(name) if name in {"full_time", "hours_per_day"} else name for name in CONTENT),
        law_version=pl.lit(law_version),
    )


def _decimal(name: str) -> pl.Expr:
    return (pl.col(name).cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(6, 2)).alias(name)


def _frame(committees: pl.Series, law: list[Applied], year: int) -> pl.DataFrame:
    kinds = {name: kind for name, kind in CONTENT.items() if name not in _OF_EMPLOYER}
    rows = [
        {
            "number": number,
            "year": year,
            "joint_committee": committee,
            "right_type": one.right_type,
            "scale": one.scale,
            "size_class": one.size_class,
            "full_time": int(one.full_time * 100),
            "unit": one.unit,
            "hours_per_day": None if one.hours_per_day is None else int(one.hours_per_day * 100),
            "effective_months": one.effective_months,
            "cba_registration_number": one.cba_registration_number,
        }
        for number, (committee, one) in enumerate(zip(committees, law, strict=True))
    ]
    return pl.DataFrame(rows, schema={"number": pl.Int32(), **kinds})


_OF_EMPLOYER = {"fte_hundredths", "quarters"}
