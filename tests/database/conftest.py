"""Data directories of one test alone, and processes that hold a server in them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fla.settings import Settings

_HOLDER = """
import sys
from fla.database.embedded import embedded
from fla.settings import read_settings
with embedded(read_settings(), durable=False) as server:
    print(server.superuser_url(), flush=True)
    sys.stdin.read()
"""

Holder = subprocess.Popen[str]


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Settings of a server that nobody has started yet."""
    place = Path(tempfile.mkdtemp(prefix="fla-test-"))
    place.chmod(0o711)
    chosen = os.environ.get("FLA_POSTGRES_BIN")
    yield Settings(data_directory=place, postgres_bin=Path(chosen) if chosen else None)
    shutil.rmtree(place)


@pytest.fixture
def hold(settings: Settings) -> Iterator[Callable[[], tuple[Holder, str]]]:
    """Start a process that holds the server until its input ends; give it and the address."""
    environment = {**os.environ, "FLA_DATA_DIRECTORY": str(settings.data_directory)}
    holders: list[Holder] = []

    def start() -> tuple[Holder, str]:
        holder = subprocess.Popen(
            [sys.executable, "-c", _HOLDER],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(holder)
        assert holder.stdout is not None
        return holder, holder.stdout.readline().strip()

    yield start
    for holder in holders:
        with holder:  # closes its input
            pass
