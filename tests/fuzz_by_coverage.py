"""Fuzzing that looks for new ways through the code: names, files or archives, until told to stop.

    python tests/fuzz_by_coverage.py names|files|archives DIRECTORY [-max_total_time=SECONDS]

The directory holds the cases to begin with, and keeps those that led further. Needs atheris, which
the project does not: see docs/fuzzing.md.
"""

import functools
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["fla.filesets", "fla.doors.batch", "zipfile"]):
    from fla.doors.batch import contract
    from fla.doors.batch.decompress import UnpackingError, open_part
    from tests.doors.batch.test_fuzz import MOST, PACKED, SOUND, notified, put
    from tests.filesets import test_fuzz_names


def names(data: bytes) -> None:
    """Judge a name."""
    test_fuzz_names.name_is_judged(data.decode("utf-8", "surrogateescape"))


def files(data: bytes) -> None:
    """Read a declaration file and answer it."""
    notified(data)


def archives(data: bytes) -> None:
    """Unpack a part, as zip where it begins as one."""
    read = 0
    name = "a.zip" if data.startswith(b"P") else "a.gz"
    with put(name, data) as path, suppress(UnpackingError), open_part(path, MOST) as stream:
        while piece := stream.read(65_536):
            read += len(piece)
    assert read <= MOST


TARGETS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "names": (names, [f"GO.{'.'.join(test_fuzz_names.SOUND[:-1])}".encode()]),
    "files": (files, [SOUND]),
    "archives": (archives, [*PACKED["a.gz"], *PACKED["a.zip"]]),
}


def main() -> None:
    """Draw cases until something fails, or the time is up."""
    target, sound = TARGETS[sys.argv.pop(1)]
    for number, case in enumerate(sound):
        (Path(sys.argv[1]) / f"sound{number}").write_bytes(case)
    for compile_once in ("schema", "block_schema", "value_schema"):  # else half of the time
        setattr(contract, compile_once, functools.cache(getattr(contract, compile_once)))
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


main()
