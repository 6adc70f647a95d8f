"""A provider that says whatever a test has it say: no faithful one would say most of it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.jws import JWSRegistry

CLIENT = "fla"
_ANY = JWSRegistry(algorithms=["RS256", "HS256", "none"])


@dataclass
class HostileProvider:
    """What it answers, by path; `asked` keeps what it was asked."""

    issuer: str
    key: RSAKey
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.answers["/.well-known/openid-configuration"] = self.discovery()
        self.publish(self.key)
        self.answers["/userinfo"] = {"sub": "anna", "name": "Anna"}

    def discovery(self, **changes: Any) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=a",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
        } | changes

    def publish(self, *keys: RSAKey) -> None:
        self.answers["/keys"] = KeySet(list(keys)).as_dict(private=False)

    def give(self, id_token: Any, **values: Any) -> None:
        self.answers["/token"] = {
            "id_token": id_token,
            "access_token": "a",
            "token_type": "Bearer",
        } | values

    def signed(self, claims: dict[str, Any], key: Any = None, **header: Any) -> str:
        algorithm = header.get("alg", "RS256")
        named = {"kid": self.key.kid} | header | {"alg": algorithm}
        return jwt.encode(named, claims, key or self.key, registry=_ANY)


class _Handler(BaseHTTPRequestHandler):
    provider: HostileProvider

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self._answer({name: one[-1] for name, one in parse_qs(body).items()})

    def _answer(self, form: dict[str, str]) -> None:
        heard = {**form, "authorization": self.headers.get("authorization", "")}
        self.provider.asked.append((self.path, heard))
        answer = self.provider.answers.get(self.path, 404)
        status, kind, content = 200, "application/json", b""
        if isinstance(answer, int):
            status = answer
        elif isinstance(answer, bytes):
            content = answer
        elif isinstance(answer, str):
            kind, content = "application/jwt; charset=utf-8", answer.encode()
        else:
            content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Be quiet."""


@contextmanager
def hostile_provider(key: RSAKey) -> Iterator[HostileProvider]:
    """Run one on a free port of this machine."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        provider = HostileProvider(f"http://127.0.0.1:{server.server_port}", key)
        handler.provider = provider  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
