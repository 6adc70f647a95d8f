"""The intake's tests run on a register with two employers, a payroll office and a school."""

import pytest

from tests.databases import Database, Databases
from tests.intake.build import Connection, as_operator, belgium, computed, employment, send


async def employing(connection: Connection) -> None:
    """Let Anna work at the bakery."""
    await connection.set_autocommit(True)
    await belgium(connection)
    (outcome,) = await send(connection, employment())
    assert outcome.status == "accepted"


@pytest.fixture
async def register(app: Connection, databases: Databases, database: Database) -> Connection:
    """A connection of the application's role to a register in which Anna works at the bakery."""
    await databases.built(database, employing)
    await app.set_autocommit(True)
    return app


@pytest.fixture
async def unmarked(register: Connection) -> Connection:
    """The register after a run has seen all marks, with a computed right of Anna's."""
    await computed(register)
    await as_operator(register, "DELETE FROM recalculation", ())
    return register
