"""Who sits before the browser: somebody who logged in, or who chose a part in the demonstration.

Either lies behind one cookie. A login is kept in the database under the cookie's random id
(`fla.access.sessions`); a part in the demonstration is sealed in the cookie itself.
"""

import datetime as dt
from typing import Any, Final

from litestar import Response
from msgspec import Struct

from fla.access import sessions
from fla.access.model import Persona
from fla.access.people_model import Session
from fla.database.identity import ACCESS
from fla.doors.portal.visit import AnyRequest, House

LONGEST: Final = sessions.LONGEST
COOKIE: Final = "fla_session"


class Login(Struct, frozen=True):
    """Whom somebody chose to be in the demonstration, and when."""

    persona: Persona
    at: dt.datetime


class Presence(Struct, frozen=True):
    """As whom somebody acts; `session` is his login, None in the demonstration.

    A session without a persona is that of somebody who has still to choose for whom he acts.
    """

    persona: Persona | None = None
    session: Session | None = None


NOBODY: Final = Presence()


async def presence_of(request: AnyRequest, house: House) -> Presence:
    """Return who is there; nobody without a session, or when it has lasted too long."""
    cookie = session_id(request)
    if not cookie:
        return NOBODY
    if house.settings.demo and (login := house.seal.open(cookie, Login)):
        return NOBODY if house.clock.now() - login.at >= LONGEST else Presence(login.persona)
    async with house.reading(ACCESS) as connection:
        session = await sessions.find(connection, cookie, house.clock.now())
    return NOBODY if session is None else Presence(session.persona, session)


def session_id(request: AnyRequest) -> str:
    """Return what the browser's cookie holds, empty without one."""
    return request.cookies.get(COOKIE, "")


def start_demo(answer: Response[Any], persona: Persona, house: House) -> None:
    """Let the browser remember whom somebody chose to be in the demonstration."""
    remember(answer, house.seal.close(Login(persona, house.clock.now())), house)


def remember(answer: Response[Any], value: str, house: House) -> None:
    """Let the browser keep the id of a session, out of reach of scripts and of other sites."""
    answer.set_cookie(
        COOKIE,
        value,
        max_age=int(LONGEST.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_encrypted(house),
    )


def is_encrypted(house: House) -> bool:
    """Say whether we are reached over https, also where a proxy does not pass that on."""
    return (house.settings.public_url or "").startswith("https:")


def forget(answer: Response[Any]) -> None:
    """Let the browser forget its session."""
    answer.delete_cookie(COOKIE)
