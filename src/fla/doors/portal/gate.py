"""The gate every posted form passes before anything else reads it: bounded, readable text only.

It parses the form once, keeps it in the request's state, and hands its token to Litestar's CSRF
check in the header that check looks at first. So no body reaches the framework's own form parser,
which would remember the last thousand of them. Of a form with a file only what stands before the
file is read here: whoever may not come in does not get it onto our disk.
"""

from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, HTTPException, PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPRequestEvent, Receive, Scope, Send

from fla.doors.portal.posted import LARGEST_FORM, Form, FormTooLarge, parse_form
from fla.doors.portal.upload import FORM_WITH_FILE, Upload, read_form

CSRF_COOKIE: Final = "fla_form"
CSRF_HEADER: Final = "x-fla-form"
FILE_FORMS: Final = frozenset({"/file-sets/new"})
"""The addresses that take a form with a file."""
_CSRF_FIELD: Final = "_csrf_token"
_FORM_TYPE: Final = "application/x-www-form-urlencoded"


class NotAForm(HTTPException):
    """A body that is not a form."""

    status_code = 415


class FormGate(ASGIMiddleware):
    """Reads posted forms into `scope["state"]["form"]`, and finds the file of one that has any."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let a request without a form pass; read the form of a POST first."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST":
            await next_app(scope, receive, send)
            return
        headers = MutableScopeHeaders(scope)
        form, upload = await _form(scope, receive, headers.get("content-type", ""))
        scope["state"]["form"], scope["state"]["upload"] = form, upload
        headers[CSRF_HEADER] = _token(form)
        if upload is not None:
            # What is no form is nothing to the CSRF check, which would read on where the token is
            # missing.
            headers["content-type"] = _FORM_TYPE
        # Like the token, compared in constant time, which Python does for ASCII only.
        if not ASGIConnection[Any, Any, Any, Any](scope).cookies.get(CSRF_COOKIE, "").isascii():
            raise PermissionDeniedException
        await next_app(scope, _nothing_more, send)


async def _form(scope: Scope, receive: Receive, kind: str) -> tuple[Form, Upload | None]:
    plain = kind.partition(";")[0].strip().lower()
    if plain == FORM_WITH_FILE and scope["path"] in FILE_FORMS:
        return await read_form(receive, kind)
    if plain != _FORM_TYPE:
        raise NotAForm
    return parse_form(await _body(receive)), None


async def _nothing_more() -> HTTPRequestEvent:
    """Say that the body has ended, to whoever asks for it again."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientException("the client went away")
        body += message["body"]
        if len(body) > LARGEST_FORM:
            raise FormTooLarge
        if not message.get("more_body"):
            return bytes(body)


def _token(form: Form) -> str:
    token = form.get(_CSRF_FIELD, [""])[-1]
    return token if token.isascii() and token.isprintable() else ""
