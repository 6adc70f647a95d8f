"""Data directories for servers that tests start themselves, and processes that hold one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fla.settings import Settings

_HOLDER = """
import select, signal, sys
from fla.database.embedded import embedded
from fla.settings import read_settings
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may not want to hear it
with embedded(read_settings(), durable=False) as server:
    print(server.superuser_url(), flush=True)
    while not select.select([sys.stdin], [], [], 0.2)[0]:  # a signal may come just before it waits
        pass
"""

Holder = subprocess.Popen[str]
Hold = Callable[[Settings], Holder]


@contextmanager
def data_directory() -> Iterator[Settings]:
    place = Path(tempfile.mkdtemp(prefix="fla-test-"))
    place.chmod(0o711)
    chosen = os.environ.get("FLA_POSTGRES_BIN")
    try:
        yield Settings(data_directory=place, postgres_bin=Path(chosen) if chosen else None)
    finally:
        shutil.rmtree(place)


@pytest.fixture
def fresh() -> Iterator[Settings]:
    """Settings of a server that has no data yet, for tests that spoil it or watch it being made."""
    with data_directory() as settings:
        yield settings


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """Settings of a server that stands still between tests; making one takes the most time."""
    with data_directory() as settings:
        yield settings


@pytest.fixture
def hold() -> Iterator[Hold]:
    """Start a process that keeps a server running until its input ends."""
    holders: list[Holder] = []

    def start(settings: Settings) -> Holder:
        holders.append(
            subprocess.Popen(
                [sys.executable, "-c", _HOLDER],
                env={**os.environ, "FLA_DATA_DIRECTORY": str(settings.data_directory)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return holders[-1]

    yield start
    for holder in holders:
        with holder:  # closes its input
            pass


def address(holder: Holder) -> str:
    """Wait for a holder's server and return the superuser's address."""
    assert holder.stdout is not None
    line = holder.stdout.readline().strip()
    assert line, "the process ended without a server"
    return line
