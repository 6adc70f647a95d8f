"""Who asks: said to the database at the start of each transaction, kept until its end.

Row-level security (migration 0005) reads these settings; a transaction that says nothing sees
nothing. `SET LOCAL` statements and not `set_config()`, because a distributed PostgreSQL hands only
the former on to its nodes (docs/decisions/0002).
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct
from psycopg import AsyncConnection, sql
from psycopg.pq import TransactionStatus

Actor = Literal["operator", "intake", "access", "batch", "enterprise", "citizen"]


class Identity(Struct, frozen=True):
    """An actor; `enterprise` for enterprises (numbers, comma between) and `ssin` for citizens."""

    actor: Actor
    enterprise: str = ""
    ssin: str = ""


OPERATOR = Identity("operator")
INTAKE = Identity("intake")
ACCESS = Identity("access")
"""The gatekeeper: reads who may come in, and nothing of the register but the names of employers."""
BATCH = Identity("batch")
"""The post room: takes file sets in and answers them; of the register it sees nothing."""


def enterprise(enterprise_number: str) -> Identity:
    """An enterprise acting for itself, under its mandates, or as a training provider.

    Raises `ValueError` for what is no single number: a comma would name a group of senders.
    """
    if "," in enterprise_number:
        raise ValueError("one enterprise number, not several")
    return Identity("enterprise", enterprise=enterprise_number)


def enterprises(enterprise_numbers: Iterable[str]) -> Identity:
    """The senders of a group of declarations that is written at once, and nobody else."""
    return Identity("enterprise", enterprise=",".join(sorted(set(enterprise_numbers))))


def citizen(ssin: str) -> Identity:
    """A worker who reads his own account over all employers."""
    return Identity("citizen", ssin=ssin)


async def assume(connection: AsyncConnection[Any], identity: Identity, today: dt.date) -> None:
    """Say for the rest of this transaction who asks; mandates are judged in today's quarter.

    Raises:
        RuntimeError: outside a transaction, where `SET LOCAL` would silently do nothing.
    """
    if connection.autocommit and connection.info.transaction_status == TransactionStatus.IDLE:
        raise RuntimeError("an identity is assumed inside a transaction")
    await connection.execute(_said(identity, f"{today.year}Q{(today.month + 2) // 3}"))


@lru_cache(maxsize=1024)
def _said(identity: Identity, quarter: str) -> bytes:
    return sql.SQL("; ").join(_statements(identity, quarter)).as_bytes()


def statements(identity: Identity, today: dt.date) -> Iterator[sql.Composed]:
    """Give what has to be said, for a driver that takes one statement at a time."""
    return _statements(identity, f"{today.year}Q{(today.month + 2) // 3}")


def _statements(identity: Identity, quarter: str) -> Iterator[sql.Composed]:
    values = (identity.actor, identity.enterprise, identity.ssin, quarter)
    names = ("actor", "enterprise", "ssin", "quarter")
    for name, value in zip(names, values, strict=True):
        yield sql.SQL("SET LOCAL {} = {}").format(sql.Identifier("fla", name), sql.Literal(value))
    if identity.actor == "intake":
        # It looks up by keys. A table that was small when last analysed would be read whole, again
        # and again, until somebody analyses it; and what is forbidden so dearly is not to be
        # compiled for that price (PostgreSQL 15 to 17).
        yield sql.Composed([sql.SQL("SET LOCAL enable_seqscan = off")])
        yield sql.Composed([sql.SQL("SET LOCAL jit = off")])
