"""The rows of each table of a nation, in the order of the columns they are copied into."""

import datetime as dt

import polars as pl

from fla.demo.careers import Year
from fla.demo.nation.columns import day, identifier, looked_up, share
from fla.demo.shares import (
    COUNTED,
    DAYS_PER_WEEK,
    OPTED_OUT_COMPANIES,
    OPTED_OUT_WORKERS,
    QUARTER_MISSING,
)

_WORKER, _EMPLOYMENT, _HEAD_COUNT, _COMPANY_OPT_OUT, _WORKER_OPT_OUT = range(1, 6)
_SMALL = 10
_REASON = "Eigen berekening"

TABLES = {
    "employer": "id, enterprise_number, nsso_number, name, search_name, language",
    "worker": "employer_id, id, ssin, family_name, given_name, search_name, birth_date, language",
    "employment": "employer_id, id, worker_id, start_date, end_date, end_reason, parallel, "
    "registered_by, reference, declaration_id, registered_at, changed_at",
    "occupation": "employer_id, employment_id, start_date, end_date, mean_hours, reference_hours, "
    "days_per_week, joint_committee, worker_category",
    "suspension": "employer_id, employment_id, start_date, end_date, extent, mean_hours",
    "head_count": "employer_id, id, quarter, line, fte, registered_by, reference, declaration_id, "
    "registered_at, changed_at",
    "opt_out": "employer_id, id, worker_id, year, reason, registered_by, reference, "
    "declaration_id, registered_at, changed_at",
}
"""Columns by table, parents before children."""


def numbered(staff: pl.DataFrame, first: int) -> pl.DataFrame:
    """Give each worker a number of the nation's, from a first one on."""
    return staff.with_columns(worker=first + pl.int_range(pl.len()))


def workers(staff: pl.DataFrame, identities: list[pl.Expr]) -> pl.DataFrame:
    """Return rows of `worker`."""
    return staff.select("id", _id(_WORKER, "worker").alias("worker"), *identities)


def employed(contracts: pl.DataFrame) -> pl.DataFrame:
    """Give each employment its number: the worker's, the parallel ones of a chunk apart."""
    return contracts.with_columns(employment=pl.col("worker") * 2 + pl.col("parallel"))


def employments(contracts: pl.DataFrame, moment: dt.datetime) -> pl.DataFrame:
    """Return rows of `employment`, each declared by the employer itself."""
    reference = pl.concat_str(pl.lit("E"), pl.col("employment").cast(pl.String))
    return contracts.select(
        "id",
        _id(_EMPLOYMENT, "employment").alias("employment"),
        _id(_WORKER, "worker").alias("worker"),
        day(pl.col("first")).alias("first"),
        day(pl.col("last")).alias("last"),
        "reason",
        "parallel",
        *_declared("enterprise_number", reference, _id(_EMPLOYMENT, "employment"), moment),
    )


def occupations(lines: pl.DataFrame, committees: pl.DataFrame) -> pl.DataFrame:
    """Return rows of `occupation`."""
    return lines.select(
        "id",
        _id(_EMPLOYMENT, "employment").alias("employment"),
        day(pl.col("start")).alias("start"),
        day(pl.col("end")).alias("end"),
        "q",
        "hours",
        pl.lit(DAYS_PER_WEEK).alias("days"),
        looked_up(committees["code"], pl.col("committee")).alias("code"),
        "category",
    )


def suspended(suspensions: pl.DataFrame) -> pl.DataFrame:
    """Return rows of `suspension`."""
    return suspensions.select(
        "id",
        _id(_EMPLOYMENT, "employment").alias("employment"),
        day(pl.col("start")).alias("start"),
        day(pl.col("end")).alias("end"),
        pl.when(pl.col("q").is_null()).then(pl.lit("full")).otherwise(pl.lit("partial")),
        "q",
    )


def head_counts(
    employers: pl.DataFrame,
    committees: pl.DataFrame,
    seed: int,
    quarters: tuple[str, ...],
    moment: dt.datetime,
) -> pl.DataFrame:
    """Return rows of `head_count`: the jobs in full-time equivalents, give or take a little."""
    least, more = COUNTED
    many = employers.with_columns(q=pl.int_ranges(0, len(quarters))).explode("q")
    many = many.with_columns(line=pl.col("index") * len(quarters) + pl.col("q"))
    jobs = pl.col("size") * looked_up(committees["full_time"], pl.col("committee"))
    counted = jobs * (least + more * share(seed, "fte", pl.col("line")))
    missing = share(seed, "missing", pl.col("line")) < QUARTER_MISSING
    return many.filter((pl.col("size") >= _SMALL) | ~missing).select(
        "id",
        _id(_HEAD_COUNT, "line").alias("line"),
        looked_up(quarters, pl.col("q")).alias("quarter"),
        pl.lit("declared").alias("kind"),
        counted.round(2).alias("fte"),
        *_declared(
            "enterprise_number",
            pl.concat_str(pl.lit("H"), looked_up(quarters, pl.col("q"))),
            _id(_HEAD_COUNT, "line"),
            moment,
        ),
    )


def opt_outs(
    employers: pl.DataFrame, staff: pl.DataFrame, seed: int, year: Year, moment: dt.datetime
) -> pl.DataFrame:
    """Return rows of `opt_out`: for whole companies and for single workers."""
    companies = employers.filter(share(seed, "opts", pl.col("index")) < OPTED_OUT_COMPANIES)
    single = staff.filter(share(seed, "opts", pl.col("subject")) < OPTED_OUT_WORKERS)
    return pl.concat(
        [
            _opt_outs(companies, _COMPANY_OPT_OUT, "id", pl.lit(None, pl.String), year, moment),
            _opt_outs(single, _WORKER_OPT_OUT, "worker", _id(_WORKER, "worker"), year, moment),
        ]
    )


def _opt_outs(
    frame: pl.DataFrame, kind: int, number: str, worker: pl.Expr, year: Year, moment: dt.datetime
) -> pl.DataFrame:
    reference = pl.concat_str(pl.lit(f"O{kind}-"), pl.col(number).cast(pl.String))
    return frame.select(
        "id",
        _id(kind, number).alias("opt_out"),
        worker.alias("worker_id"),
        pl.lit(year.number).alias("year"),
        pl.lit(_REASON).alias("reason"),
        *_declared("enterprise_number", reference, _id(kind, number), moment),
    )


def _id(kind: int, number: str) -> pl.Expr:
    return identifier(kind, pl.col(number))


def _declared(
    registrar: str, reference: pl.Expr, declaration: pl.Expr, moment: dt.datetime
) -> list[pl.Expr]:
    """Return registered_by, reference, declaration_id, registered_at and changed_at."""
    written = pl.lit(moment.isoformat())
    return [
        pl.col(registrar).alias("registrar"),
        reference.alias("reference"),
        declaration.alias("declaration"),
        written.alias("registered"),
        written.alias("changed"),
    ]
