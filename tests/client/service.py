"""A service that answers the client as a test tells it to, and keeps what it was asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fla.client import Client, Credentials

SERVER = "https://account.example.be"
TOKENS = "/oauth/v1/token"
SECRET = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.PKCS8,
    serialization.NoEncryption(),
)


def told(status: int, content: Any = None, **headers: str) -> httpx.Response:
    """An answer in JSON; a header's name with underscores."""
    return httpx.Response(
        status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        content=msgspec.json.encode(content),
    )


class Scripted:
    """Gives out tokens `token-1`, `token-2` …, and answers in turn, the last one for ever."""

    def __init__(self, *answers: httpx.Response) -> None:
        self._answers = list(answers)
        self.tokens = 0
        self.lasts = 300
        self.asked: list[httpx.Request] = []
        self.assertions: list[str] = []
        self.refused: list[httpx.Response] = []
        """What the token endpoint says before it gives a token."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == TOKENS:
            return self._token(request)
        self.asked.append(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = httpx.QueryParams(request.content.decode())
        self.assertions.append(form["client_assertion"])
        if self.refused:
            return self.refused.pop(0)
        self.tokens += 1
        return told(200, {"access_token": f"token-{self.tokens}", "expires_in": self.lasts})

    @property
    def shown(self) -> list[str]:
        """The tokens that came with the calls."""
        return [request.headers["Authorization"].removeprefix("Bearer ") for request in self.asked]


@contextmanager
def client(answers: Callable[[httpx.Request], httpx.Response], **settings: Any) -> Iterator[Client]:
    """A client of a scripted service."""
    credentials = Credentials("payroll-demo", SECRET)
    with (
        httpx.Client(transport=httpx.MockTransport(answers)) as http,
        Client(SERVER, credentials, http=http, **settings) as account,
    ):
        yield account
