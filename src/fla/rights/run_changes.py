"""What became of each right of a chunk, and why."""

import polars as pl
from msgspec import Struct

from fla.rights.run_basis import CONTENT

_KEY = ["employer_id", "worker_id"]
_AMOUNTS = ["months", "basis", "minutes_per_day", "regime", "entitled", "mixed"]
_LAW = [
    *("right_type", "scale", "full_time", "unit", "hours_per_day", "effective_months"),
    "cba_registration_number",
]


class Difference(Struct, frozen=True):
    """`rights` to write, with `is_new`; `changes` of those that were there; how many stay."""

    rights: pl.DataFrame
    changes: pl.DataFrame
    created: int
    changed: int
    unchanged: int
    removed: int


def compare(
    rights: pl.DataFrame,
    before: pl.DataFrame,
    bases: pl.DataFrame,
    opted_out: pl.DataFrame,
    *,
    keep_created: bool,
) -> Difference:
    """Compare computed rights with those stored, row by row and in every column.

    `bases` are all rows that either points to; `opted_out` are workers by key. A right that is new
    is no change, unless `keep_created`: after the year's first run it is news.
    """
    was = before.rename({name: f"{name}_before" for name in _AMOUNTS})
    both = rights.join(was, on=_KEY, how="left", maintain_order="left")
    is_new = pl.col("basis_before").is_null()
    same = pl.all_horizontal(pl.col(name) == pl.col(f"{name}_before") for name in _AMOUNTS)
    written = both.with_columns(is_new=is_new).filter(is_new | ~same)
    changed = written.filter(~pl.col("is_new"))
    gone = was.join(rights, on=_KEY, how="anti")
    changes = [_changed(changed, bases), _removed(gone, opted_out)]
    created = written.height - changed.height
    if keep_created and created:
        changes.append(_created(written.filter("is_new")))
    return Difference(
        rights=written.select(*_KEY, *_AMOUNTS, "is_new"),
        changes=pl.concat(changes),
        created=created,
        changed=changed.height,
        unchanged=rights.height - written.height,
        removed=gone.height,
    )


def _changed(rights: pl.DataFrame, bases: pl.DataFrame) -> pl.DataFrame:
    """Name what differs: the worker's regime and months, his committee, the size, or the law."""
    old = _joined(rights, bases, "basis_before", "_old")
    both = _joined(old, bases, "basis", "_new")
    reasons = {
        "regime": _differs("regime") | _differs("minutes_per_day"),
        "months": _differs("months"),
        "jointCommittee": _moved("joint_committee") | _differs("mixed"),
        "size": _moved("size_class") | _moved("fte_hundredths") | _moved("quarters"),
    }
    ours = _moved("joint_committee") | reasons["size"]
    reasons["law"] = ~ours & pl.any_horizontal(_moved(name) for name in _LAW)
    named = both.with_columns(
        reasons=pl.concat_list(
            pl.when(found).then(pl.lit(name)) for name, found in reasons.items()
        ).list.drop_nulls()
    )
    # Equal inputs and another amount: a choice of the operator, such as rounding.
    unnamed = pl.col("reasons").list.len() == 0
    return named.select(
        *_KEY,
        before="entitled_before",
        after="entitled",
        old_basis="basis_before",
        new_basis="basis",
        reasons=pl.when(unnamed).then(pl.concat_list(pl.lit("law"))).otherwise("reasons"),
    )


def _removed(rights: pl.DataFrame, opted_out: pl.DataFrame) -> pl.DataFrame:
    reason = pl.when("opted").then(pl.lit("optOut")).otherwise(pl.lit("employment"))
    return rights.join(
        opted_out.unique().with_columns(opted=pl.lit(value=True)), on=_KEY, how="left"
    ).select(
        *_KEY,
        before="entitled_before",
        after=pl.lit(None, pl.Int64),
        old_basis="basis_before",
        new_basis=pl.lit(None, pl.Int32),
        reasons=pl.concat_list(reason),
    )


def _created(rights: pl.DataFrame) -> pl.DataFrame:
    return rights.select(
        *_KEY,
        before=pl.lit(None, pl.Int64),
        after="entitled",
        old_basis=pl.lit(None, pl.Int32),
        new_basis="basis",
        reasons=pl.concat_list(pl.lit("employment")),
    )


def _joined(rights: pl.DataFrame, bases: pl.DataFrame, number: str, suffix: str) -> pl.DataFrame:
    named = {name: f"{name}{suffix}" for name in CONTENT}
    theirs = bases.select("employer_id", "number", *CONTENT).rename(named)
    return rights.join(
        theirs, left_on=["employer_id", number], right_on=["employer_id", "number"], how="left"
    )


def _differs(name: str) -> pl.Expr:
    return pl.col(name) != pl.col(f"{name}_before")


def _moved(name: str) -> pl.Expr:
    return ~pl.col(f"{name}_old").eq_missing(pl.col(f"{name}_new"))
