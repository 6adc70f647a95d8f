"""An XML file through the batch door, against parse + schema + COPY of the same records alone."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from lxml import etree

from benchmarks.declarations import declarations
from benchmarks.report import Figure
from benchmarks.world import CLOCK, PAYROLL, World
from fla.doors.batch import contract
from fla.doors.batch.reader import Header
from fla.doors.batch.writer import write_declarations

_TEXTS = (
    "Reference",
    "EnterpriseNumber",
    "Ssin",
    "Title",
    "ProviderName",
    "StartDate",
    "EndDate",
    "DurationMinutes",
    "Form",
    "Category",
    "Status",
    "Result",
    "ChargedRight",
    "ChargedMinutes",
    "SessionReference",
)


async def measure(world: World, count: int) -> list[Figure]:
    """Write the file, submit it in a process of its own, then take the bare way."""
    figures = []
    with tempfile.TemporaryDirectory() as place:
        small, large = Path(place, "small.xml"), Path(place, "large.xml")
        _write(small, world, count // 10)
        _write(large, world, count)
        before = await _submit(world, small)
        await _forget(world)
        after = await _submit(world, large)
        ours = count / after["seconds"]
        ceiling = count / await bare(world, large)
        figures.append(
            Figure(
                f"XML file of {count:,} records, {large.stat().st_size / 1e6:,.0f} MB, end to end",
                f"{ours:,.0f}/s",
                f"parse + XSD + COPY {ceiling:,.0f}/s",
                f"{ours / ceiling:.2f}",
                "≥ 15,000/s",
            )
        )
    figures.append(
        Figure(
            f"memory for it, and for a tenth ({count // 10:,})",
            f"{after['megabytes']:,.0f} MB",
            f"{before['megabytes']:,.0f} MB",
            f"{after['megabytes'] / before['megabytes']:.2f}",
            "≤ 250 MB, flat",
        )
    )
    return figures


def _write(path: Path, world: World, count: int) -> None:
    header = Header(sender=PAYROLL, creation_date=CLOCK.today())
    with path.open("wb") as stream:
        write_declarations(stream, header, declarations(world, count))


async def _submit(world: World, path: Path) -> dict[str, float]:
    """Submit in a fresh process, so that its memory is that of the file alone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.xml_submit",
        str(path),
        env={**os.environ, "FLA_BENCH_APP_URL": world.app_url},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    result: dict[str, float] = json.loads(output)
    return result


async def _forget(world: World) -> None:
    async with await psycopg.AsyncConnection.connect(
        world.superuser_url, autocommit=True
    ) as connection:
        await connection.execute("TRUNCATE training, journal, anomaly")
        await connection.execute("CHECKPOINT")


async def bare(world: World, path: Path) -> float:
    """Seconds to parse, validate and COPY the records as text, with a key and two indexes."""
    async with await psycopg.AsyncConnection.connect(
        world.superuser_url, autocommit=True
    ) as connection:
        columns = ", ".join(f"{name} text" for name in _TEXTS)
        await connection.execute(f"CREATE TABLE bare ({columns}, PRIMARY KEY (Ssin, Reference))")
        await connection.execute("CREATE INDEX ON bare (EnterpriseNumber, Ssin)")
        await connection.execute("CREATE INDEX ON bare (SessionReference)")
        started = time.perf_counter()
        async with connection.cursor().copy("COPY bare FROM STDIN") as into:
            for row in _rows(path):
                await into.write_row(row)
        seconds = time.perf_counter() - started
        await connection.execute("DROP TABLE bare")
        return seconds


def _rows(path: Path) -> Iterator[list[str | None]]:
    schema = contract.schema(contract.RECORD_SCHEMA)
    for _, element in etree.iterparse(str(path), tag="Training", resolve_entities=False):
        assert schema.validate(element)
        found = {str(child.tag): child.text for child in element}
        yield [found.get(name) for name in _TEXTS]
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
