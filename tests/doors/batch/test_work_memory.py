"""The process of a set takes no more memory for a large set than for a small one."""

import asyncio
import os
import sys
from pathlib import Path

from tests.doors.batch.bureau import Bureau
from tests.doors.batch.documents import document, training
from tests.intake.build import BRAM

WORK = """
import asyncio, re, sys
from pathlib import Path
from fla.doors.batch import part_reading
from fla.doors.batch.work import process
from fla.settings import read_settings
from tests.intake.build import CLOCK

part_reading.CHUNK = 1_000
asyncio.run(process(read_settings(), sys.argv[1], CLOCK))
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(peak[1])
"""


async def peak(bureau: Bureau, count: int) -> int:
    """Hand in a set of so many forms, all to be rejected, and give the kilobytes that it takes."""
    record = training(Reference="@", Ssin=BRAM).split("@")
    ticket = await bureau.hand_in(document(*(f"{record[0]}R{n}{record[1]}" for n in range(count))))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WORK, ticket),
        cwd=Path(__file__).parents[3],
        env={
            **os.environ,
            "PYTHONPATH": ".",
            "FLA_DATABASE_URL": str(bureau.settings.database_url),
            "FLA_SPOOL": str(bureau.settings.spool),
        },
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    done = await bureau.file_set(ticket)
    assert (done.state, done.rejected) == ("done", count)
    return int(told.split()[-1])


async def test_a_large_set_takes_no_more_memory_than_a_small_one(bureau: Bureau) -> None:
    small = await peak(bureau, 3_000)
    large = await peak(bureau, 12_000)
    assert large < small * 1.25
    assert large < 200_000
