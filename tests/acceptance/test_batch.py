"""What the page about the batch channel shows, done with OpenSSH and OpenSSL as a vendor would."""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.acceptance.conftest import EMPLOYERS, worker
from tests.acceptance.service import FLA, Service, running
from tests.conftest import Database
from tests.contracts.contract import ROOT

PAGE = (ROOT / "docs" / "batch.md").read_text("utf-8")
_HOST = "account.example.be"


@pytest.fixture
def service(populated: Database, tmp_path: Path) -> Iterator[Service]:
    """The service with its SFTP server and its jobs."""
    with running(populated, tmp_path, batch=True) as started:
        yield started


def _steps(kind: str = "") -> list[str]:
    return re.findall(rf"^```sh{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


class Vendor:
    """Somebody with the page before him, in a directory of his own."""

    def __init__(self, service: Service, place: Path) -> None:
        self.service = service
        self.place = place
        (place / "examples").symlink_to(ROOT / "examples")
        self.path = f"{Path(FLA).parent}{os.pathsep}{os.environ['PATH']}"

    def run(
        self, script: str, status: int = 0, environment: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """Give commands to a shell; what they print."""
        ran = subprocess.run(
            ["bash", "-c", f"set -euo pipefail\n{script}"],
            cwd=self.place,
            env={"PATH": self.path, "HOME": str(self.place), **environment},
            capture_output=True,
            text=True,
            timeout=180,
        )
        assert ran.returncode == status, f"{ran.stdout}\n{ran.stderr}"
        return ran.stdout

    def send(self, environment: str, *files: str, status: int = 0) -> str:
        """Send files as a set with the page's own settings; what the script says."""
        exports = re.findall(r"^export .*$", _steps()[3], re.MULTILINE)
        settings = "\n".join(exports).replace(_HOST, "127.0.0.1")
        settings = settings.replace("2222", str(self.service.sftp_port))
        sending = f"FLA_ENVIRONMENT={environment} examples/batch/send.sh {' '.join(files)}"
        return self.run(f"{settings}\n{sending}", status)

    def rejects(self, said: str) -> str:
        """Return the file of what was refused, of the set that the script spoke of."""
        (reply,) = re.findall(r"^acknowledged: (\S+)$", said, re.MULTILINE)
        acknowledged = (self.place / reply).read_text("utf-8")
        (ticket,) = re.findall(r"<ReferenceNbr>(.*?)</ReferenceNbr>", acknowledged)
        target = self.place / "rejects.xml"
        self.service.command("batch", "resend", ticket, "--to", str(target))
        return target.read_text("utf-8")


@pytest.fixture
def vendor(service: Service, tmp_path: Path) -> Vendor:
    """A vendor who is registered, with a first file that he has checked at home."""
    place = tmp_path / "vendor"
    place.mkdir()
    one = Vendor(service, place)
    key, file, check = _steps()[0], _steps()[1], _steps()[2]
    one.run(key)
    one.run(_steps(" operator")[0], environment=service.environment | {"PATH": one.path})
    one.run(f"ssh-keyscan -t ed25519 -p {service.sftp_port} 127.0.0.1 >known_hosts 2>scan.log")
    one.run(file)
    one.run(check)
    return one


def _mended(text: str) -> str:
    return text.replace("<EndDate>2026-10-11</EndDate>", "<EndDate>2026-10-12</EndDate>")


def test_from_nothing_to_all_accepted(vendor: Vendor) -> None:
    first = (vendor.place / "trainings.xml").read_text("utf-8")
    assert "accepted 1, refused 0" in vendor.send("S", "trainings.xml")
    assert "accepted 1, refused 0" in vendor.send("T", "trainings.xml")
    record = re.search(r"  <Training>.*?</Training>\n", first, re.DOTALL)
    assert record is not None
    many = [
        record[0]
        .replace("FIRST-1", f"SET-{number}")
        .replace("85031400325", worker(number))
        .replace(EMPLOYERS[0], EMPLOYERS[number % len(EMPLOYERS)])
        for number in range(1, 31)
    ]
    for number in (4, 17, 29):
        many[number] = many[number].replace("<EndDate>2026-10-12", "<EndDate>2026-10-11")
    whole = first.replace(record[0], "".join(many))
    (vendor.place / "session.xml").write_text(whole, "utf-8")
    said = vendor.send("R", "session.xml", status=1)
    assert "accepted 27, refused 3" in said
    assert "70064-014" in said
    rejects = vendor.rejects(said)
    assert rejects.count("<Training>") == 3
    (vendor.place / "again.xml").write_text(_mended(rejects), "utf-8")
    assert "accepted 3, refused 0" in vendor.send("R", "again.xml")
    repeated = vendor.send("R", "session.xml", status=1)
    assert "accepted 27, refused 3" in repeated


def test_a_signature_is_made_and_verified_as_the_page_shows(tmp_path: Path) -> None:
    steps = _steps()
    shell = ["bash", "-c", "set -euo pipefail\n" + "\n".join([*steps[:2], *steps[-2:]])]
    ran = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert len(steps) == 7
