"""The intake's tests run on a register with two employers, a payroll office and a school."""

import pytest

from tests.intake.build import Connection, as_operator, belgium, computed, employment, send


@pytest.fixture
async def register(app: Connection) -> Connection:
    """A connection of the application's role to a register in which Anna works at the bakery."""
    await app.set_autocommit(True)
    await belgium(app)
    (outcome,) = await send(app, employment())
    assert outcome.status == "accepted"
    return app


@pytest.fixture
async def unmarked(register: Connection) -> Connection:
    """The register after a run has seen all marks, with a computed right of Anna's."""
    await computed(register)
    await as_operator(register, "DELETE FROM recalculation", ())
    return register
