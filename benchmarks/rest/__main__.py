"""Measures the REST channel: `python -m benchmarks.rest [--small]`."""

import asyncio
import sys

import psycopg

from benchmarks.report import Figure, show
from benchmarks.rest import single
from benchmarks.rest.serving import client_of
from benchmarks.world import PAYROLL, server, world
from fla.database.server import Server


async def _measure(started: Server, part: int) -> list[Figure]:
    async with world(started, "rest", 500 // part, 100) as made:
        private = await asyncio.to_thread(client_of, made, PAYROLL)
        return await asyncio.to_thread(single.measure, started, made, private, 40_000 // part)


def main() -> None:
    """Start a server, measure, print."""
    part = 10 if "--small" in sys.argv else 1
    with server() as started:
        with psycopg.connect(started.superuser_url("postgres")) as connection:
            row = connection.execute("SELECT version()").fetchone()
        figures = asyncio.run(_measure(started, part))
    show(figures, str(row[0]) if row else "")


main()
