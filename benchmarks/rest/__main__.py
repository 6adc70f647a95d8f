"""Measures the REST channel: `python -m benchmarks.rest [--small] [--large]`.

`--large` also fills five million workers, to see that nothing depends on their number.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import TypeVar

import psycopg

from benchmarks import intake
from benchmarks.declarations import declarations
from benchmarks.report import Figure, show
from benchmarks.rest import bulk, overload, reading, single
from benchmarks.rest.serving import client_of
from benchmarks.world import PAYROLL, World, server, world
from fla.database.server import Server

Result = TypeVar("Result")


async def _aside(work: Callable[..., Result], *given: object) -> Result:
    """Do in a thread what waits for other processes."""
    return await asyncio.to_thread(work, *given)


async def _small_world(started: Server, part: int) -> list[Figure]:
    async with world(started, "rest", 500 // part, 100) as made:
        private = await _aside(client_of, made, PAYROLL)
        figures, sustained = await _aside(single.measure, started, made, private, 40_000 // part)
        figures.append(await _aside(reading.measure, made, private))
        return figures + await _stormed(made, private, sustained, part)


async def _stormed(made: World, private: str, sustained: float, part: int) -> list[Figure]:
    seconds = 60 / part
    fresh = single.bodies(list(declarations(made, int(sustained * 5 * seconds) + 20_000 // part)))
    return await _aside(overload.measure, made, private, fresh, sustained, seconds)


async def _bulk(started: Server, part: int) -> Figure:
    async with world(started, "bulk", 500 // part, 100) as made:
        private = await _aside(client_of, made, PAYROLL)
        some = single.bodies(list(declarations(made, 100_000 // part)))
        rate, figure = await _aside(bulk.measure, made, private, some)
        ceiling = len(some) / await intake.copy_again(made)
        return Figure(
            figure.work, figure.ours, f"COPY {ceiling:,.0f}/s", f"{rate / ceiling:.2f}", figure.goal
        )


async def _large_world(started: Server) -> list[Figure]:
    async with world(started, "large", 50_000, 100) as made:
        private = await _aside(client_of, made, PAYROLL)
        figures, _ = await _aside(single.measure, started, made, private, 40_000)
        return [*figures, await _aside(reading.measure, made, private)]


async def _measure(started: Server, part: int, *, large: bool) -> list[Figure]:
    figures = [*await _small_world(started, part), await _bulk(started, part)]
    return figures + (await _large_world(started) if large else [])


def main() -> None:
    """Start a server, measure, print."""
    part = 10 if "--small" in sys.argv else 1
    with server() as started:
        with psycopg.connect(started.superuser_url("postgres")) as connection:
            row = connection.execute("SELECT version()").fetchone()
        figures = asyncio.run(_measure(started, part, large="--large" in sys.argv))
    show(figures, str(row[0]) if row else "")


main()
