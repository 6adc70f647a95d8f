"""Reads the form of a request: bounded, each parameter once, as RFC 6749 asks."""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from litestar.types import HTTPScope, Receive

from fla.access.oauth import OAuthError

LARGEST_BODY: Final = 16_384
"""Bytes; an assertion has some 800."""
MOST_PARAMETERS: Final = 50
PATIENCE: Final = 10.0
"""Seconds for the whole body."""
_FORM: Final = "application/x-www-form-urlencoded"
_TIMEOUT, _TOO_LARGE = 408, 413


async def read_form(scope: HTTPScope, receive: Receive) -> Mapping[str, str]:
    """Return the parameters that have a value. Raises OAuthError for what is no such form."""
    kind = header(scope, b"content-type").partition(";")[0].strip().lower()
    if kind != _FORM or header(scope, b"content-encoding") not in ("", "identity"):
        raise _malformed(f"The body must be {_FORM}, unpacked.")
    try:
        async with asyncio.timeout(PATIENCE):
            return parse(await _body(receive))
    except TimeoutError:
        raise _malformed("The body took too long to come.", _TIMEOUT) from None


def parse(body: bytes) -> Mapping[str, str]:
    """Return the parameters of a form that have a value. Raises OAuthError."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_PARAMETERS,
            errors="strict",
        )
    except ValueError:  # UnicodeDecodeError is one
        raise _malformed("The form cannot be read.") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise _malformed("A parameter comes twice.")
    return {name: value for name, value in form.items() if value}


def header(scope: HTTPScope, name: bytes) -> str:
    """Return the value of a header, the first of several, empty without one."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _malformed("The client went away.")
        body += message["body"]
        if len(body) > LARGEST_BODY:
            raise _malformed(f"The body may have {LARGEST_BODY} bytes.", _TOO_LARGE)
        if not message.get("more_body"):
            return bytes(body)


def _malformed(description: str, status: int = 400) -> OAuthError:
    return OAuthError("invalid_request", description, status)
