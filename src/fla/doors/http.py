"""Puts the doors that speak HTTP together into one application."""

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.middleware import DefineMiddleware
from litestar.middleware.csrf import CSRFMiddleware

from fla.clock import Clock
from fla.database.pool import Pool
from fla.doors.portal.entrance import ENTRANCE
from fla.doors.portal.failures import FAILURES
from fla.doors.portal.gate import CSRF_COOKIE, CSRF_HEADER, LARGEST_FORM, FormGate
from fla.doors.portal.headers import secure
from fla.doors.portal.pages import Pages
from fla.doors.portal.routes import ROUTES
from fla.doors.portal.seal import Seal
from fla.doors.portal.visit import DESK, House
from fla.intake.desk import open_desk
from fla.settings import Settings

_SECRET_BYTES: Final = 32


def create_application(
    settings: Settings, pool: Pool, clock: Clock, *, secret: bytes | None = None
) -> Litestar:
    """Return the application; it opens the pool when it starts and closes it when it stops.

    `secret`, any number of bytes that nobody guesses, protects sessions, forms and addresses;
    processes that share visitors share it. Without one, sessions end with the process.
    """
    key = secret or secrets.token_bytes(_SECRET_BYTES)
    house = House(settings, pool, clock, Seal(_derive(key, b"sessions and addresses")), Pages())
    csrf = CSRFConfig(
        secret=_derive(key, b"forms").hex(),
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
        lifespan=[_opened(house)],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_FORM,
    )


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return hmac.digest(secret, purpose, hashlib.sha256)


def _opened(house: House) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(application: Litestar) -> AsyncIterator[None]:
        async with house.pool, open_desk(house.pool, house.clock) as desk:
            application.state[DESK] = desk
            yield

    return lifespan
