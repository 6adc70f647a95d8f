"""The demo from beginning to end, as a visitor starts it: in a folder of his own, until Ctrl-C."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

FLA = [sys.executable, "-c", "from fla.cli import main; main()"]
PATIENCE = 120
"""Seconds; what is waited for takes a few, on a machine with nothing else to do."""

Program = subprocess.Popen[bytes]


Start = Callable[..., Program]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account a server of root's runs under can come near."""
    place = Path(tempfile.mkdtemp(prefix="fla-demo-"))
    place.chmod(0o711)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts the demo in the folder; what a failed test leaves running is ended with it."""
    programs = []

    def starting(*arguments: str) -> Program:
        with (folder / "printed").open("wb") as printed:
            program = subprocess.Popen(
                [*FLA, "demo", "--port", "0", *arguments],
                cwd=folder,
                env=environment(),
                stdout=printed,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        programs.append(program)
        return program

    yield starting
    for program in programs:
        program.terminate()
        program.wait(PATIENCE)


def environment() -> dict[str, str]:
    settings = {name for name in os.environ if name.startswith("FLA_")} - {"FLA_POSTGRES_BIN"}
    return {name: value for name, value in os.environ.items() if name not in settings}


def printed(folder: Path) -> str:
    return (folder / "printed").read_text("utf-8")


def wait_for(program: Program, folder: Path, text: str) -> str:
    """Wait until the program has printed a text, and return everything it printed."""
    deadline = time.monotonic() + PATIENCE
    while text not in (said := printed(folder)):
        assert program.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.05)
    return said


def url(program: Program, folder: Path) -> str:
    said = wait_for(program, folder, "Ctrl-C stops")
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found, said
    return found[0]


def stop(program: Program, folder: Path, number: int = signal.SIGINT) -> int:
    """Send a signal to the program alone, and see that its server ended before it."""
    server = folder / "var/postgresql/data/postmaster.pid"
    assert server.exists()
    program.send_signal(number)
    status = program.wait(PATIENCE)
    assert not server.exists(), printed(folder)
    return status


def sandboxed(folder: Path) -> str:
    """Run the command for software that the page shows; what it answers."""
    command = re.search(r"FLA_SERVER=.*\.sh", printed(folder))
    assert command, printed(folder)
    done = subprocess.run(
        ["bash", "-c", command[0]], cwd=folder, capture_output=True, text=True, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_starts_answers_stops_and_comes_back(folder: Path, start: Start) -> None:
    program = start("--employers", "3")
    assert httpx.get(url(program, folder)).status_code == 200
    assert "XML batch" in printed(folder)
    mistakes = subprocess.run(
        [*FLA, "batch", "check", "var/demo/mistakes.xml"], cwd=folder, env=environment(), timeout=60
    )
    assert mistakes.returncode == 1
    assert httpx.get(url(program, folder)).status_code == 200
    assert '"repeated"' not in sandboxed(folder)
    assert stop(program, folder) == 0

    again = start()
    assert httpx.get(url(again, folder)).status_code == 200
    assert '"repeated":true' in sandboxed(folder)
    assert "3 employers" in printed(folder)
    assert "XML batch" not in printed(folder)
    assert stop(again, folder, signal.SIGTERM) != 0


def test_interrupted_while_loading_it_goes_on_the_next_time(folder: Path, start: Start) -> None:
    program = start("--employers", "40")
    wait_for_loading(program, folder)
    assert stop(program, folder) == 130

    again = start()
    assert httpx.get(url(again, folder)).status_code == 200
    assert "40 employers" in printed(folder)
    assert stop(again, folder) == 0


def wait_for_loading(program: Program, folder: Path) -> None:
    """Wait until the first file is written, to be submitted next."""
    deadline = time.monotonic() + PATIENCE
    while not [*folder.glob("var/demo/*.xml")]:
        assert program.poll() is None, printed(folder)
        assert time.monotonic() < deadline
        time.sleep(0.01)
