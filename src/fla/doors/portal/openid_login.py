"""The way to an OpenID Connect provider and back: what comes back must be what was sent out.

What we must remember meanwhile lies sealed in a cookie of its own that lasts ten minutes, so that
nobody who has not begun a login leaves anything with us.
"""

import datetime as dt
import hmac
from typing import Final, Literal

import structlog
from litestar import Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct

from fla.access import people_store, sessions
from fla.access.openid_claims import LoginError, NoSsinError, TooWeakError
from fla.access.openid_client import Attempt, OpenidClient, ProviderUnavailableError, Welcome
from fla.access.people_model import Session
from fla.database.identity import ACCESS
from fla.doors.portal import session
from fla.doors.portal.addresses import own_address
from fla.doors.portal.choosing import choose_only, may_read_own_account
from fla.doors.portal.entrance import AnyVisit
from fla.doors.portal.visit import AnyRequest, Visit

COOKIE: Final = "fla_login"
_LASTS: Final = dt.timedelta(minutes=10)
_LONGEST: Final = 2_000
"""Characters of a code; ours are sealed in the cookie, the provider's are its own affair."""

Reason = Literal["denied", "expired", "refused", "ssin", "unavailable", "weak"]
FAILED: Final = "/login-failed"

log = structlog.get_logger(__name__)


class Underway(Struct, frozen=True):
    """A login that has left for the provider, since when, and where it goes on afterwards."""

    attempt: Attempt
    at: dt.datetime
    onward: str


class ProviderSession(Struct, frozen=True):
    """What ends the session at the provider; kept sealed with ours."""

    id_token_hint: str | None


class Failed(Struct, frozen=True):
    """Why nobody was let in."""

    reason: Reason


@get("/login/{provider:str}")
async def leave(visit: AnyVisit, provider: FromPath[str], onward: FromQuery[str] = "/") -> Redirect:
    """Send the browser to the provider; `onward` is the page of ours to go on with."""
    client = _client(visit, provider)
    back = f"{visit.public_address}/login/{provider}/callback"
    try:
        address, attempt = await client.begin(back, visit.language)
    except ProviderUnavailableError as error:
        return _failed(visit, "unavailable", error)
    answer = Redirect(address, status_code=HTTP_303_SEE_OTHER)
    underway = Underway(attempt, visit.house.clock.now(), own_address(onward))
    answer.set_cookie(
        COOKIE,
        visit.house.seal.close(underway),
        max_age=int(_LASTS.total_seconds()),
        path="/login",
        httponly=True,
        samesite="lax",
        secure=session.is_encrypted(visit.house),
    )
    return answer


@get("/login/{provider:str}/callback")
async def come_back(visit: AnyVisit, provider: FromPath[str]) -> Redirect:
    """Let in who comes back from the provider, or say why not; either way the attempt is over.

    What the provider put into the address stays on no page.
    """
    client = _client(visit, provider)
    said = visit.request.query_params
    code, error = said.get("code", ""), said.get("error", "")
    underway = _underway(visit, provider, said.get("state", ""))
    if underway is None:
        answer = _failed(visit, "expired", None)
    elif not code or error or len(code) > _LONGEST:
        answer = _failed(visit, "denied" if error == "access_denied" else "refused", None)
    else:
        answer = await _finish(visit, client, underway, code, said.get("iss"))
    answer.delete_cookie(COOKIE, path="/login")
    return answer


@get(FAILED, sync_to_thread=False)
def show_failure(visit: AnyVisit) -> Response[str]:
    """Say why nobody was let in, and offer to try again."""
    failed = visit.sealed(Failed)
    if failed is None:
        raise NotFoundException
    status = 503 if failed.reason == "unavailable" else 403
    return visit.page("login_failed.html", http_status=status, reason=failed.reason)


async def _finish(
    visit: Visit, client: OpenidClient, underway: Underway, code: str, iss: str | None
) -> Redirect:
    try:
        welcome = await client.finish(underway.attempt, code, iss)
    except ProviderUnavailableError as error:
        return _failed(visit, "unavailable", error)
    except LoginError as error:
        return _failed(visit, _reason(error), error)
    new_id, chosen = await _let_in(visit, client.provider.name, welcome)
    onward = underway.onward if underway.onward != "/" else chosen
    answer = visit.go(onward)
    session.remember(answer, new_id, visit.house)
    return answer


async def _let_in(visit: Visit, provider: str, welcome: Welcome) -> tuple[str, str]:
    """Begin a session under a new id; return it, and the page to go on with."""
    house, now = visit.house, visit.house.clock.now()
    sealed = house.seal.close(ProviderSession(welcome.id_token_hint))
    own_account = await may_read_own_account(house, welcome.person.ssin)
    async with house.reading(ACCESS) as connection:
        await sessions.end(connection, session.session_id(visit.request))
        person_id = await people_store.remember_person(connection, welcome.person, now)
        new_id = await sessions.start(connection, person_id, provider, sealed, now)
        return await choose_only(connection, new_id, person_id, now, own_account=own_account)


async def logout_address(visit: Visit, ended: Session) -> str | None:
    """Return where a login is ended at its provider too, as far as that can be had."""
    client = visit.house.logins.get(ended.provider)
    if client is None:
        return None
    kept = visit.house.seal.open(ended.provider_session, ProviderSession)
    back = f"{visit.public_address}/logged-out"
    try:
        return await client.logout_address(kept.id_token_hint if kept else None, back)
    except ProviderUnavailableError as error:
        log.warning("login provider unavailable", provider=ended.provider, error=str(error))
        return None


def _client(visit: Visit, provider: str) -> OpenidClient:
    client = visit.house.logins.get(provider)
    if client is None:
        raise NotFoundException
    return client


def _underway(visit: Visit, provider: str, state: str) -> Underway | None:
    """Return the login that this browser began with this provider, of late."""
    request: AnyRequest = visit.request
    underway = visit.house.seal.open(request.cookies.get(COOKIE, ""), Underway)
    if underway is None or underway.attempt.provider != provider:
        return None
    if not hmac.compare_digest(underway.attempt.state.encode(), state.encode()):
        return None
    return None if visit.house.clock.now() - underway.at >= _LASTS else underway


def _reason(error: LoginError) -> Reason:
    if isinstance(error, TooWeakError):
        return "weak"
    return "ssin" if isinstance(error, NoSsinError) else "refused"


def _failed(visit: Visit, reason: Reason, error: Exception | None) -> Redirect:
    if error is not None:
        log.warning("login failed", reason=reason, error=str(error))
    return visit.go(FAILED, Failed(reason))


OPENID_LOGIN = Router("/", route_handlers=[leave, come_back, show_failure])
