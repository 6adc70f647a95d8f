"""The portal as an application: its pages, and what guards its forms, cookies and answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware

from fla.doors.foundation import Foundation
from fla.doors.portal.entrance import ENTRANCE
from fla.doors.portal.failures import FAILURES
from fla.doors.portal.gate import CSRF_COOKIE, CSRF_HEADER, FormGate
from fla.doors.portal.headers import secure
from fla.doors.portal.pages import Pages
from fla.doors.portal.posted import LARGEST_FORM
from fla.doors.portal.providers import open_logins
from fla.doors.portal.routes import ROUTES
from fla.doors.portal.seal import Seal
from fla.doors.portal.visit import DESK, House

FOUNDATION: Final = "foundation"
"""Under which name the application keeps what it stands on."""


def create_portal(foundation: Foundation, shell: Litestar | None = None) -> Litestar:
    """Return the portal, which opens the foundation when it starts and closes it when it stops.

    `shell` is one of `build_shell`, made for the same secret and not in use.
    """
    portal = shell or build_shell(foundation.derive(b"forms"))
    portal.state[FOUNDATION] = foundation
    portal.state["house"] = House(
        foundation.settings,
        foundation.pool,
        foundation.clock,
        Seal(foundation.derive(b"sessions and addresses")),
        Pages(),
        foundation.uploads,
        open_logins(foundation.settings, foundation.clock),
    )
    return portal


def build_shell(key: bytes) -> Litestar:
    """Return the portal's routes and guards; `key` protects its forms."""
    csrf = CSRFConfig(
        secret=key.hex(),
        cookie_name=CSRF_COOKIE,
        header_name=CSRF_HEADER,
        cookie_httponly=True,
    )
    return Litestar(
        route_handlers=ROUTES,
        dependencies=ENTRANCE,
        middleware=[FormGate(), DefineMiddleware(CSRFMiddleware, config=csrf)],
        exception_handlers=FAILURES,
        before_send=[secure],
        lifespan=[_opened],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_FORM,
    )


@asynccontextmanager
async def _opened(application: Litestar) -> AsyncIterator[None]:
    foundation: Foundation = application.state[FOUNDATION]
    async with foundation.opened():
        application.state[DESK] = foundation.desk
        yield
