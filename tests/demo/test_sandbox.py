"""The sandbox: employers of a client's own, its key in a file, and rights to read there."""

import asyncio
import datetime as dt
import io
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from rich.console import Console

from fla.access.client_key import read_key
from fla.clock import FixedClock
from fla.database.server import Server
from fla.demo.belgium import generate
from fla.demo.mark import Mark
from fla.demo.page import Shown, show
from fla.demo.run import fill
from fla.demo.sandbox import CLIENTS, EMPLOYERS, MANDATORS, OFFICE, SCHOOL
from fla.demo.sandbox_keys import certified, key_file
from fla.demo.sandbox_load import admit_clients
from fla.identifiers import enterprise_number_fault, ssin_fault
from tests.conftest import Database

NOW = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)
MARK = Mark(employers=1, seed=1, day=NOW.date())


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    """A demo of one employer and the sandbox, its files in the test's directory."""
    refill(database, tmp_path, fresh=False)
    return database


def refill(database: Database, place: Path, *, fresh: bool) -> None:
    server = Server(app=database.app_url, owner=database.owner_url)
    fill(server, MARK, place, FixedClock(NOW), Console(file=io.StringIO()), fresh=fresh)


@pytest.fixture
def looking(filled: Database) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(filled.superuser_url, autocommit=True) as connection:
        yield connection


def kids(database: Database) -> dict[str, list[str]]:
    with psycopg.connect(database.superuser_url) as connection:
        rows = connection.execute("SELECT client_id, kid FROM client_key ORDER BY kid").fetchall()
    found: dict[str, list[str]] = {}
    for client_id, kid in rows:
        found.setdefault(client_id, []).append(kid)
    return found


def test_its_numbers_are_sound_and_nobody_elses() -> None:
    numbers = [
        *(one.enterprise_number for one in EMPLOYERS),
        OFFICE.enterprise_number,
        SCHOOL.enterprise_number,
    ]
    workers = [ssin for one in EMPLOYERS for ssin in one.workers]
    assert [*map(enterprise_number_fault, numbers)] == [None] * len(numbers)
    assert not [ssin for ssin in workers if ssin_fault(ssin, MARK.day) is not None]
    assert len({*numbers}) == len(numbers)
    assert len({*workers}) == len(workers)
    companies = list(generate(40, MARK.seed, MARK.day))
    assert not {*numbers} & {one.employer.enterprise_number for one in companies}
    assert not {*workers} & {d.ssin for one in companies for d in one.employments}


def test_every_worker_has_a_right_at_the_employer_of_a_client(
    looking: psycopg.Connection[Any],
) -> None:
    rows = looking.execute(
        """
        SELECT e.enterprise_number, count(*), min(c.entitled) > 0, max(c.entitled) > 0
          FROM employer e JOIN computed_right c ON c.employer_id = e.id AND c.year = 2026
         WHERE e.enterprise_number = ANY (%s) GROUP BY 1
        """,
        [[one.enterprise_number for one in EMPLOYERS]],
    ).fetchall()
    assert sorted(rows) == sorted(
        (one.enterprise_number, len(one.workers), True, True) for one in EMPLOYERS
    )
    rows = looking.execute(
        "SELECT mandator FROM mandate WHERE mandatary = %s AND status = 'active'",
        [OFFICE.enterprise_number],
    ).fetchall()
    assert {mandator for (mandator,) in rows} == {one.enterprise_number for one in MANDATORS}
    numbers = [one.enterprise_number for one in EMPLOYERS if one not in MANDATORS]
    given = looking.execute(
        "SELECT count(*) FROM mandate WHERE mandator = ANY (%s)", [numbers]
    ).fetchone()
    assert given == (0,)


def test_keys_are_secret_files_and_stay(filled: Database, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in (tmp_path / "clients").iterdir()}
    assert set(before) == {f"{one.id}.{kind}" for one in CLIENTS for kind in ("key", "crt")}
    for one in CLIENTS:
        private = key_file(tmp_path / "clients", one.id)
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
    registered = kids(filled)
    assert set(registered) == {one.id for one in CLIENTS}
    for fresh in (False, True):
        refill(filled, tmp_path, fresh=fresh)
        assert {p.name: p.read_bytes() for p in (tmp_path / "clients").iterdir()} == before
        assert kids(filled) == registered


async def test_lost_keys_are_made_anew_beside_the_old(filled: Database, tmp_path: Path) -> None:
    lost = key_file(tmp_path / "clients", CLIENTS[0].id)
    lost.unlink()
    await asyncio.to_thread(refill, filled, tmp_path, fresh=False)
    assert len(kids(filled)[CLIENTS[0].id]) == 2
    await admit_clients(filled.app_url, tmp_path / "clients", FixedClock(NOW))
    assert len(kids(filled)[CLIENTS[0].id]) == 2


def test_a_certificate_is_that_of_its_key_for_years(tmp_path: Path) -> None:
    public = certified(tmp_path, "anybody", NOW)
    assert public == certified(tmp_path, "anybody", NOW + dt.timedelta(days=3000))
    text = (tmp_path / "anybody.crt").read_text("ascii")
    assert read_key(text, NOW).kid == public.kid
    assert public.algorithm == "RS256"


def test_the_page_names_what_a_vendor_needs(tmp_path: Path) -> None:
    out = io.StringIO()
    shown = Shown(
        url="http://127.0.0.1:8123",
        mark=MARK,
        people=[],
        files=tmp_path,
        environment="",
        seconds=1,
    )
    show(Console(file=out, width=200), shown)
    said = out.getvalue()
    assert "http://127.0.0.1:8123/api/learningAccount/v1" in said
    for one in CLIENTS:
        assert f"{one.id} " in said
        assert one.employers[0].workers[0] in said
    assert f"{tmp_path}/clients" in said
    assert "FLA_SERVER=http://127.0.0.1:8123 FLA_KEY=" in said
    assert "examples/curl/register-training.sh" in said
