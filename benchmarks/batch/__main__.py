"""Measures the batch channel: `python -m benchmarks.batch [--small]`.

`--small` takes a fiftieth: to see that the benchmark runs, not what it says.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

import psycopg

from benchmarks import xml_file
from benchmarks.batch.file_set import Answered, answered, register, write
from benchmarks.report import Figure, show
from benchmarks.world import World, server, world
from fla.database.server import Server
from fla.filesets.spool import Spool

_RECORDS = 1_000_000
_EMPLOYERS, _WORKERS = 500, 100


async def _measure(started: Server, part: int) -> list[Figure]:
    count = _RECORDS // part
    async with world(started, "batch", _EMPLOYERS, _WORKERS) as made:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place, "trainings.xml")
            write(path, made, count)
            return await _figures(made, Path(place), path, count)


async def _figures(made: World, place: Path, path: Path, count: int) -> list[Figure]:
    spool = Spool(place / "spool")
    spool.prepare()
    sender = await register(made)
    first = await answered(made, spool, sender, path, "FLAD")
    assert first.file_set.accepted == count, first.file_set
    again = await answered(made, spool, sender, path, "FLAS")
    assert again.file_set.unchanged == count, again.file_set
    bare = await xml_file.bare(made, path)
    megabytes = path.stat().st_size / 1e6
    ours = count / first.seconds
    return [
        Figure(
            f"file set of {count:,} trainings, {megabytes:,.0f} MB, to its notification",
            f"{ours:,.0f}/s",
            f"parse + XSD + COPY {count / bare:,.0f}/s",
            f"{ours * bare / count:.2f}",
            "≥ 20,000/s, ≥ 0.4",
        ),
        _processor("  processor time a record", first, count),
        _memory("  memory of each process", first),
        Figure(
            "the same as a snapshot, all unchanged",
            f"{count / again.seconds:,.0f}/s",
            f"first load {ours:,.0f}/s",
            f"{first.seconds / again.seconds:.2f}",
            "≥ 3 × as fast",
        ),
        _processor("  processor time a record", again, count),
        _memory("  memory of each process", again),
    ]


def _processor(work: str, taken: Answered, count: int) -> Figure:
    ours = taken.ours.seconds / count * 1e6
    database = taken.database.seconds / count * 1e6
    return Figure(work, f"{ours:.0f} µs", f"PostgreSQL {database:.0f} µs", "", "")


def _memory(work: str, taken: Answered) -> Figure:
    ours = ", ".join(f"{size:,.0f}" for size in taken.ours.megabytes)
    database = max(taken.database.megabytes)
    return Figure(work, f"{ours} MB", f"PostgreSQL {database:,.0f} MB at most", "", "≤ 300 MB")


def main() -> None:
    """Start a server, measure, print."""
    part = 50 if "--small" in sys.argv else 1
    with server() as started:
        with psycopg.connect(started.superuser_url("postgres")) as connection:
            row = connection.execute("SELECT version()").fetchone()
        figures = asyncio.run(_measure(started, part))
    show(figures, str(row[0]) if row else "")


if __name__ == "__main__":
    main()
