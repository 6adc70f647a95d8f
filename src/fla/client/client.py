"""The client: calls, pages and events."""

import datetime as dt
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec
from msgspec import UnsetType

from fla.client.credentials import Credentials
from fla.client.file import form, pieces
from fla.client.operation import Operation
from fla.client.operations import GET_BATCH, GET_BATCH_TASK, LIST_EVENTS
from fla.client.wire import Content, Wire
from fla.contract.structs import Batch, Event

Given = TypeVar("Given")
Answer = TypeVar("Answer")
Parameters = Mapping[str, str | int]

BASE: Final = "/api/learningAccount/v1"
TIMEOUT: Final = 60.0
_SHORTEST: Final = 0.2
_LONGEST: Final = 60.0
"""Seconds between two questions how far something is."""
_SNAKE: Final = re.compile(r"_([a-z])")
_PLACE: Final = re.compile(r"\{(\w+)\}")


class Client:
    """Calls the operations of the REST contract in the name of one client.

    `language` is that of messages: nl, fr, de or en. `timeout`, in seconds, is for connecting and
    for each wait on the wire. While the service is busy (429, 503) a call is made again after the
    time it asks for, `attempts` times in all: a declaration that arrives twice counts once.
    Whatever is wrong with the network is httpx's TransportError; the call may be made again.

    Threads may share a client. `http` is for a proxy or a certificate authority of one's own; who
    gives it closes it, and its timeout holds.
    """

    def __init__(
        self,
        server: str,
        credentials: Credentials,
        *,
        language: str = "nl",
        timeout: float = TIMEOUT,
        attempts: int = 5,
        http: httpx.Client | None = None,
    ) -> None:
        self._http = http or httpx.Client(timeout=timeout)
        self._closes = http is None
        self._wire = Wire(server, credentials, self._http, attempts)
        self._language = language

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that the client opened itself."""
        if self._closes:
            self._http.close()

    def token(self) -> str:
        """Return an access token, for calls that are made without this library.

        Raises ProblemError.
        """
        return self._wire.token()

    def call(
        self,
        operation: Operation[Given, Answer],
        body: Given | None = None,
        /,
        *,
        version: int | Literal["*"] | None = None,
        idempotency_key: str | None = None,
        **parameters: str | int,
    ) -> Answer:
        """Call an operation; parameters of its path and query by name, `enterprise_number="…"`.

        `version` is that of the object as it was read, for what changes it; "*" is whatever it is
        now. Raises ProblemError, TypeError without a parameter of the path, and ValueError for one
        that can be no part of a path.
        """
        headers = {}
        if version is not None:
            headers["If-Match"] = version if isinstance(version, str) else f'"{version}"'
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        named = {_camel(name): value for name, value in parameters.items()}
        return self._ask(operation, body, headers, named)

    def pages(
        self,
        operation: Operation[Given, Answer],
        body: Given | None = None,
        /,
        **parameters: str | int,
    ) -> Iterator[Answer]:
        """Give page after page of a query or a list, until a page names no next one.

        Raises ProblemError.
        """
        named = {_camel(name): value for name, value in parameters.items()}
        while True:
            page = self._ask(operation, body, {}, named)
            yield page
            # The cursor stands in the body of a query, and in the address of a list.
            if cursor := _said(page, "after_"):
                body = msgspec.structs.replace(body, **cursor)  # type: ignore[type-var]
                continue
            following = {**named, **httpx.URL(_said(page, "next").get("next", "")).params}
            if following == named:
                return
            named = following

    def events(self, after: str | None = None) -> Iterator[tuple[list[Event], str]]:
        """Give what happened since a cursor, until now: some events, and where to go on.

        Keep the cursor once those events are worked off: an event may come twice, none is lost.
        Raises ProblemError.
        """
        while True:
            page = self._ask(LIST_EVENTS, None, {}, {"afterEvent": after} if after else {})
            following = httpx.URL(page.next).params.get("afterEvent")
            if not page.items or following is None:
                return
            yield page.items, following
            after = following

    def send_file(
        self,
        operation: Operation[bytes, Answer],
        file: Path,
        /,
        *more: Path,
        packed: bool = True,
        idempotency_key: str | None = None,
        **parameters: str | int,
    ) -> Answer:
        """Call an operation with a file, which is read as it goes out and packed by gzip.

        With more files, they are parts in this order. Raises ProblemError, and OSError for a file
        that cannot be read.
        """
        headers = {"Content-Encoding": "gzip"} if packed else {}
        boundary = secrets.token_hex(16)
        if more:
            headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        named = {_camel(name): value for name, value in parameters.items()}

        def content() -> Iterator[bytes]:
            if more:
                return form((file, *more), boundary, packed=packed)
            return pieces(file, packed=packed)

        return self._ask(operation, content, headers, named)

    def download(
        self, operation: Operation[None, bytes], file: Path, /, **parameters: str | int
    ) -> int:
        """Write what an operation answers with to a file, as it comes in; return its bytes.

        Raises ProblemError, and OSError where the file cannot be written; an earlier file stays
        until the new one is whole.
        """
        path, query = _address(operation, {_camel(name): one for name, one in parameters.items()})
        part = file.with_name(f"{file.name}.part")
        with part.open("wb") as target:
            size = self._wire.fetch(BASE + path, self._headers, query, target)
        part.replace(file)
        return size

    def batch_result(self, ticket: str, patience: float = 3600) -> Batch:
        """Return a file set once it is done, whatever came of it, or held until it is confirmed.

        It is asked for as often as the service wants. Raises ProblemError, and TimeoutError after
        `patience` seconds.
        """
        end = time.monotonic() + patience
        while True:
            task = self.call(GET_BATCH_TASK, ticket=ticket)
            if task.status.state != "processing" or task.state == "held":
                return self.call(GET_BATCH, ticket=ticket)
            pause = _until(task.status.poll_after)
            if time.monotonic() + pause > end:
                raise TimeoutError(f"file set {ticket} is not done yet")
            time.sleep(pause)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self._language}

    def _ask(
        self,
        operation: Operation[Given, Answer],
        body: Given | Content | None,
        headers: Mapping[str, str],
        parameters: Parameters,
    ) -> Answer:
        path, query = _address(operation, parameters)
        headers = {**headers, **self._headers}
        content: bytes | Content | None = None
        if operation.body is not None:
            headers.setdefault("Content-Type", operation.media_type)
            content = body if callable(body) else _encoded(body)
        answer = self._wire.send(operation.method, BASE + path, headers, content, query)
        if operation.answer is bytes:
            return answer.content  # type: ignore[return-value]
        return msgspec.json.decode(answer.content, type=operation.answer)


def _address(
    operation: Operation[Any, Any], parameters: Parameters
) -> tuple[str, dict[str, str | int]]:
    """Return an operation's path with its parameters in it, and those that remain for the query."""
    query = dict(parameters)

    def filled(place: re.Match[str]) -> str:
        if place[1] not in query:
            raise TypeError(f"{operation.method} {operation.path} wants {place[1]}")
        return _segment(str(query.pop(place[1])))

    return _PLACE.sub(filled, operation.path), query


def _encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else msgspec.json.encode(body)


def _until(moment: dt.datetime | UnsetType) -> float:
    """Return the seconds until a moment, within what is sensible: clocks differ."""
    if isinstance(moment, UnsetType):
        return _SHORTEST
    left = (moment - dt.datetime.now(dt.UTC)).total_seconds()
    return min(max(left, _SHORTEST), _LONGEST)


def _segment(value: str) -> str:
    """Return a value as one segment of a path; whatever is in it leads to no other path."""
    if value in ("", ".", ".."):
        raise ValueError(f"{value!r} can be no part of a path")
    return quote(value, safe="")


def _said(page: Any, prefix: str) -> dict[str, Any]:
    """Return the members of a page that begin so and are there."""
    names = [name for name in page.__struct_fields__ if name.startswith(prefix)]
    return {name: getattr(page, name) for name in names if getattr(page, name) is not msgspec.UNSET}


def _camel(name: str) -> str:
    return _SNAKE.sub(lambda found: found[1].upper(), name)
