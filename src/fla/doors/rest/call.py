"""One call of an operation, as its handler sees it: checked against the contract, and by whom."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from msgspec import Struct

from fla.access.model import Principal
from fla.database.identity import assume, enterprise
from fla.database.records import Connection
from fla.doors.foundation import Foundation
from fla.doors.rest.contract import BASE
from fla.intake.declaration import Sender
from fla.languages import Language


class Call(Struct, frozen=True):
    """A call that the contract allows, by a client that has the scopes it asks for.

    `path` and `query` hold the parameters that the contract names, typed as it says; `body` plain
    JSON values, None without one. `version` is the one in `If-Match`, None for `*` and where the
    operation asks for none; `known` are the tags in `If-None-Match`, `part` is what `Range` and
    `If-Range` say. Operations without a token have no `principal`.
    """

    operation: str
    service: Foundation
    language: Language
    path: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any = None
    version: int | None = None
    known: frozenset[str] = frozenset()
    part: tuple[str, str] = ("", "")
    principal: Principal | None = None

    @property
    def client(self) -> Principal:
        """Who calls. Raises PermissionError on an operation that anybody may call."""
        if self.principal is None:
            raise PermissionError("nobody calls")
        return self.principal

    @property
    def sender(self) -> Sender:
        """In whose name the intake is handed declarations."""
        client = self.client
        return Sender(
            enterprise_number=client.enterprise_number, door="rest", person=client.client_id
        )

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Open a transaction in which the client's organisation sees what is its to see."""
        async with self.service.pool.connection() as connection:
            await assume(
                connection,
                enterprise(self.client.enterprise_number),
                self.service.clock.today(),
            )
            yield connection

    def address(self, *parts: str) -> str:
        """Return the address of a resource: `address("employers", number, "trainings", id)`."""
        return "/".join((BASE, *parts))
