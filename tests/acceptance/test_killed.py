"""The server killed under load: whatever it acknowledged is there afterwards."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg

from fla.client import Client
from fla.client import operations as op
from tests.acceptance.conftest import EMPLOYERS, OFFICE, worker
from tests.acceptance.service import Service
from tests.acceptance.software import client, registration
from tests.conftest import Database

LANES = 8
BEFORE = 120
"""Registrations that are acknowledged before the power is cut."""


class Tally:
    """What was acknowledged; `enough` once there is enough of it."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.enough = threading.Event()

    def note(self, target: str) -> None:
        self.acknowledged.append(target)
        if len(self.acknowledged) >= BEFORE:
            self.enough.set()


def _register(account: Client, lane: int, tally: Tally) -> None:
    """Register one after the other until nobody answers any more."""
    for number in range(2_000):
        whom = lane * 3 + 1  # of the second employer
        one = registration(
            f"{lane}-{number}",
            EMPLOYERS[1],
            worker(whom),
            title=f"Les {number}",
            duration_minutes=1,
        )
        try:
            outcome = account.call(op.REGISTER_TRAINING, one)
        except httpx.TransportError:
            return
        tally.note(str(outcome.target))
    raise AssertionError("it was never killed")


def test_nothing_acknowledged_is_lost(
    service: Service, populated: Database, tmp_path: Path
) -> None:
    tally = Tally()
    lanes = [client(service, OFFICE, tmp_path, f"lane-{lane}") for lane in range(LANES)]
    with ThreadPoolExecutor(LANES) as pool:
        working = [pool.submit(_register, one, lane, tally) for lane, one in enumerate(lanes)]
        assert tally.enough.wait(timeout=90)
        service.kill()
        for work in working:
            work.result(timeout=90)
    for one in lanes:
        one.close()
    with psycopg.connect(populated.superuser_url) as connection:
        rows = connection.execute(
            "SELECT t.id::text FROM training t JOIN journal j"
            " ON j.employer_id = t.employer_id AND j.id = t.id"
        ).fetchall()
    assert len(tally.acknowledged) >= BEFORE
    assert set(tally.acknowledged) <= {id_ for (id_,) in rows}
