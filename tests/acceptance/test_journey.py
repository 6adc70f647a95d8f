"""What the page for vendors shows, done with curl and OpenSSL against the running service."""

import json
import re
import subprocess
from pathlib import Path

from tests.acceptance.conftest import OFFICE, WORKERS
from tests.acceptance.service import Service
from tests.contracts.contract import ROOT

PAGE = (ROOT / "docs" / "rest.md").read_text("utf-8")
_TELL = "\nprintf '\\n' >>answers\n"


def _steps() -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def _run(script: str, place: Path) -> None:
    ran = subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{script}"],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr


def _script(server: str) -> str:
    """The page's commands after the first, each call's answer kept on a line of its own."""
    script = "\n".join(_steps()[1:]).replace("https://account.example.be", server)
    called = re.sub(r"^(call .*)$", rf"\1 >>answers{_TELL}", script, flags=re.MULTILINE)
    # The page's address of a training is an example: the answers say which it is here.
    found = "$(grep -o '/employers/1900000168/trainings/[0-9a-f-]*' answers | head -1)"
    return re.sub(r"^training=.*$", f"training={found}", called, flags=re.MULTILINE)


def test_a_session_under_three_mandates(service: Service, tmp_path: Path) -> None:
    _run(_steps()[0], tmp_path)
    certificate = str(tmp_path / "client.crt")
    words = ("--enterprise", OFFICE, "--name", "Payroll", "--id", "payroll-demo")
    service.command("client", "register", *words, "--key", certificate)
    _run(_script(service.url), tmp_path)
    lines = (tmp_path / "answers").read_text("utf-8").split("\n")
    first, second, account, training, corrected = map(json.loads, filter(None, lines))
    assert (first["rejected"], first["repeated"], len(first["items"])) == (1, 0, WORKERS)
    (refused,) = [item for item in first["items"] if item["status"] == "rejected"]
    shown = json.loads(re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0])
    (expected,) = shown["items"]
    places = [(issue["code"], issue["pointer"]) for issue in refused["issues"]]
    assert places == [(issue["code"], issue["pointer"]) for issue in expected["issues"]]
    assert refused["reference"] == expected["reference"]
    assert (second["rejected"], second["repeated"]) == (0, WORKERS - 1)
    (line,) = [one for one in account["credit"] if one["rightType"] == "statutory"]
    assert line["hours"]["used"] == "7.0000"
    assert training["version"] == 1
    assert corrected["status"] in ("accepted", "acceptedWithWarnings")
