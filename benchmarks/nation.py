"""The yearly run of a nation next to reading and writing the same with no arithmetic.

`python -m benchmarks.nation [--small]`: 250,000 employers with 5 million workers, or a tenth.
Prints the time of one process and of two, of a second run, and the most memory the processes held.
The ceiling repeats the statements of the run in the same chunks, with the very rows it wrote. Years
are closed by a job of its own in February: what is measured is all that a run does at New Year.
"""

import asyncio
import sys
import tempfile
import time
from multiprocessing import active_children
from pathlib import Path

import psycopg
from msgspec import Struct
from rich.console import Console

from benchmarks.nation_replay import record, replay
from benchmarks.report import Figure, show
from benchmarks.world import CLOCK, server
from fla.database.migrate import migrate
from fla.database.server import Server
from fla.demo.nation import fill_nation
from fla.law.model import Choices
from fla.rights import run as runs
from fla.rights.run_chunk import Rules
from fla.rights.run_model import Counts, Reached

EMPLOYERS = 250_000
YEAR = 2026
RULES = Rules(choices=Choices(), clock=CLOCK)
_WRITTEN = "computed_right, right_basis, size_decision, right_change, right_run, right_run_chunk"


class Nation(Struct, frozen=True):
    """A filled database and how to empty it of rights again."""

    server: Server
    name: str

    @property
    def app_url(self) -> str:
        return self.server.app_url(self.name)

    def execute(self, *statements: str) -> None:
        with psycopg.connect(self.server.superuser_url(self.name), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def start_anew(self) -> None:
        """No rights and no runs, and nothing left to write to the disk."""
        self.execute(f"TRUNCATE {_WRITTEN}", "CHECKPOINT")


class Took(Struct, frozen=True):
    """Seconds of a run with its start, its counts, and the most bytes its processes held."""

    seconds: float
    counts: Counts
    memory: int


def filled(started: Server, employers: int, console: Console) -> Nation:
    made = Nation(started, "nation")
    started.create_database(made.name)
    migrate(started.owner_url(made.name))
    counts = fill_nation(
        started.superuser_url(made.name), employers, 1, CLOCK.today(), lambda _: None
    )
    made.execute("VACUUM ANALYZE", "CHECKPOINT")
    rows = ", ".join(f"{count:,} {table}" for table, count in counts.counts.items())
    console.print(f"{rows}; filled in {counts.seconds:.0f} s", highlight=False)
    return made


async def run(nation: Nation, processes: int) -> Took:
    """Plan and carry out a run, as the command does."""
    most: dict[int, int] = {}

    def watch(_: Reached) -> None:
        for child in active_children():
            if child.pid is not None:
                most[child.pid] = _peak(child.pid) or most.get(child.pid, 0)

    started = time.perf_counter()
    planned, _ = await runs.plan(nation.app_url, runs.Wanted(year=YEAR), CLOCK)
    reached = await runs.work_through(
        nation.app_url, planned, RULES, processes=processes, show=watch
    )
    seconds = time.perf_counter() - started
    assert reached.state == "finished"
    return Took(seconds, reached.counts, sum(most.values()))


def _peak(pid: int) -> int:
    """The most resident memory of a process so far, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(next(lines, "VmHWM: 0").split()[1]) * 1024  # a process that has ended has none


def ceiling(nation: Nation, directory: Path, processes: int) -> float:
    nation.start_anew()
    return replay(nation.app_url, directory, processes)


def measure(nation: Nation, directory: Path, console: Console) -> list[Figure]:
    record(nation.app_url, directory, runs.CHUNK, RULES, YEAR)
    together = ceiling(nation, directory, 2)
    console.print(f"The same without arithmetic, two processes: {together:.1f} s")
    nation.start_anew()
    two = asyncio.run(run(nation, 2))
    console.print(f"Two processes: {two.seconds:.1f} s")
    nation.execute("CHECKPOINT")
    again = asyncio.run(run(nation, 2))
    console.print(f"A second run: {again.seconds:.1f} s")
    nation.start_anew()
    one = asyncio.run(run(nation, 1))
    console.print(f"One process: {one.seconds:.1f} s")
    alone = ceiling(nation, directory, 1)
    assert one.counts == two.counts
    assert again.counts.unchanged == two.counts.created
    assert not again.counts.written
    return [
        _figure("yearly run, one process", one, alone, "≤ 2.5"),
        _figure("yearly run, two processes", two, together, "≤ 40 s, ≤ 2.5"),
        _figure("second run, nothing changes", again, together, ""),
        Figure(
            "two processes against one",
            f"{two.seconds:.1f} s",
            f"{one.seconds:.1f} s",
            f"{two.seconds / one.seconds:.2f}",
            "< 1",
        ),
        Figure("memory of both processes", _megabytes(two), "", "", "≤ 2,048 MB"),
    ]


def _figure(work: str, took: Took, limit: float, goal: str) -> Figure:
    rate = took.counts.workers / took.seconds
    ours = f"{took.seconds:.1f} s, {rate:,.0f} workers/s, {_megabytes(took)}"
    return Figure(work, ours, f"{limit:.1f} s", f"{took.seconds / limit:.2f}", goal)


def _megabytes(took: Took) -> str:
    return f"{took.memory / 2**20:,.0f} MB"


def main() -> None:
    """Fill, measure, print."""
    employers = EMPLOYERS // (10 if "--small" in sys.argv else 1)
    with server() as started, tempfile.TemporaryDirectory() as directory:
        console = Console()
        nation = filled(started, employers, console)
        figures = measure(nation, Path(directory), console)
        with psycopg.connect(started.superuser_url("postgres")) as connection:
            row = connection.execute("SELECT version()").fetchone()
    show(figures, str(row[0]) if row else "")


if __name__ == "__main__":
    main()
