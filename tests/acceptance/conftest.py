"""Three employers with fifty workers, their payroll office, and the service before them."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fla.clock import SystemClock
from fla.database.identity import OPERATOR, assume
from fla.identifiers import parse_quarter, ssin_with_check_digits
from fla.intake.declaration import Sender
from fla.intake.submit import submit
from fla.mandates.model import NewMandate, RegisteredSender
from fla.mandates.store import add_mandates, add_senders
from fla.register.model import NewEmployer
from fla.register.store import add_employers
from tests.acceptance.service import Service, running
from tests.conftest import Database
from tests.intake import build

EMPLOYERS = ("1900000069", "1900000168", "1900000267")
OFFICE = "0800000471"
WORKERS = 50


def worker(number: int) -> str:
    """The made-up worker of the page for vendors with this number."""
    return ssin_with_check_digits(f"850314{number:03d}")


@pytest.fixture
async def populated(database: Database) -> Database:
    """The register that the page for vendors speaks of."""
    clock = SystemClock()
    async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        await add_employers(
            connection,
            [NewEmployer(enterprise_number=one, name=f"Voorbeeld {one}") for one in EMPLOYERS],
        )
        office = RegisteredSender(enterprise_number=OFFICE, name="Sociaal Secretariaat Model")
        await add_senders(connection, [office])
        start = parse_quarter("2026Q1")
        await add_mandates(
            connection,
            [NewMandate(mandator=one, mandatary=OFFICE, start=start) for one in EMPLOYERS],
        )
        await connection.commit()
        declarations = [
            build.employment(
                worker(number),
                f"EMP-{number}",
                employer=EMPLOYERS[number % len(EMPLOYERS)],
                start=dt.date(2020, 1, 1),
            )
            for number in range(1, WORKERS + 1)
        ]
        sender = Sender(enterprise_number=OFFICE, door="xml")
        outcomes = await submit(connection, sender, declarations, clock)
        assert {outcome.status for outcome in outcomes} == {"accepted"}
    return database


@pytest.fixture
def service(populated: Database, tmp_path: Path) -> Iterator[Service]:
    """The service, as a process."""
    with running(populated, tmp_path) as started:
        yield started
