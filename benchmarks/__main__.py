"""Measures everything and prints the table: `python -m benchmarks [--small]`.

`--small` takes a twentieth of each size: to see that the benchmarks run, not what they say.
"""

import asyncio
import sys

import psycopg

from benchmarks import credit_page, formula, intake, what_if, xml_file
from benchmarks.report import Figure, show
from benchmarks.world import server, world
from fla.database.server import Server


async def _measure(started: Server, part: int) -> list[Figure]:
    figures = []
    async with world(started, "intake", 200, 100) as made:
        figures.append(await intake.measure(made, 200_000 // part))
    async with world(started, "xml", 200, 100) as made:
        figures += await xml_file.measure(made, 200_000 // part)
    each = 5_000 // part
    async with (
        world(started, "small", 1, each) as small,
        world(started, "large", 100, each) as large,
    ):
        for filled in (small, large):
            await credit_page.fill(filled)
        figures += await credit_page.measure(small, large)
    return figures + what_if.measure(2_000 // part)


def main() -> None:
    """Start a server, measure, print."""
    part = 20 if "--small" in sys.argv else 1
    with server() as started:
        with psycopg.connect(started.superuser_url("postgres")) as connection:
            row = connection.execute("SELECT version()").fetchone()
        figures = asyncio.run(_measure(started, part))
    figures.append(formula.measure(5_000_000 // part))
    show(figures, str(row[0]) if row else "")


main()
