"""Each file of examples/, and what docs/client.md shows, against a service with the sandbox."""

import asyncio
import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from fla.clock import SystemClock
from fla.database.identity import OPERATOR, assume
from fla.demo.computing import compute_rights
from fla.demo.sandbox import CLIENTS, EMPLOYERS, OFFICE
from fla.demo.sandbox_load import admit_clients, settle_sandbox
from fla.identifiers import enterprise_number_with_check_digits
from fla.register.model import NewEmployer
from fla.register.store import add_employers
from tests.acceptance.service import Service, running
from tests.contracts.contract import ROOT
from tests.databases import Databases

EXAMPLES = ROOT / "examples"
PAGE = ROOT / "docs" / "client.md"
MANY = 500
ASKED = [enterprise_number_with_check_digits(18_000_000 + number) for number in range(MANY)]

SAYS = {
    "curl/token.sh": (r"^ey[\w-]+\.[\w-]+\.[\w-]+$",),
    "curl/register-training.sh": (r'"status" *: *"accepted"', r'"href"'),
    "curl/register-session.sh": (r'"accepted" *: *4\b', r'"rejected" *: *0\b'),
    "curl/correct-training.sh": (
        r'"/training/score".*"/training/chargedMinutes"',
        r'"status" *: *"accepted".*"version" *: *2\b',
    ),
    "curl/query-trainings.sh": (r'"items"',),
    "curl/read-account.sh": (r'"credit"', r'"entitled" *: *"5\.0000"', r'"steps"'),
    "curl/what-if.sh": (r'"entitled" *: *"2\.6667"',),
    "curl/adjust-rights.sh": (r'"status" *: *"accepted"[^}]*}\s+{.*"status" *: *"accepted"',),
    "curl/answer-proposals.sh": (
        r'"verification" *: *"pending"',
        r'"verification" *: *"confirmed"',
        r'"verification" *: *"objected"',
    ),
    "curl/propose-mandates.sh": (r'"status" *: *"pending"',),
    "curl/send-batch.sh": (
        r'"state" *: *"done".*"accepted" *: *2\b.*"rejected" *: *1\b',
        r'"code" *: *"70065-046"',
        r"/acknowledgement\.xml\n.*/notification\.xml\n.*/resendFile\.xml\n\Z",
    ),
    "curl/follow-events.sh": (r'"specversion"',),
    "python/get_token.py": (r"^ey[\w-]+\.[\w-]+\.[\w-]+$",),
    "python/register_training.py": (r"^accepted [0-9a-f-]{36}",),
    "python/register_session.py": (r"(?:python-session-\S+ accepted\s+){3}",),
    "python/correct_training.py": (
        r"/training/score .*/training/chargedMinutes ",
        r"accepted 1\naccepted 2\n",
    ),
    "python/query_trainings.py": (r"\A(?:\S+ .+ \w+\n)*\Z",),
    "python/read_account.py": (r"^statutory 5\.0000 ", r"^sizeClass ", r"^entitled 5\.0000 "),
    "python/what_if.py": (r"2\.6667 day",),
    "python/adjust_rights.py": (r"\Aaccepted\naccepted\n\Z",),
    "python/answer_proposals.py": (
        r"Frans voor beginners",
        r"\['accepted'\]\nobjected\n\Z",
    ),
    "python/propose_mandates.py": (r"\A(?:\d{10} accepted\n){2}\Z",),
    "python/send_batch.py": (
        r"^3 forms: 2 accepted, 1 rejected$",
        r"^70065-046 in 1: .+",
        r"^acknowledgement\.xml \d+$\n^notification\.xml \d+$\n^rejected\.xml \d+$",
    ),
    "python/follow_events.py": (r"be\.\S+|\.\w+",),
}
"""What each of them prints, among other things; a point stands for line ends too."""


class Sandbox(NamedTuple):
    """A running service, and the keys of the clients it knows."""

    service: Service
    keys: Path

    def run(self, example: str, *words: str, **settings: str) -> str:
        """Run an example; what it prints."""
        program = [sys.executable] if example.endswith(".py") else ["bash"]
        given = {"FLA_SERVER": self.service.url, "FLA_CURSOR": str(self.keys / Path(example).name)}
        client = "sandbox-school" if "proposals" in example else "sandbox-payroll"
        keys = {
            "FLA_KEY": str(self.keys / f"{client}.key"),
            "FLA_CUSTOMER_KEY": str(self.keys / "sandbox-customer.key"),
        }
        done = subprocess.run(
            [*program, str(EXAMPLES / example), *words],
            env=os.environ | given | keys | settings,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


async def fill(app_url: str, keys: Path) -> None:
    """Bring in the sandbox as the demo does, and employers to propose mandates to."""
    clock = SystemClock()
    async with await psycopg.AsyncConnection.connect(app_url) as connection:
        await settle_sandbox(connection, clock)
        await assume(connection, OPERATOR, clock.today())
        await add_employers(
            connection, [NewEmployer(enterprise_number=one, name=f"Zaak {one}") for one in ASKED]
        )
    await compute_rights(app_url, clock.today().year, clock)
    await admit_clients(app_url, keys, clock)


@pytest.fixture(scope="module")
def sandbox(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox's service, one for all examples."""
    database, place = databases.lend(), tmp_path_factory.mktemp("sandbox")
    asyncio.run(fill(database.app_url, place / "clients"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLA_DATA_DIRECTORY", str(place))
        with running(database, place, batch=True) as service:
            yield Sandbox(service, place / "clients")
    databases.take_back(database)


def files(*patterns: str) -> list[Path]:
    return [path for pattern in patterns for path in EXAMPLES.rglob(pattern)]


def test_none_is_forgotten() -> None:
    there = {str(path.relative_to(EXAMPLES)) for path in files("*.py", "*.sh")}
    elsewhere = {"python/sandbox.py", "batch/send.sh"}  # test_batch runs the latter
    assert there - elsewhere == set(SAYS)


def test_their_numbers_are_the_sandboxes() -> None:
    known = {one.enterprise_number for one in (*EMPLOYERS, *CLIENTS)}
    known |= {ssin for one in EMPLOYERS for ssin in one.workers} | {OFFICE.enterprise_number}
    texts = [path.read_text("utf-8") for path in files("*.py", "*.sh", "*.csv")]
    named = {number for text in texts for number in re.findall(r"\b\d{10,11}\b", text)}
    assert named
    assert named <= known


@pytest.mark.parametrize("example", SAYS)
def test_an_example_does_its_job(sandbox: Sandbox, example: str) -> None:
    printed = sandbox.run(example)
    for said in SAYS[example]:
        assert re.search(said, printed, re.MULTILINE | re.DOTALL), printed


@pytest.mark.parametrize(
    ("register", "query"),
    [
        ("curl/register-training.sh", "curl/query-trainings.sh"),
        ("python/register_training.py", "python/query_trainings.py"),
    ],
)
def test_run_again_it_registers_nothing_more(sandbox: Sandbox, register: str, query: str) -> None:
    sandbox.run(register)
    before = sandbox.run(query)
    assert re.search(r'again$|"repeated" *: *true', sandbox.run(register), re.MULTILINE)
    assert sandbox.run(query) == before != ""


@pytest.mark.parametrize(
    ("example", "first", "proposed"),
    [
        ("curl/propose-mandates.sh", "2027Q1", r'"status" *: *"pending"'),
        ("python/propose_mandates.py", "2028Q1", r"^\d{10} accepted$"),
    ],
)
def test_five_hundred_mandates_are_proposed_from_a_list(
    sandbox: Sandbox, tmp_path: Path, example: str, first: str, proposed: str
) -> None:
    place = tmp_path / "list.csv"
    with place.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("employer", "start", "end"), *((n, first, "") for n in ASKED)])
    printed = sandbox.run(example, str(place))
    assert len(re.findall(proposed, printed, re.MULTILINE)) == MANY


def test_what_the_page_of_the_client_shows_works(sandbox: Sandbox, tmp_path: Path) -> None:
    blocks = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    program = "\n".join(blocks).replace("http://127.0.0.1:8000", sandbox.service.url)
    program = program.replace('"var/demo/clients"', repr(str(sandbox.keys)))
    place = tmp_path / "page.py"
    place.write_text(program, "utf-8")
    printed = sandbox.run(str(place))
    for said in (
        r"^accepted [0-9a-f-]{36} 1\nWerken op hoogte confirmed 1\n2\n400\n",
        r"^70073-046 /training/score ",
        rf"{SystemClock().today()} Werken op grote hoogte\n",
        r"^1999000150 \d{4}Q1\n",
        r"^done 1\n",
        r"/employers/1999000150/",
    ):
        assert re.search(said, printed, re.MULTILINE), printed
