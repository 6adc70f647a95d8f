"""Operations asked past HTTP: the call as the pipeline would hand it on, the answer checked."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

import fla.doors.rest.operations  # noqa: F401
from fla.access.model import Principal
from fla.clock import Clock
from fla.database.pool import open_pool
from fla.doors.foundation import Foundation
from fla.doors.rest.answer import Refusal
from fla.doors.rest.call import Call
from fla.doors.rest.registry import HANDLERS
from fla.settings import Settings
from tests.doors.rest.answers import accept_body, request_faults

BASE = "/api/learningAccount/v1"


class Asking:
    """Software that asks the operations of a running service, in the name of an organisation."""

    def __init__(self, service: Foundation) -> None:
        self.service = service

    async def __call__(
        self,
        operation_id: str,
        enterprise_number: str,
        body: Any = None,
        /,
        path: dict[str, str] | None = None,
        **query: Any,
    ) -> Any:
        """Return the body of a good answer. Raises Refusal."""
        if body is not None:
            assert not request_faults(operation_id, body)
        who = Principal(
            client_id="test", enterprise_number=enterprise_number, name="Test", scopes=frozenset()
        )
        call = Call(
            operation=operation_id,
            service=self.service,
            language="en",
            path=path or {},
            query=query,
            body=body,
            principal=who,
        )
        answer = await HANDLERS[operation_id](call)
        raw = answer.body if isinstance(answer.body, bytes) else msgspec.json.encode(answer.body)
        body = msgspec.json.decode(raw)
        return accept_body(operation_id, answer.status, body)

    async def refused(
        self, operation_id: str, enterprise_number: str, body: Any = None, **query: Any
    ) -> Refusal:
        """Return what an operation is refused with."""
        with pytest.raises(Refusal) as raised:
            await self(operation_id, enterprise_number, body, **query)
        return raised.value

    async def pages(
        self, operation_id: str, enterprise_number: str, body: Any, member: str
    ) -> AsyncIterator[list[Any]]:
        """Yield the items of page after page."""
        asked = dict(body)
        while True:
            page = await self(operation_id, enterprise_number, asked)
            yield page["items"]
            if member not in page:
                return
            asked[member] = page[member]


@asynccontextmanager
async def asking(app_url: str, clock: Clock, **settings: Any) -> AsyncIterator[Asking]:
    """A service on a database, without its pipeline."""
    foundation = Foundation(Settings(**settings), open_pool(app_url, 4), clock)
    async with foundation.opened():
        yield Asking(foundation)


def told(refusal: Refusal) -> tuple[int, str, list[str]]:
    """Return what matters of a refusal: its status, its type, and which members it names."""
    issues = refusal.issues or []
    return refusal.status, refusal.type, [str(issue.pointer or issue.name) for issue in issues]


def is_id(text: str) -> bool:
    """Tell whether a text is the id of something."""
    return str(uuid.UUID(text)) == text
