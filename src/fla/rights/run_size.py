"""The head count of each employer of a chunk: the frozen one, else decided now (article 50 §2)."""

import datetime as dt

import msgspec
import polars as pl

from fla.database.columns import Columns
from fla.law.head_count import Reference, period_start, reference
from fla.law.model import Choices
from fla.rights import run_size_store as store
from fla.rights.columns import typed
from fla.rights.run_columns_store import Part

_SIZE: dict[str, pl.DataType] = {
    "employer_id": pl.Int64(),
    "fte_hundredths": pl.Int64(),
    "quarters": pl.Int16(),
}

_QUARTER = ("employer_id", "quarter", "fte")


def head_counts(
    columns: Columns,
    part: Part,
    employers: pl.Series,
    choices: Choices,
    run: int,
    now: dt.datetime,
    today: dt.date,
) -> pl.DataFrame:
    """Return `employer_id`, `fte_hundredths` and `quarters` of each; the average is their ratio.

    What is decided here is stored with its inputs, and stays for the years that share it. A count
    on a day still to come is used and not kept: it is an expectation.
    """
    start = period_start(part.year, choices)
    decided = store.read_decisions(columns, part, start)
    open_cases = employers.filter(~employers.is_in(decided["employer_id"].implode()))
    made = _decide(columns, part, start, reference(part.year, choices), open_cases)
    final = made.filter(pl.col("day").is_null() | (pl.col("day") < today))
    if final.height:
        store.write_decisions(columns, final.drop("day"), start, run, now)
    return pl.concat([typed(decided, _SIZE), typed(made, _SIZE)])


def _decide(
    columns: Columns, part: Part, start: dt.date, rule: Reference, employers: pl.Series
) -> pl.DataFrame:
    """Decide by the declarations, else by the register, else by the first quarter of work."""
    ours = pl.col("employer_id").is_in(employers.implode())
    lines = store.read_declared(columns, part, start, rule.quarters).filter(ours)
    declared = lines.filter(line="declared").select(_QUARTER)
    added = lines.filter(line="adjustment").select(_QUARTER)
    register = store.read_register(columns, part, start, rule).filter(ours)
    averages = pl.concat(
        [_averages(declared, added, "declared"), _averages(register, added, "register")]
    )
    left = employers.filter(~employers.is_in(averages["employer_id"].implode()))
    first = store.read_first_quarters(columns, left.to_list(), rule.end)
    return pl.concat([averages, _first_quarters(first)])


def _averages(fte: pl.DataFrame, added: pl.DataFrame, method: str) -> pl.DataFrame:
    """Sum quarters that count, each with its adjustments; never below zero."""
    quarters = fte.join(
        added.rename({"fte": "added"}), on=["employer_id", "quarter"], how="left"
    ).with_columns(fte=pl.max_horizontal(pl.col("fte") + pl.col("added").fill_null(0), 0))
    written = pl.format('"{}":"{}.{}"', "quarter", _whole(), _rest())
    return (
        quarters.sort("employer_id", "quarter")
        .with_columns(written=written)
        .group_by("employer_id", maintain_order=True)
        .agg(
            fte_hundredths=pl.col("fte").sum(),
            quarters=pl.len().cast(pl.Int16),
            inputs=pl.col("written").str.join(","),
        )
        .select(
            *_SIZE,
            method=pl.lit(method),
            inputs=pl.lit("{") + pl.col("inputs") + pl.lit("}"),
            day=pl.lit(None, pl.Date),
        )
    )


def _whole() -> pl.Expr:
    return pl.col("fte") // 100


def _rest() -> pl.Expr:
    return (pl.col("fte") % 100).cast(pl.String).str.zfill(2)


def _first_quarters(counted: pl.DataFrame) -> pl.DataFrame:
    inputs = [
        msgspec.json.encode({"day": day, "workers": workers}).decode()
        for day, workers in counted.select("day", "workers").iter_rows()
    ]
    return counted.select(
        "employer_id",
        fte_hundredths=pl.col("workers").cast(pl.Int64) * 100,
        quarters=pl.lit(1, pl.Int16),
        method=pl.lit("firstQuarter"),
        inputs=pl.Series("inputs", inputs, pl.String),
        day=pl.col("day"),
    )
