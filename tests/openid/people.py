"""People who log in: what the provider knows of them, and how they find their way through it."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from fla.identifiers import synthetic_ssin
from tests.doors.portal.conftest import Visitor
from tests.intake.build import ANNA, BRAM

UNKNOWN: Final = synthetic_ssin(dt.date(1990, 1, 1), 5)
"""A national number that no employer registered."""

ACCOUNTS: Final[dict[str, dict[str, Any]]] = {
    "anna": {"egovNRN": ANNA, "givenName": "Anna", "surname": "Peeters", "name": "A. Peeters"},
    "bram": {"egovNRN": BRAM, "givenName": "Bram", "surname": "Janssens"},
    "chris": {"egovNRN": UNKNOWN, "givenName": "Chris", "surname": "Celis"},
    "numberless": {"givenName": "Nora", "surname": "Nobels"},
    "misnumbered": {"egovNRN": "85073003329", "givenName": "Mia", "surname": "Maes"},
    "dirk": {"name": "Dirk Daems", "email": "dirk@bakkerij.example"},
    "els": {"name": "Els Evers", "email": "els@bakkerij.example"},
}

Tamper = Callable[[dict[str, str]], dict[str, str]]


def changed(address: str, tamper: Tamper) -> str:
    """Return an address with other parameters."""
    parts = urlsplit(address)
    query = urlencode(tamper(dict(parse_qsl(parts.query, keep_blank_values=True))))
    return urlunsplit(parts._replace(query=query))


@dataclass
class AtProvider:
    """Somebody's browser at the provider, which may remember him from one login to the next."""

    home: str
    """Where the portal is: an address there ends the way through the provider."""
    client: httpx.Client

    def authenticate(self, address: str, account: str, acr: str = "urn:test:strong") -> str:
        """Log in at the provider, or decline with an empty account; return where it sends us."""
        answer = self._followed(self.client.get(address))
        if answer.is_redirect:
            return answer.headers["location"]
        assert "Who are you?" in answer.text, answer.text
        said = {"account": account, "acr": acr}
        answer = self._followed(self.client.post(answer.url, data=said))
        assert answer.is_redirect, answer.text
        return answer.headers["location"]

    def _followed(self, answer: httpx.Response) -> httpx.Response:
        """Follow redirects within the provider."""
        while answer.is_redirect and not answer.headers["location"].startswith(self.home):
            answer = self.client.get(answer.url.join(answer.headers["location"]))
        return answer


@dataclass
class Traveller:
    """Somebody with a browser, at the portal and at the provider."""

    portal: Visitor
    elsewhere: AtProvider

    def leave(self, provider: str = "federal", onward: str = "") -> str:
        """Begin a login; return where the portal sends the browser."""
        query = f"?{urlencode({'onward': onward})}" if onward else ""
        answer = self.portal.get(f"/login/{provider}{query}")
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def come_back(self, address: str) -> httpx.Response:
        """Follow the provider's redirect to the portal."""
        assert address.startswith(self.elsewhere.home), address
        return self.portal.get(address.removeprefix(self.elsewhere.home))

    def log_in(
        self,
        account: str,
        provider: str = "federal",
        onward: str = "",
        *,
        acr: str = "urn:test:strong",
        out: Tamper = dict,
        back: Tamper = dict,
    ) -> httpx.Response:
        """Log in; `out` and `back` change what travels in the addresses. Returns the answer."""
        there = changed(self.leave(provider, onward), out)
        return self.come_back(changed(self.elsewhere.authenticate(there, account, acr), back))

    def refused(self, answer: httpx.Response) -> httpx.Response:
        """Follow to the page that says why nobody was let in."""
        assert answer.headers["location"].startswith("/login-failed?"), answer.headers
        assert self.session == ""
        return self.portal.follow(answer)

    def logged_in(self, account: str, provider: str = "federal", onward: str = "") -> "Traveller":
        """Log in, and follow to the page that it leads to."""
        self.portal.follow(self.log_in(account, provider, onward))
        return self

    def get(self, address: str) -> httpx.Response:
        return self.portal.get(address)

    def post(self, address: str, **values: str) -> httpx.Response:
        return self.portal.post(address, values)

    def accept(self, link: str) -> httpx.Response:
        """Follow an invitation's link and accept it."""
        page = self.get(link.removeprefix(self.elsewhere.home))
        found = re.search(r'name="code" value="([^"]+)"', page.text)
        assert found, page.text
        return self.post("/invitation", code=found[1])

    @property
    def session(self) -> str:
        """The id in the session's cookie."""
        return str(self.portal.client.cookies.get("fla_session", ""))
