"""Puts the doors that speak HTTP together into one application.

The address says whose a request is: software's doors are plain ASGI applications that see it as it
came, under their own prefix; what is nobody else's is the portal's, whose forms and cookies the
others know nothing of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from fla.clock import Clock
from fla.database.pool import Pool
from fla.doors.foundation import Foundation
from fla.doors.oauth.application import PREFIXES, create_oauth
from fla.doors.portal.application import create_portal
from fla.doors.rest.application import RestApplication
from fla.doors.rest.contract import BASE
from fla.settings import Settings


@dataclass(frozen=True, slots=True)
class Application:
    """All doors; the portal, which opens and closes the foundation, is the last resort."""

    portal: Litestar
    doors: tuple[tuple[str, ASGIApp], ...] = ()
    """Applications by the prefix of their addresses, which a slash or the end must follow."""
    scheme: str | None = None
    """Over which others reach us, by setting: what a proxy says of it counts only without one."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to its door."""
        if scope["type"] == ScopeType.HTTP and self.scheme is not None:
            scope["scheme"] = self.scheme
        await self._door(scope)(scope, receive, send)

    def _door(self, scope: Scope) -> ASGIApp:
        if scope["type"] == ScopeType.HTTP:
            path = scope["path"]
            for prefix, door in self.doors:
                if path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in ("", "/"):
                    return door
        return self.portal


def create_application(
    settings: Settings,
    pool: Pool,
    clock: Clock,
    *,
    secret: bytes | None = None,
    shell: Litestar | None = None,
) -> Application:
    """Return the application; it opens the pool when it starts and closes it when it stops.

    `secret`, any number of bytes that nobody guesses, protects sessions, forms and addresses;
    processes that share visitors share it. Without one, sessions end with the process. `shell` is
    the portal's, where one is at hand (`fla.doors.portal.application`).
    """
    foundation = Foundation(settings, pool, clock, secret)
    scheme = urlsplit(settings.public_url).scheme if settings.public_url else None
    return Application(create_portal(foundation, shell), tuple(_doors(foundation)), scheme)


def _doors(foundation: Foundation) -> Iterator[tuple[str, ASGIApp]]:
    """Give the doors of software, each made from the foundation: the busiest first."""
    yield BASE, RestApplication(foundation)
    oauth = create_oauth(foundation)
    for prefix in PREFIXES:
        yield prefix, oauth
