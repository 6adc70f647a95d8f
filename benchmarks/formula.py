"""The formula over a nation of workers in memory, against a bare pass over the same columns.

The ceiling sums the same columns by worker with polars and does no law. In a process of its own,
for its peak of memory: `python -m benchmarks.formula [workers]` prints the figures as JSON.
"""

import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks.report import Figure
from fla.law.model import Choices
from fla.rights.columns import LINES, SCALES, SUSPENSIONS, typed
from fla.rights.formula import entitle

YEAR = 2026
_ROUNDS = 5
_SCALES = 60
_NEW_YEAR = dt.date(YEAR, 1, 1)


def measure(workers: int) -> Figure:
    """Workers a second of both, the best of a few rounds, and the memory of the process."""
    command = [sys.executable, "-m", "benchmarks.formula", str(workers)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(told)
    return Figure(
        f"formula, {workers:,} workers, {found['lines']:,} lines, {found['gigabytes']:.1f} GB",
        f"{workers / found['formula']:,.0f}/s",
        f"sums by worker {workers / found['ceiling']:,.0f}/s",
        f"{found['ceiling'] / found['formula']:.2f}",
        "≥ 2,000,000/s",
    )


def nation(workers: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """LINES and SUSPENSIONS: 13 lines for 10 workers, in the order of worker and start.

    Of a hundred workers 27 change their regime, three of them after a gap, one with another
    full-time week, one with a full career break; three have two contracts side by side; two are
    partially suspended for three months.
    """
    people = pl.DataFrame({"worker": pl.int_range(workers, dtype=pl.Int64, eager=True)})
    drawn = people.with_columns(drawn=(pl.col("worker").hash(1) % 1_000_003).cast(pl.Int32))
    everybody = drawn.with_columns(kind=pl.col("drawn") % 100, number=pl.col("drawn") // 100)
    kind, number = pl.col("kind"), pl.col("number")
    two, side_by_side = kind < 30, kind >= 27
    first = everybody.select(
        **_line(1),
        start=pl.when(two).then(_day(-900)).otherwise(_day(number % 3_300 - 3_000)),
        end=pl.when(two).then(_day(number % 340)).otherwise(None),
        q=3800 - number % 3 * 760,
        s=3800,
    )
    second = everybody.filter(two).select(
        **_line(2),
        start=_day(pl.when(side_by_side).then(0).otherwise(number % 340 + 1 + kind // 24 * 20)),
        end=None,
        q=pl.when(kind == 1).then(0).otherwise(1900),
        s=pl.when(kind == 0).then(3600).otherwise(3800),
    )
    off = everybody.filter(kind.is_in([90, 91])).select(
        **_line(1),
        start=_day(number % 300),
        end=_day(number % 300 + 90),
        kind=pl.lit("partial"),
        q=1900,
    )
    frames = [typed(frame, LINES) for frame in (first, second)]
    return pl.concat(frames, rechunk=True).sort("worker", "start"), typed(off, SUSPENSIONS)


def _line(employment: int) -> dict[str, pl.Expr]:
    return {
        "worker": pl.col("worker"),
        "employment": pl.lit(employment),
        "days_per_week": pl.lit(500),
        "scale": pl.col("number") % _SCALES,
    }


def _day(number: pl.Expr | int) -> pl.Expr:
    """So many days after 1 January."""
    return (pl.lit((_NEW_YEAR - dt.date(1970, 1, 1)).days) + number).cast(pl.Int32).cast(pl.Date)


def scales() -> pl.DataFrame:
    """SCALES as a law pack gives them: days mostly, one in hours, one with a condition."""
    number = pl.int_range(_SCALES, eager=True).alias("scale")
    of = pl.col("scale")
    rows = number.to_frame().select(
        "scale",
        full_time=pl.when(of == 0).then(4000).otherwise(of % 5 * 100 + 100),
        unit=pl.when(of == 0).then(pl.lit("hour")).otherwise(pl.lit("day")),
        hours_per_day=pl.when(of == 0).then(800),
        effective_months=pl.when(of == 1).then(6),
    )
    return typed(rows, SCALES)


def _best_in_turns(*works: Callable[[], object]) -> list[float]:
    """The least seconds of each; in turns, so that a busy moment of the machine meets both."""
    rounds = [[_seconds(work) for work in works] for _ in range(_ROUNDS)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _peak() -> float:
    """Gigabytes resident at the most, with the columns that go in."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024**2 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Generate, measure, print."""
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    (lines, off), rows = nation(workers), scales()
    summed = ["start", "end", "q", "s", "days_per_week", "scale"]
    bare = lines.with_columns(pl.col("start", "end").to_physical())
    entitle(lines, rows, YEAR, Choices(), off)
    peak = _peak()
    seconds, ceiling = _best_in_turns(
        lambda: entitle(lines, rows, YEAR, Choices(), off),
        lambda: bare.group_by("worker").agg(pl.col(summed).sum()),
    )
    print(
        json.dumps(
            {"lines": lines.height, "formula": seconds, "ceiling": ceiling, "gigabytes": peak}
        )
    )


if __name__ == "__main__":
    main()
