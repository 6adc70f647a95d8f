"""Training declarations through the intake, against plain COPY of the rows it wrote.

The ceiling is the same rows into the same table with the same indexes and constraints, by binary
COPY as a superuser: no checks, no policies, no journal.
"""

import asyncio
import time
from collections.abc import Sequence

import psycopg

from benchmarks.declarations import declarations
from benchmarks.report import Figure
from benchmarks.world import CLOCK, PAYROLL, World
from fla.database.pool import open_pool
from fla.intake.declaration import Sender, TrainingDeclaration
from fla.intake.submit import submit

CHUNK = 5_000
LANES = 2
OFFICE = Sender(enterprise_number=PAYROLL, door="xml")


async def measure(world: World, count: int) -> Figure:
    """Register so many trainings in chunks on two connections; then copy the rows back in."""
    made = list(declarations(world, count))
    chunks = [made[start : start + CHUNK] for start in range(0, count, CHUNK)]
    started = time.perf_counter()
    await _through_the_intake(world, chunks)
    ours = count / (time.perf_counter() - started)
    ceiling = count / await copy_again(world)
    return Figure(
        f"intake, {count:,} training declarations",
        f"{ours:,.0f}/s",
        f"COPY {ceiling:,.0f}/s",
        f"{ours / ceiling:.2f}",
        "≥ 20,000/s, ≥ 0.25",
    )


async def _through_the_intake(world: World, chunks: Sequence[list[TrainingDeclaration]]) -> None:
    waiting = list(reversed(chunks))
    async with open_pool(world.app_url, LANES) as pool:

        async def lane() -> None:
            while waiting:
                chunk = waiting.pop()
                async with pool.connection() as connection:
                    outcomes = await submit(connection, OFFICE, chunk, CLOCK)
                assert all(outcome.status != "rejected" for outcome in outcomes)

        await asyncio.gather(*(lane() for _ in range(LANES)))


async def copy_again(world: World) -> float:
    """Seconds that plain COPY needs for the rows the training table holds."""
    async with await psycopg.AsyncConnection.connect(
        world.superuser_url, autocommit=True
    ) as connection:
        blocks = []
        async with connection.cursor().copy("COPY training TO STDOUT (FORMAT BINARY)") as out:
            async for block in out:
                blocks.append(bytes(block))  # noqa: PERF401 - an async generator
        await connection.execute("TRUNCATE training")
        await connection.execute("CHECKPOINT")
        started = time.perf_counter()
        async with connection.cursor().copy("COPY training FROM STDIN (FORMAT BINARY)") as into:
            for block in blocks:
                await into.write(block)
        return time.perf_counter() - started
