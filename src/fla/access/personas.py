"""Chooses the people of the demonstration: found in the register by fixed rules, stored nowhere."""

from typing import Any

from psycopg import AsyncConnection

from fla.access import store
from fla.access.model import DEMO_PERSON, Persona

WORKERS = 3


async def personas(connection: AsyncConnection[Any]) -> list[Persona]:
    """Return a few people to log in as, employers first; to be called as the operator.

    The largest, median and smallest employer, the mandatary with the most mandates and one that
    hands in file sets, a training provider, the workers with the most trainings, and the operator
    himself.
    """
    employers = await store.employers_by_size(connection)
    largest = await store.largest_mandataries(connection, limit=1)
    senders = await store.first_file_senders(connection, limit=1)
    return [
        *reversed(employers),
        *largest,
        *(one for one in senders if one not in largest),
        *await store.first_providers(connection, limit=1),
        *await store.best_trained_workers(connection, limit=WORKERS),
        Persona(kind="operator", name="Operator", person=DEMO_PERSON),
    ]
