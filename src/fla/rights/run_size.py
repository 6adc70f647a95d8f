"""The head count of each employer of a chunk: the frozen one, else decided now (article 50 §2)."""

import datetime as dt

import msgspec
import polars as pl

from fla.database.columns import Columns
from fla.law.head_count import Reference, period_start, reference
from fla.law.model import Choices
from fla.rights import run_size_store as store
from fla.rights.columns import typed
from fla.rights.head_count import averages
from fla.rights.run_columns_store import Part

_SIZE: dict[str, pl.DataType] = {
    "employer_id": pl.Int64(),
    "fte_hundredths": pl.Int64(),
    "quarters": pl.Int16(),
}


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

    What is decided here is stored with its inputs, and stays for the years that share it. As long
    as the reference period runs, or the day of a count is still to come, the count is used and not
    kept: it is an expectation.
    """
    start, rule = period_start(part.year, choices), reference(part.year, choices)
    decided = store.read_decisions(columns, part, start)
    open_cases = employers.filter(~employers.is_in(decided["employer_id"].implode()))
    made = _decide(columns, part, start, rule, open_cases)
    final = made.filter(pl.col("day").is_null() | (pl.col("day") < today))
    if final.height and rule.end < today:
        store.write_decisions(columns, final.drop("day"), start, run, now)
    return pl.concat([typed(decided, _SIZE), typed(made, _SIZE)])


def _decide(
    columns: Columns, part: Part, start: dt.date, rule: Reference, employers: pl.Series
) -> pl.DataFrame:
    """Decide by the declarations, else by the register, else by the first quarter of work."""
    ours = pl.col("employer_id").is_in(employers.implode())
    lines = store.read_declared(columns, part, start, rule.quarters).filter(ours)
    declared = _averaged(lines, "declared")
    silent = _others(employers, declared)
    register = store.read_register(columns, silent.to_list(), rule)
    as_declared = register.select("employer_id", "quarter", line=pl.lit("declared"), fte="fte")
    of_silent = lines.filter(pl.col("employer_id").is_in(silent.implode()))
    counted = _averaged(pl.concat([as_declared, _adjustments(of_silent, register)]), "register")
    first = store.read_first_quarters(columns, _others(silent, counted).to_list(), rule.end)
    return pl.concat([declared, counted, _first_quarters(first)])


def _others(employers: pl.Series, decided: pl.DataFrame) -> pl.Series:
    return employers.filter(~employers.is_in(decided["employer_id"].implode()))


def _adjustments(lines: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    return lines.filter(line="adjustment").join(register, on=["employer_id", "quarter"], how="semi")


def _averaged(lines: pl.DataFrame, method: str) -> pl.DataFrame:
    """Average the quarters of employers with a declaration; `inputs` says what each counted for."""
    declared = pl.col("line") == "declared"
    inputs = (
        lines.group_by("employer_id", "quarter")
        .agg(fte=pl.col("fte").sum().clip(0), declared=declared.any())
        .filter("declared")
        .sort("employer_id", "quarter")
        .with_columns(
            written=pl.format('"{}":"{}.{}"', "quarter", pl.col("fte") // 100, _hundredths())
        )
        .group_by("employer_id", maintain_order=True)
        .agg(inputs=pl.lit("{") + pl.col("written").str.join(",") + pl.lit("}"))
    )
    return (
        averages(lines)
        .join(inputs, on="employer_id")
        .select(*_SIZE, "inputs", method=pl.lit(method), day=pl.lit(None, pl.Date))
    )


def _hundredths() -> pl.Expr:
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
        inputs=pl.Series("inputs", inputs, pl.String),
        method=pl.lit("firstQuarter"),
        day=pl.col("day"),
    )
