"""The gate every posted form passes before anything else reads it: bounded, readable text only.

It parses the form once, keeps it in the request's state, and hands its token to Litestar's CSRF
check in the header that check looks at first. So no body reaches the framework's own form parser,
which would remember the last thousand of them.
"""

from typing import Any, Final
from urllib.parse import parse_qsl

from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import ClientException, HTTPException, PermissionDeniedException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPRequestEvent, Receive, Scope, Send

LARGEST_FORM: Final = 65_536
"""Bytes."""
MOST_FIELDS: Final = 2_000
"""An employment of as many occupation lines as there may be has some 1,400."""
CSRF_COOKIE: Final = "fla_form"
CSRF_HEADER: Final = "x-fla-form"
_CSRF_FIELD: Final = "_csrf_token"
_FORM_TYPE: Final = "application/x-www-form-urlencoded"

Form = dict[str, list[str]]
"""A posted form: every value of every field, in order; values are never judged here."""


class FormTooLarge(HTTPException):
    """A form larger than any of ours."""

    status_code = 413


class NotAForm(HTTPException):
    """A body that is not a form."""

    status_code = 415


class FormGate(ASGIMiddleware):
    """Reads posted forms into `scope["state"]["form"]`."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Let a request without a form pass; read the form of a POST first."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "POST":
            await next_app(scope, receive, send)
            return
        headers = MutableScopeHeaders(scope)
        if headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
            raise NotAForm
        form = parse_form(await _body(receive))
        scope["state"]["form"] = form
        headers[CSRF_HEADER] = _token(form)
        # Like the token, compared in constant time, which Python does for ASCII only.
        if not ASGIConnection[Any, Any, Any, Any](scope).cookies.get(CSRF_COOKIE, "").isascii():
            raise PermissionDeniedException
        await next_app(scope, _nothing_more, send)


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


def parse_form(body: bytes) -> Form:
    """Return a form's fields; ClientException for too many, or for text that is not UTF-8."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError as error:  # UnicodeDecodeError is one
        raise ClientException("the form cannot be read") from error
    form: Form = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def _token(form: Form) -> str:
    token = form.get(_CSRF_FIELD, [""])[-1]
    return token if token.isascii() and token.isprintable() else ""
