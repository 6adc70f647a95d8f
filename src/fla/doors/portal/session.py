"""The demonstration's session: the chosen persona, sealed in a cookie that ends by itself."""

import datetime as dt
from typing import Any, Final

from litestar import Response
from msgspec import Struct

from fla.access.model import Persona
from fla.doors.portal.visit import AnyRequest, House

LONGEST: Final = dt.timedelta(hours=8)
COOKIE: Final = "fla_session"


class Login(Struct, frozen=True):
    """Who logged in, and when."""

    persona: Persona
    at: dt.datetime


def start(answer: Response[Any], persona: Persona, house: House) -> None:
    """Let the browser remember who logged in."""
    login = Login(persona, house.clock.now())
    answer.set_cookie(
        COOKIE,
        house.seal.close(login),
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
    )


def end(answer: Response[Any]) -> None:
    """Let the browser forget who logged in."""
    answer.delete_cookie(COOKIE)


def persona_of(request: AnyRequest, house: House) -> Persona | None:
    """Return who is logged in; None without a session of ours, or when it has lasted too long."""
    login = house.seal.open(request.cookies.get(COOKIE, ""), Login)
    if login is None or house.clock.now() - login.at >= LONGEST:
        return None
    return login.persona
