"""One call on its way through the channel: what is known of it so far."""

from collections.abc import Mapping
from typing import Any, Final

from uuid_utils import uuid4

from fla.access.model import Principal
from fla.doors.rest.contract import Operation
from fla.doors.rest.request import Headers, Receive, Scope, leaves_much
from fla.doors.rest.spooled import Spooled
from fla.languages import Language, preferred_language

LONGEST_TRACE: Final = 36
"""Characters of a client's own trace id."""


class Exchange:
    """A call: who makes it, in which language it is answered, and under which trace id."""

    __slots__ = (
        "file",
        "headers",
        "language",
        "method",
        "operation",
        "path",
        "principal",
        "raw",
        "receive",
        "scope",
        "trace_id",
    )

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self.receive = receive
        self.method: str = scope["method"]
        self.headers = Headers(scope["headers"])
        self.trace_id = str(uuid4())
        self.language: Language = preferred_language(self.headers.get("accept-language"))
        self.operation: Operation | None = None
        self.path: Mapping[str, str] = {}
        self.principal: Principal | None = None
        self.raw: bytes | None = None
        """Of a body that was read all there is, or of one that is a file its digest."""
        self.file: Spooled | None = None

    @property
    def their_trace(self) -> str | None:
        """The client's own id of the call, when it is one that a log can bear."""
        trace = self.headers.get("belgov-trace-id")
        bearable = 0 < len(trace) <= LONGEST_TRACE and trace.isascii() and trace.isprintable()
        return trace if bearable else None

    def drop_body(self) -> None:
        """Let go of a body that nobody needs any more: its answer may be slow to go out."""
        if self.raw is not None:
            self.raw = b""
        if self.file is not None:
            self.file.drop()

    @property
    def leaves_much_unread(self) -> bool:
        """Whether the connection had better be closed, so that nobody reads what nobody wants."""
        if self.raw is not None:
            return False
        chunked = "transfer-encoding" in self.headers
        return leaves_much(None if chunked else self.headers.get("content-length", "0"))

    @property
    def facts(self) -> dict[str, Any]:
        """What the log says of it."""
        return {
            "trace_id": self.trace_id,
            "client_trace_id": self.their_trace,
            "operation": self.operation.id if self.operation else None,
            "client": self.principal.client_id if self.principal else None,
        }
