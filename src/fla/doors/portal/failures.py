"""What a visitor is shown when a page cannot be: in his language, with a number to ask about it.

What went wrong inside is written to the log under that number and never shown.
"""

import secrets
from typing import Final

import psycopg
import structlog
from litestar import Response
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from litestar.types import ExceptionHandlersMap
from psycopg_pool import PoolTimeout

from fla.doors.failure import failure
from fla.doors.portal.choosing import CHOOSE
from fla.doors.portal.entrance import NotChosen, NotLoggedIn
from fla.doors.portal.gate import CSRF_COOKIE
from fla.doors.portal.session import COOKIE
from fla.doors.portal.visit import AnyRequest, House, language_of
from fla.intake.desk import DeskBusyError

log = structlog.get_logger(__name__)

_UNAVAILABLE: Final = 503
_KNOWN: Final = frozenset({400, 403, 404, 405, 413, 415, 503})
"""Statuses the error page has words for; others read as the general 400 or 500."""


def ask_to_log_in(request: AnyRequest, _: NotLoggedIn) -> Redirect:
    """Send a visitor who is not logged in, or no longer, to the login."""
    ended = "/?ended=1" if COOKIE in request.cookies else "/"
    return Redirect(ended, status_code=HTTP_303_SEE_OTHER)


def ask_for_whom(_: AnyRequest, __: NotChosen) -> Redirect:
    """Send a visitor who has not said for whom he acts, or may no longer, to the choice."""
    return Redirect(CHOOSE, status_code=HTTP_303_SEE_OTHER)


def refuse_form(request: AnyRequest, error: PermissionDeniedException) -> Response[str]:
    """Refuse a form that did not come from our page; a stale token is taken away with it."""
    answer = _answer(request, error.status_code, "form", error)
    answer.delete_cookie(CSRF_COOKIE)
    return answer


def show_refusal(request: AnyRequest, error: HTTPException) -> Response[str]:
    """Show why a request is refused."""
    status = error.status_code
    fallback = "400" if status < 500 else "500"
    return _answer(request, status, str(status) if status in _KNOWN else fallback, error)


def show_unavailable(request: AnyRequest, error: Exception) -> Response[str]:
    """Say that the register cannot be reached now, or has too much to do."""
    return _answer(request, _UNAVAILABLE, str(_UNAVAILABLE), error)


def show_failure(request: AnyRequest, error: Exception) -> Response[str]:
    """Say that we failed, and nothing of how."""
    return _answer(request, 500, "500", error)


def _answer(request: AnyRequest, status: int, reason: str, error: Exception) -> Response[str]:
    incident = secrets.token_hex(4)
    _record(request, status, incident, error)
    house: House = request.app.state["house"]
    values: dict[str, object] = {
        "reason": reason,
        "incident": incident,
        "persona": None,
        "session": None,
    }
    values["demo"] = False
    return house.pages.answer(request, language_of(request), "error.html", status, values)


def _record(request: AnyRequest, status: int, incident: str, error: Exception) -> None:
    # The path only, and no values of variables: a log is no place for who was looked at.
    facts = {
        "incident": incident,
        "status": status,
        "method": request.method,
        "path": request.scope["path"],
    }
    if status < 500:
        log.info("request refused", error=type(error).__name__, **facts)
    else:
        log.error("request failed", **failure(error), **facts)


FAILURES: Final[ExceptionHandlersMap] = {
    NotLoggedIn: ask_to_log_in,
    NotChosen: ask_for_whom,
    PermissionDeniedException: refuse_form,
    HTTPException: show_refusal,
    PoolTimeout: show_unavailable,
    DeskBusyError: show_unavailable,
    psycopg.OperationalError: show_unavailable,
    Exception: show_failure,
}
