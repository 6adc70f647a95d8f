"""Works on one file set as production does, on the benchmarks' day: `python -m … TICKET`."""

import asyncio
import sys

from benchmarks.world import CLOCK
from fla import logs
from fla.doors.batch.garbage import collect_seldom
from fla.doors.batch.work import process
from fla.settings import read_settings

if __name__ == "__main__":
    logs.configure()
    collect_seldom()
    asyncio.run(process(read_settings(), sys.argv[1], CLOCK))
