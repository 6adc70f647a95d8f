"""Sends answers: whole, or a file piece by piece as fast as the client takes it."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import Final

from fla.doors.ranges import FilePart
from fla.doors.rest.answers import Rendered
from fla.doors.rest.exchange import Exchange
from fla.doors.rest.headers import all_headers
from fla.doors.rest.request import Receive, Send

_EMPTY: Final = frozenset({204, 304})


async def respond(exchange: Exchange, answer: Rendered, send: Send) -> None:
    """Send an answer with its own headers and those of every answer."""
    encrypted = exchange.scope["scheme"] == "https"
    headers = all_headers(answer.headers, exchange.trace_id, encrypted=encrypted)
    if exchange.leaves_much_unread:
        headers.append((b"connection", b"close"))
    file = _part(answer.file)
    length = len(answer.body) if file is None else file.length
    if answer.status not in _EMPTY:
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if exchange.method != "HEAD" and file is not None:
        await _send_file(file, exchange.receive, send)
        return
    body = b"" if exchange.method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})


def _part(file: Path | FilePart | None) -> FilePart | None:
    if isinstance(file, Path):
        size = file.stat().st_size
        return FilePart(file, 0, size, size)
    return file


async def _send_file(file: FilePart, receive: Receive, send: Send) -> None:
    """Send so many bytes of a file, until the client goes away."""
    gone = asyncio.ensure_future(_gone(receive))
    try:
        async with aclosing(file.pieces()) as pieces:
            async for piece in pieces:
                if gone.done():
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()


async def _gone(receive: Receive) -> None:
    """Return once the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
