"""A database for the benchmarks: durable, of its own, filled by COPY past row-level security."""

import datetime as dt
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from msgspec import Struct

from fla.clock import FixedClock
from fla.database.embedded import embedded
from fla.database.migrate import migrate
from fla.database.server import Server
from fla.identifiers import enterprise_number_with_check_digits, ssin_with_check_digits
from fla.settings import Settings

CLOCK = FixedClock(dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC))
PAYROLL = enterprise_number_with_check_digits(9_999_999)
_START = dt.date(2020, 1, 1)
_NOBODY = uuid.UUID(int=0)


class World(Struct, frozen=True):
    """The server, the database's name and its size: employers 1 to `employers`, each alike."""

    server: Server
    name: str
    employers: int
    workers_each: int

    @property
    def people(self) -> int:
        return self.employers * self.workers_each

    @property
    def app_url(self) -> str:
        return self.server.app_url(self.name)

    @property
    def superuser_url(self) -> str:
        return self.server.superuser_url(self.name)

    def employer(self, number: int) -> str:
        """The enterprise number of an employer."""
        return enterprise_number_with_check_digits(1_000_000 + number)

    def worker(self, employer: int, number: int) -> str:
        """The SSIN of one of its workers."""
        return ssin((employer - 1) * self.workers_each + number)


def ssin(number: int) -> str:
    """A valid SSIN for each number below 9 million, all different."""
    day, counter = divmod(number, 998)
    born = dt.date(1960, 1, 1) + dt.timedelta(days=day)
    return ssin_with_check_digits(f"{born:%y%m%d}{counter + 1:03d}")


@contextmanager
def server() -> Iterator[Server]:
    """A durable server in a directory of its own, gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="fla-bench-"))
    place.chmod(0o711)
    try:
        with embedded(Settings(data_directory=place)) as started:
            yield started
    finally:
        shutil.rmtree(place, ignore_errors=True)


@asynccontextmanager
async def world(
    server: Server, name: str, employers: int, workers_each: int
) -> AsyncIterator[World]:
    """A migrated database with employed workers, all at the payroll office's mandate."""
    server.create_database(name)
    migrate(server.owner_url(name))
    made = World(server, name, employers, workers_each)
    async with await psycopg.AsyncConnection.connect(made.superuser_url) as connection:
        await _fill(connection, made)
    async with await psycopg.AsyncConnection.connect(
        made.superuser_url, autocommit=True
    ) as connection:
        await connection.execute("VACUUM ANALYZE")
        await connection.execute("CHECKPOINT")
    try:
        yield made
    finally:
        server.drop_database(name)


async def _fill(connection: psycopg.AsyncConnection[Any], world: World) -> None:
    await _copy(
        connection,
        "employer (enterprise_number, name, search_name)",
        ["text", "text", "text"],
        (
            (world.employer(e), f"Employer {e}", f"employer {e}")
            for e in range(1, world.employers + 1)
        ),
    )
    await connection.execute("INSERT INTO sender VALUES (%s, 'Payroll office')", (PAYROLL,))
    await connection.execute(
        "INSERT INTO mandate (employer_id, id, mandator, mandatary, groups, start_quarter,"
        " status, proposed_by, proposed_at, changed_at)"
        " SELECT id, gen_random_uuid(), enterprise_number, %s, ARRAY['federalLearningAccount'],"
        " '2020Q1', 'active', 'mandator', now(), now() FROM employer",
        (PAYROLL,),
    )
    people = [
        (e, w, uuid.uuid4(), uuid.uuid4())
        for e in range(1, world.employers + 1)
        for w in range(1, world.workers_each + 1)
    ]
    await _copy(
        connection,
        "worker (employer_id, id, ssin, family_name, given_name, search_name)",
        ["int8", "uuid", "text", "text", "text", "text"],
        (
            (e, worker, world.worker(e, w), f"Name{w:06d}", "Given", f"name{w:06d} given")
            for e, w, worker, _ in people
        ),
    )
    now = CLOCK.now()
    await _copy(
        connection,
        "employment (employer_id, id, worker_id, start_date, registered_by, reference,"
        " declaration_id, registered_at, changed_at)",
        ["int8", "uuid", "uuid", "date", "text", "text", "uuid", "timestamptz", "timestamptz"],
        (
            (e, employment, worker, _START, PAYROLL, f"EMP-{w}", _NOBODY, now, now)
            for e, w, worker, employment in people
        ),
    )
    await _copy(
        connection,
        "occupation (employer_id, employment_id, start_date, mean_hours, reference_hours,"
        " days_per_week, joint_committee, worker_category)",
        ["int8", "uuid", "date", "int4", "int4", "int4", "text", "text"],
        (
            (e, employment, _START, 3040 if w % 4 == 0 else 3800, 3800, 500, "200", "whiteCollar")
            for e, w, _, employment in people
        ),
    )


async def _copy(
    connection: psycopg.AsyncConnection[Any], table: str, types: list[str], rows: Iterator[Any]
) -> None:
    async with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copied:
        copied.set_types(types)
        for row in rows:
            await copied.write_row(row)
