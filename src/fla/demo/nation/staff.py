"""Who worked at each employer of a nation in a year, and from when until when: a row a worker."""

import polars as pl

from fla.demo.careers import Year
from fla.demo.nation.columns import looked_up, places, share, up_to
from fla.demo.nation.people import adults, births
from fla.demo.shares import (
    APPRENTICES,
    DAYS_TO_ADULTHOOD,
    KNOWN_AHEAD,
    LONGEST_TENURE,
    LONGEST_VACANCY,
    REASONS,
    REPLACED,
    RETIREMENT_AGE,
    STUDENTS_AMONG_CASUAL,
)

_SEATS = 4096
"""More than any employer has jobs."""
_SUCCESSOR = 1 << 40
_EARLIER = 8192
"""Persons back in the line to who takes a flexi-job: hired by another employer."""
_DAYS_A_YEAR = 365.25


def staff(
    employers: pl.DataFrame, committees: pl.DataFrame, seed: int, year: Year, hired: int
) -> pl.DataFrame:
    """Return everybody who worked at these employers in the year, as far as it is known today.

    `hired` persons have found a job before. Columns: id and enterprise_number of the employer,
    seat (the job's number), subject (the worker's, to draw by), category, committee, hours (the
    full-timer's), casual, first, last (day numbers), reason, and those of a birth.
    """
    jobs = _jobs(employers, committees, seed).with_columns(number=hired + pl.int_range(pl.len()))
    holders = _left(_holders(jobs, seed, year), seed, year)
    successors = _successors(holders, seed, year, hired + jobs.height)
    everybody = pl.concat([holders, successors], how="diagonal")
    return everybody.filter(pl.col("first") <= year.today).sort("id", "seat", "subject")


def hires(workers: pl.DataFrame) -> int:
    """Return how far the line of persons was gone along for these workers."""
    return int(workers.select(pl.col("number").max() + 1).item() or 0)


def _jobs(employers: pl.DataFrame, committees: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return a row for each job, with its capacity."""
    jobs = (
        employers.select("id", "index", "enterprise_number", "committee", "size")
        .with_columns(seat=pl.int_ranges("size"))
        .explode("seat")
        .with_columns(subject=pl.col("index") * _SEATS + pl.col("seat"))
    )
    drawn, committee = share(seed, "capacity", pl.col("subject")), pl.col("committee")
    casual = looked_up(committees["casual"], committee)
    clerks = drawn > 1 - looked_up(committees["clerks_share"], committee)
    jobs = jobs.with_columns(
        casual=drawn < casual,
        student=drawn < casual * STUDENTS_AMONG_CASUAL,
        apprentice=drawn < casual + APPRENTICES,
        committee=pl.when(clerks & (drawn >= casual))
        .then(looked_up(committees["clerks"], committee))
        .otherwise(committee),
    )
    return jobs.select(
        *("id", "enterprise_number", "seat", "subject", "casual", "student", "committee"),
        hours=looked_up(committees["hours"], pl.col("committee")),
        category=pl.when("student")
        .then(pl.lit("student"))
        .when("casual")
        .then(pl.lit("flexiJob"))
        .when("apprentice")
        .then(pl.lit("apprentice"))
        .otherwise(looked_up(committees["category"], pl.col("committee"))),
    )


def _holders(jobs: pl.DataFrame, seed: int, year: Year) -> pl.DataFrame:
    """Give each job somebody; a flexi-job somebody who works elsewhere, too."""
    elsewhere = pl.col("casual") & ~pl.col("student")
    moved = pl.when(elsewhere).then(adults(year.number) - _EARLIER).otherwise(0)
    found = jobs.with_columns(pl.col("number") + moved).with_columns(births(year.number))
    subject, student = pl.col("subject"), pl.col("student")
    tenure = up_to(share(seed, "tenure", subject).pow(2), LONGEST_TENURE)
    adult = pl.col("birth") + DAYS_TO_ADULTHOOD
    long = pl.min_horizontal(
        pl.max_horizontal(year.first - 1 - tenure, adult), pl.lit(year.first - 1)
    )
    summer = year.first + 151 + up_to(share(seed, "summer", subject), 70)
    weeks = 13 + up_to(share(seed, "weeks", subject), 50)
    return found.with_columns(
        jobs["number"],
        first=pl.when(student).then(summer).otherwise(long),
        last=pl.when(student).then(summer + weeks),
        reason=pl.when(student).then(pl.lit("endOfTerm")),
    )


def _left(holders: pl.DataFrame, seed: int, year: Year) -> pl.DataFrame:
    """End some of the stays in the year, as far as that is known already."""
    subject = pl.col("subject")
    last = year.first + up_to(share(seed, "end", subject), 340)
    drawn = looked_up(REASONS.choices, places(REASONS, share(seed, "reason", subject)))
    age = year.number - (pl.col("birth") / _DAYS_A_YEAR).floor()
    retires = (age > RETIREMENT_AGE) & (drawn == "resignation")
    reason = pl.when(retires).then(pl.lit("retirement")).otherwise(drawn)
    leaves = share(seed, "leaves", subject) < REPLACED
    known = (last <= year.today) | reason.is_in(sorted(KNOWN_AHEAD))
    ends = ~pl.col("student") & leaves & known
    return holders.with_columns(
        last=pl.when(ends).then(last).otherwise("last"),
        reason=pl.when(ends).then(reason).otherwise("reason"),
    )


def _successors(holders: pl.DataFrame, seed: int, year: Year, hired: int) -> pl.DataFrame:
    """Return those who took over a job that somebody left, some weeks later."""
    vacancy = 1 + up_to(share(seed, "vacancy", pl.col("subject")), LONGEST_VACANCY)
    return (
        holders.filter(pl.col("last").is_not_null() & ~pl.col("student"))
        .with_columns(
            first=pl.col("last") + vacancy,
            last=pl.lit(None, pl.Int64),
            reason=pl.lit(None, pl.String),
            subject=pl.col("subject") + _SUCCESSOR,
            number=hired + pl.int_range(pl.len()),
        )
        .filter(pl.col("first") <= year.last)
        .with_columns(births(year.number))
    )
