"""Sends answers: whole, or a file piece by piece as fast as the client takes it."""

import asyncio
import os
from pathlib import Path
from typing import Final

from fla.doors.rest.answers import Rendered
from fla.doors.rest.exchange import Exchange
from fla.doors.rest.headers import all_headers
from fla.doors.rest.request import Receive, Send

_PIECE: Final = 256 * 1024
"""Bytes of a file that are held while they go out."""
_EMPTY: Final = frozenset({204, 304})


async def respond(exchange: Exchange, answer: Rendered, send: Send) -> None:
    """Send an answer with its own headers and those of every answer."""
    encrypted = exchange.scope["scheme"] == "https"
    headers = all_headers(answer.headers, exchange.trace_id, encrypted=encrypted)
    if exchange.leaves_much_unread:
        headers.append((b"connection", b"close"))
    length = len(answer.body) if answer.file is None else answer.file.stat().st_size
    if answer.status not in _EMPTY:
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if exchange.method != "HEAD" and answer.file is not None:
        await _send_file(answer.file, length, exchange.receive, send)
        return
    body = b"" if exchange.method == "HEAD" else answer.body
    await send({"type": "http.response.body", "body": body})


async def _send_file(path: Path, length: int, receive: Receive, send: Send) -> None:
    """Send so many bytes of a file, until the client goes away."""
    gone = asyncio.ensure_future(_gone(receive))
    file = await asyncio.to_thread(os.open, path, os.O_RDONLY)
    try:
        left = length
        while left and not gone.done():
            piece = await asyncio.to_thread(os.read, file, min(left, _PIECE))
            if not piece:
                raise EOFError(path.name)
            left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
    finally:
        gone.cancel()
        os.close(file)


async def _gone(receive: Receive) -> None:
    """Return once the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
