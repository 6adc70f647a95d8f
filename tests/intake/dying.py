"""A client that is killed at a chosen point of a submission: `dying.py DATABASE-URL POINT`."""

import asyncio
import os
import signal
import sys
from typing import Any

import psycopg
import pytest

from fla.intake import journal
from tests.intake.build import BRAM, employment, right, send, training

SENT = (
    employment(BRAM, "EMP-9", name=("Janssens", "Bram")),
    right(BRAM, "RGT-9"),
    training(BRAM, "TRN-9"),
    training(reference="TRN-10", title="B"),
)
POINTS = {
    "half the kinds written": "fla.intake.apply_training.charged_minutes",
    "journal not yet written": "fla.intake.journal.write",
    "in the middle of a copy": "fla.intake.journal._row",
    "not yet committed": "fla.intake.filing.Filing.outcome",
}
"""What each point is about to call."""


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_at_the_third(row: Any) -> Any:
    """Send two rows of the copy and no more."""
    numbers = iter((1, 2))
    return lambda filing, *rest: row(filing, *rest) if next(numbers, None) else die()


async def main(url: str, point: str) -> None:
    if point in POINTS:
        within = "copy" in point
        pytest.MonkeyPatch().setattr(
            POINTS[point], dies_at_the_third(journal._row) if within else die
        )
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await send(connection, *SENT)
        die()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
