"""Who asks: said to the database at the start of each transaction, kept until its end.

Row-level security (migration 0005) reads these settings; a transaction that says nothing sees
nothing. `SET LOCAL` statements and not `set_config()`, because a distributed PostgreSQL hands only
the former on to its nodes (docs/decisions/0002).
"""

import datetime as dt
from typing import Literal

from msgspec import Struct
from psycopg import AsyncConnection, sql

Actor = Literal["operator", "intake", "enterprise", "citizen"]


class Identity(Struct, frozen=True):
    """An actor; `enterprise` for enterprises and `ssin` for citizens, else empty."""

    actor: Actor
    enterprise: str = ""
    ssin: str = ""


OPERATOR = Identity("operator")
INTAKE = Identity("intake")


def enterprise(enterprise_number: str) -> Identity:
    """An enterprise acting for itself, under its mandates, or as a training provider."""
    return Identity("enterprise", enterprise=enterprise_number)


def citizen(ssin: str) -> Identity:
    """A worker who reads his own account over all employers."""
    return Identity("citizen", ssin=ssin)


async def assume(connection: AsyncConnection, identity: Identity, today: dt.date) -> None:
    """Say for the rest of this transaction who asks; mandates are judged in today's quarter.

    Raises:
        RuntimeError: outside a transaction, where `SET LOCAL` would silently do nothing.
    """
    if connection.autocommit and connection.info.transaction_status == 0:
        raise RuntimeError("an identity is assumed inside a transaction")
    quarter = f"{today.year}Q{(today.month + 2) // 3}"
    values = (identity.actor, identity.enterprise, identity.ssin, quarter)
    names = ("actor", "enterprise", "ssin", "quarter")
    statements = (
        sql.SQL("SET LOCAL {} = {}").format(sql.Identifier("fla", name), sql.Literal(value))
        for name, value in zip(names, values, strict=True)
    )
    await connection.execute(sql.SQL("; ").join(statements))
