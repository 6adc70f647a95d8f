"""The way to the service: tokens, waiting while it is busy, and what it refuses."""

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import IO, Final

import httpx

from fla.client.credentials import Credentials
from fla.client.problem import oauth_problem, problem_of

USER_AGENT: Final = f"fla-client/{version('fla')}"
_TOKENS: Final = "/oauth/v1/token"
_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_EARLY: Final = 30
"""Seconds before its end at which a token is replaced."""
_BUSY: Final = frozenset({429, 503})
_UNAUTHORISED: Final = 401
_SEE_OTHER: Final = 303
_PIECE: Final = 256 * 1024
"""Bytes of a file that are held while it comes in."""
_UNSAID: Final = 1.0
"""Seconds to wait where a busy service does not say how long."""

Content = Callable[[], Iterable[bytes]]
"""A body that is sent piece by piece, from its beginning each time that it is asked for."""


class Wire:
    """Sends requests with a token; several threads may share it.

    A busy service (429, 503) is asked again after the time that it names, `attempts` times in all.
    """

    def __init__(
        self, server: str, credentials: Credentials, http: httpx.Client, attempts: int
    ) -> None:
        self._server = server.rstrip("/")
        self._credentials = credentials
        self._http = http
        self._attempts = attempts
        self._renewing = threading.Lock()
        self._token = ""
        self._ends = 0.0

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        content: bytes | Content | None,
        query: Mapping[str, str | int],
    ) -> httpx.Response:
        """Return the service's answer of success; a token that it no longer takes is renewed once.

        The answer that leads on to a result (303) is one of success, and is not followed. Raises
        ProblemError, or httpx.TransportError where it is not reached or falls silent.
        """
        return self._asked(self._request(method, path, headers, content, query))

    def fetch(
        self, path: str, headers: Mapping[str, str], query: Mapping[str, str | int], file: IO[bytes]
    ) -> int:
        """Write an answer to a file as it comes; return its bytes. Raises like `send`."""
        answer = self._asked(self._request("GET", path, headers, None, query), stream=True)
        with contextlib.closing(answer):
            return sum(file.write(piece) for piece in answer.iter_bytes(_PIECE))

    def _request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        content: bytes | Content | None,
        query: Mapping[str, str | int],
    ) -> Callable[[str], httpx.Request]:
        """Return what makes the request anew with a token, however often it has to be made."""

        def request(token: str) -> httpx.Request:
            return self._http.build_request(
                method,
                self._server + path,
                headers={**headers, "Authorization": f"Bearer {token}", "User-Agent": USER_AGENT},
                content=content() if callable(content) else content,
                params=query or None,
            )

        return request

    def _asked(
        self, request: Callable[[str], httpx.Request], *, stream: bool = False
    ) -> httpx.Response:
        token = self.token()
        answer = self._patiently(lambda: request(token), stream=stream)
        if answer.status_code == _UNAUTHORISED:
            answer.close()
            renewed = self.token(instead_of=token)
            answer = self._patiently(lambda: request(renewed), stream=stream)
        if not answer.is_success and answer.status_code != _SEE_OTHER:
            with contextlib.closing(answer):
                answer.read()
            raise problem_of(answer)
        return answer

    def token(self, *, instead_of: str | None = None) -> str:
        """Return an access token that is good for half a minute at least, and is not a given one.

        Raises like `send`.
        """
        with self._renewing:
            # Another thread may have renewed it meanwhile.
            if self._token in ("", instead_of) or time.monotonic() >= self._ends:
                self._renew()
            return self._token

    def _renew(self) -> None:
        began = time.monotonic()
        answer = self._patiently(self._token_request)
        if not answer.is_success:
            raise oauth_problem(answer)
        given = answer.json()
        self._token = given["access_token"]
        self._ends = began + given["expires_in"] - _EARLY

    def _token_request(self) -> httpx.Request:
        """Return a request with an assertion of its own: none is taken twice."""
        endpoint = self._server + _TOKENS
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": self._credentials.assertion(endpoint),
        }
        headers = {"User-Agent": USER_AGENT}
        return self._http.build_request("POST", endpoint, data=form, headers=headers)

    def _patiently(
        self, request: Callable[[], httpx.Request], *, stream: bool = False
    ) -> httpx.Response:
        for _ in range(self._attempts - 1):
            answer = self._http.send(request(), stream=stream, follow_redirects=False)
            if answer.status_code not in _BUSY:
                return answer
            answer.close()
            time.sleep(_wait(answer.headers.get("Retry-After", "")))
        return self._http.send(request(), stream=stream, follow_redirects=False)


def _wait(said: str) -> float:
    """Return the seconds that a Retry-After asks for, a number or a moment (RFC 9110, 10.2.3)."""
    if said.isdecimal():
        return float(said)
    try:
        left = parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)
    except (ValueError, TypeError):  # no moment, or one of an unknown zone
        return _UNSAID
    return max(0.0, left.total_seconds())
