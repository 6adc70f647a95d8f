"""The way to the service: tokens, waiting while it is busy, and what it refuses."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Final

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
_UNSAID: Final = 1.0
"""Seconds to wait where a busy service does not say how long."""


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
        content: bytes | None,
        query: Mapping[str, str | int],
    ) -> httpx.Response:
        """Return the service's answer of success; a token that it no longer takes is renewed once.

        Raises ProblemError, or httpx.TransportError where it is not reached or falls silent.
        """

        def request(token: str) -> httpx.Request:
            return self._http.build_request(
                method,
                self._server + path,
                headers={**headers, "Authorization": f"Bearer {token}", "User-Agent": USER_AGENT},
                content=content,
                params=query or None,
            )

        token = self.token()
        answer = self._patiently(lambda: request(token))
        if answer.status_code == _UNAUTHORISED:
            renewed = self.token(instead_of=token)
            answer = self._patiently(lambda: request(renewed))
        if not answer.is_success:
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

    def _patiently(self, request: Callable[[], httpx.Request]) -> httpx.Response:
        for _ in range(self._attempts - 1):
            answer = self._http.send(request())
            if answer.status_code not in _BUSY:
                return answer
            time.sleep(_wait(answer.headers.get("Retry-After", "")))
        return self._http.send(request())


def _wait(said: str) -> float:
    """Return the seconds that a Retry-After asks for, a number or a moment (RFC 9110, 10.2.3)."""
    if said.isdecimal():
        return float(said)
    try:
        left = parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)
    except (ValueError, TypeError):  # no moment, or one of an unknown zone
        return _UNSAID
    return max(0.0, left.total_seconds())
