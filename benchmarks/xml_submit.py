"""Submits one file and prints the seconds and the memory it took, as JSON."""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from benchmarks.world import CLOCK, PAYROLL
from fla.database.pool import open_pool
from fla.doors.batch.process import submit_file
from fla.doors.batch.run import Options
from fla.intake.declaration import Sender


async def _main(path: Path) -> None:
    sender = Sender(enterprise_number=PAYROLL, door="xml")
    async with open_pool(os.environ["FLA_BENCH_APP_URL"], 2) as pool:
        started = time.perf_counter()
        summary = await submit_file(path, sender, pool, CLOCK, Options(lanes=2))
        seconds = time.perf_counter() - started
    assert summary.rejected == 0
    assert summary.fault is None
    print(json.dumps({"seconds": seconds, "megabytes": _peak()}))


def _peak() -> float:
    """Megabytes resident at the most; unlike getrusage's figure not inherited from the parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


asyncio.run(_main(Path(sys.argv[1])))
