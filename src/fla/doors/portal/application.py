"""The portal as an application: its pages, and what guards its forms, cookies and answers."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware

from fla.doors.foundation import Foundation
from fla.doors.portal.entrance import ENTRANCE
from fla.doors.portal.failures import FAILURES
from fla.doors.portal.gate import CSRF_COOKIE, CSRF_HEADER, LARGEST_FORM, FormGate
from fla.doors.portal.headers import secure
from fla.doors.portal.pages import Pages
from fla.doors.portal.providers import open_logins
from fla.doors.portal.routes import ROUTES
from fla.doors.portal.seal import Seal
from fla.doors.portal.visit import DESK, House


def create_portal(foundation: Foundation) -> Litestar:
    """Return the portal, which opens the foundation when it starts and closes it when it stops."""
    seal = Seal(foundation.derive(b"sessions and addresses"))
    house = House(
        foundation.settings,
        foundation.pool,
        foundation.clock,
        seal,
        Pages(),
        open_logins(foundation.settings, foundation.clock),
    )
    csrf = CSRFConfig(
        secret=foundation.derive(b"forms").hex(),
        cookie_name=CSRF_COOKIE,
        header_name=CSRF_HEADER,
        cookie_httponly=True,
    )
    return Litestar(
        route_handlers=ROUTES,
        state=State({"house": house}),
        dependencies=ENTRANCE,
        middleware=[FormGate(), DefineMiddleware(CSRFMiddleware, config=csrf)],
        exception_handlers=FAILURES,
        before_send=[secure],
        lifespan=[_opened(foundation)],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_FORM,
    )


def _opened(foundation: Foundation) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(application: Litestar) -> AsyncIterator[None]:
        async with foundation.opened():
            application.state[DESK] = foundation.desk
            yield

    return lifespan
