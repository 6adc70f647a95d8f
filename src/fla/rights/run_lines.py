"""What the formula is given: the lines of a chunk with the keys it works with."""

import polars as pl
from msgspec import Struct

from fla.database.columns import Columns
from fla.law.model import Choices
from fla.rights import run_columns_store as store
from fla.rights.run_columns_store import Part

_PERSON = ["employer_id", "worker_id"]
_ORDER = [*_PERSON, "employment_id", "start"]
_EMPLOYMENT = ["worker", "employment", "employer_id", "joint_committee"]


class Staff(Struct, frozen=True):
    """Who worked in the year without being opted out, and under which lines.

    `people` has `employer_id` and `worker_id` in the order of `worker`, which counts from 0;
    `opted_out` has those two columns of everybody else who worked.
    """

    people: pl.DataFrame
    lines: pl.DataFrame
    suspensions: pl.DataFrame
    opted_out: pl.DataFrame


def staff(columns: Columns, part: Part, choices: Choices) -> Staff:
    """Read the lines and suspensions of the year, and the regimes they fall back upon."""
    lines = store.read_lines(columns, part, categories=bool(choices.excluded_categories))
    suspensions = store.read_suspensions(columns, part)
    lines, opted_out = _without(lines, store.read_opt_outs(columns, part))
    keyed = lines.sort(_ORDER).with_columns(
        worker=_counted(*_PERSON), employment=pl.col("employment_id").rle_id().cast(pl.Int64)
    )
    people = keyed.filter(pl.col("worker") != pl.col("worker").shift(fill_value=-1))
    employments = keyed.unique("employment", keep="last", maintain_order=True)
    theirs = suspensions.join(
        employments.select("employment_id", "worker", "employment"), on="employment_id"
    )
    return Staff(
        people=people.select(_PERSON),
        lines=_with_other_lines(columns, part, keyed, employments, theirs),
        suspensions=theirs,
        opted_out=opted_out,
    )


def _without(lines: pl.DataFrame, opt_outs: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Divide the lines: those that count, and whose worker or whose company has opted out."""
    concerned = pl.col("employer_id").is_in(opt_outs["employer_id"].unique().implode())
    here = lines.filter(concerned)
    companies = opt_outs.filter(pl.col("worker_id").is_null()).select("employer_id")
    out = pl.concat(
        [
            here.join(companies, on="employer_id", how="semi"),
            here.join(opt_outs, on=_PERSON, how="semi"),
        ]
    )
    people = out.select(_PERSON).unique()
    stay = here.join(people, on=_PERSON, how="anti")
    return pl.concat([lines.filter(~concerned), stay]), people


def _counted(*names: str) -> pl.Expr:
    """Number the distinct rows from 0, in the order they stand in."""
    changes = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in names)
    return (changes.cum_sum().cast(pl.Int64)) - 1


def _with_other_lines(
    columns: Columns,
    part: Part,
    lines: pl.DataFrame,
    employments: pl.DataFrame,
    suspensions: pl.DataFrame,
) -> pl.DataFrame:
    """Add lines of other years where a career break or suspension keeps the regime of another line.

    They bear the committee of the employment's last line in the year, which no month asks for.
    """
    broken = lines.filter(pl.col("q") == 0)["employment_id"]
    kept = pl.concat([broken, suspensions["employment_id"]]).unique()
    asked = employments.filter(pl.col("employment_id").is_in(kept.implode()))
    others = store.read_other_lines(
        columns, part, asked["employer_id"].to_list(), asked["employment_id"].to_list()
    )
    if others.is_empty():
        return lines
    named = [name for name in (*_EMPLOYMENT, "category") if name in lines.columns]
    theirs = others.join(asked.select("employment_id", *named), on="employment_id")
    both = pl.concat([lines.drop("worker_id"), theirs], how="diagonal_relaxed")
    return both.sort("worker", "start", maintain_order=True)
