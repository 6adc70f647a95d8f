"""The demonstration's session: the chosen persona, in an encrypted cookie that ends by itself."""

import datetime as dt
from typing import Final

import msgspec
from litestar.middleware.session.client_side import CookieBackendConfig
from msgspec import Struct

from fla.access.model import Persona
from fla.clock import Clock
from fla.doors.portal.visit import AnyRequest

LONGEST: Final = dt.timedelta(hours=8)
COOKIE: Final = "fla_session"
_ENTRY: Final = "login"


class Login(Struct, frozen=True):
    """Who logged in, and when."""

    persona: Persona
    at: dt.datetime


def session_config(key: bytes) -> CookieBackendConfig:
    """Return the session's settings; the key has 32 bytes."""
    return CookieBackendConfig(
        secret=key,
        key=COOKIE,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        exclude=["^/static/", "^/language/"],
    )


def start(request: AnyRequest, persona: Persona, clock: Clock) -> None:
    """Remember who logged in."""
    request.set_session({_ENTRY: msgspec.to_builtins(Login(persona, clock.now()))})


def end(request: AnyRequest) -> None:
    """Forget who logged in."""
    request.clear_session()


def persona_of(request: AnyRequest, clock: Clock) -> Persona | None:
    """Return who is logged in; None without a session, or when it has lasted long enough."""
    entry = request.session.get(_ENTRY)
    try:
        login = msgspec.convert(entry, Login)
    except msgspec.ValidationError:
        return None
    return login.persona if clock.now() - login.at < LONGEST else None
