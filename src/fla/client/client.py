"""The client: tokens, calls, pages and events."""

import re
import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx
import msgspec

from fla.client.credentials import Credentials
from fla.client.operation import Operation
from fla.client.operations import LIST_EVENTS
from fla.client.problem import ProblemError, Told
from fla.contract.structs import Event

Given = TypeVar("Given")
Answer = TypeVar("Answer")

BASE: Final = "/api/learningAccount/v1"
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_EARLY: Final = 30
"""Seconds before its end at which a token is replaced."""
_BUSY: Final = frozenset({429, 503})
_SNAKE: Final = re.compile(r"_([a-z])")


class Client:
    """Calls the operations of the REST contract in the name of one client.

    `language` is that of messages: nl, fr, de or en. While the service is busy (429, 503) a call is
    made again after the time it asks for, `attempts` times at the most: a declaration that arrives
    twice counts once. Safe in one thread.
    """

    def __init__(
        self,
        server: str,
        credentials: Credentials,
        *,
        language: str = "nl",
        attempts: int = 5,
        http: httpx.Client | None = None,
    ) -> None:
        self._http = http or httpx.Client(timeout=60)
        self._server = server.rstrip("/")
        self._credentials = credentials
        self._language = language
        self._attempts = attempts
        self._token = ""
        self._ends = 0.0

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
        """Close the connections."""
        self._http.close()

    def call(
        self,
        operation: Operation[Given, Answer],
        body: Given | None = None,
        /,
        *,
        version: int | None = None,
        idempotency_key: str | None = None,
        **parameters: str | int,
    ) -> Answer:
        """Call an operation; parameters of its path and query by name, `enterprise_number="…"`.

        `version` is that of the object as it was read, for what changes it. Raises ProblemError.
        """
        headers = {}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        return self._ask(operation, body, headers, parameters)

    def _ask(
        self,
        operation: Operation[Given, Answer],
        body: Given | None,
        headers: dict[str, str],
        parameters: Mapping[str, str | int],
    ) -> Answer:
        named = {_camel(name): value for name, value in parameters.items()}
        inner = {name for name in named if f"{{{name}}}" in operation.path}
        path = operation.path.format_map({name: named.pop(name) for name in inner})
        headers["Accept-Language"] = self._language
        content = None
        if operation.body is not None:
            headers["Content-Type"] = "application/json"
            content = msgspec.json.encode(body)
        answer = self._send(operation.method, BASE + path, headers, content, named)
        if operation.answer is bytes:
            return answer.content  # type: ignore[return-value]
        return msgspec.json.decode(answer.content, type=operation.answer)

    def pages(
        self, operation: Operation[Given, Answer], body: Given, /, **parameters: str | int
    ) -> Iterator[Answer]:
        """Give page after page of a query; the record given goes along, with each page's cursor.

        Raises ProblemError.
        """
        while True:
            page = self._ask(operation, body, {}, parameters)
            yield page
            cursor = next((name for name in _fields(page) if name.startswith("after_")), None)
            if cursor is None:
                return
            body = msgspec.structs.replace(body, **{cursor: getattr(page, cursor)})  # type: ignore[type-var]

    def events(self, after: str | None = None) -> Iterator[tuple[Event, str]]:
        """Give what happened since a cursor, until now, each event with the cursor to go on from.

        Raises ProblemError.
        """
        cursor = after
        while True:
            page = self._ask(LIST_EVENTS, None, {}, {"after_event": cursor} if cursor else {})
            following = httpx.URL(page.next).params.get("afterEvent")
            for event in page.items:
                yield event, following or ""
            if not page.items or following == cursor:
                return
            cursor = following

    def _send(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        content: bytes | None,
        query: dict[str, Any],
    ) -> httpx.Response:
        renewed, attempt = False, 1
        while True:
            authorised = headers | {"Authorization": f"Bearer {self._bearer()}"}
            answer = self._http.request(
                method, self._server + path, headers=authorised, content=content, params=query
            )
            if answer.status_code == 401 and not renewed:
                self._token, renewed = "", True
            elif answer.status_code in _BUSY and attempt < self._attempts:
                time.sleep(int(answer.headers.get("Retry-After", "1")))
                attempt += 1
            elif answer.is_success:
                return answer
            else:
                raise _problem(answer)

    def _bearer(self) -> str:
        if not self._token or time.monotonic() >= self._ends:
            endpoint = f"{self._server}/oauth/v1/token"
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": _ASSERTION,
                "client_assertion": self._credentials.assertion(endpoint),
            }
            answer = self._http.post(endpoint, data=form)
            if not answer.is_success:
                raise _problem(answer)
            given = answer.json()
            self._token = given["access_token"]
            self._ends = time.monotonic() + given["expires_in"] - _EARLY
        return self._token


def _problem(answer: httpx.Response) -> ProblemError:
    try:
        told = msgspec.json.decode(answer.content, type=Told)
    except msgspec.DecodeError:
        told = Told(detail=answer.reason_phrase)
    return ProblemError(answer.status_code, told)


def _fields(page: Any) -> list[str]:
    """Return the names of the members that a record has."""
    return [name for name in page.__struct_fields__ if getattr(page, name) is not msgspec.UNSET]


def _camel(name: str) -> str:
    return _SNAKE.sub(lambda found: found[1].upper(), name)
