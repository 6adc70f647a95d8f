"""Memory stays flat: two hundred thousand records need no more than twenty thousand."""

import subprocess
import sys
from pathlib import Path

from tests.doors.batch.documents import END, HEADER, ROOT, XML_DECLARATION, training

MEASURE = """
import re, sys
from pathlib import Path
from fla.doors.batch.chunk import chunks
from fla.doors.batch.reader import Reader
with open(sys.argv[1], "rb") as stream:
    count = sum(len(chunk.records) for chunk in chunks(Reader(stream), 5_000))
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(count, peak[1])
"""


def peak(path: Path, count: int) -> int:
    """Write a file of so many records and give the kilobytes it takes to read it.

    Not `ru_maxrss`: a child process starts out with its parent's.
    """
    record = training(Reference="@").split("@")
    with path.open("w", encoding="utf-8") as file:
        file.write(XML_DECLARATION + ROOT + HEADER)
        file.writelines(f"{record[0]}R{number}{record[1]}" for number in range(count))
        file.write(END)
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    read, kilobytes = map(int, run.stdout.split())
    assert read == count
    return kilobytes


def test_reading_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path) -> None:
    small = peak(tmp_path / "small.xml", 20_000)
    large = peak(tmp_path / "large.xml", 200_000)
    assert large < small * 1.15
    assert large < 100_000
