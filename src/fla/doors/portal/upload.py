"""A form with a file: its fields are read first, the file as it comes in and never as a whole."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final, Literal

from litestar.exceptions import ClientException
from litestar.types import Receive
from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from fla.doors.portal.posted import LARGEST_FORM, MOST_FIELDS, Form, FormTooLarge
from fla.filesets.spool import ensure_room

FORM_WITH_FILE: Final = "multipart/form-data"
_PATIENCE: Final = 60.0
"""Seconds within which the next piece of a body must come."""
_AT_ONCE: Final = 1_048_576
"""Bytes gathered before they are written: a call of the disk for each piece costs more than it."""

UploadFault = Literal["absent", "empty", "large", "kind", "busy", "full", "off"]
_Event = Any
"""Of the parser: a MultipartSegment where a part begins, bytes of it, None where it ends."""


class UploadRefusedError(Exception):
    """The file of a form cannot be taken: `absent`, `empty`, too `large`, of no `kind` we read.

    Or not now: its enterprise is `busy` sending others, the disk is `full`, the sender is `off`.
    """

    def __init__(self, fault: UploadFault) -> None:
        super().__init__(fault)
        self.fault: UploadFault = fault


class Upload:
    """The file of a form, to be read once; `name` is what it is called where it comes from."""

    def __init__(self, name: str, events: AsyncGenerator[_Event, None]) -> None:
        self.name = name
        self._events = events

    async def save(self, path: Path, limit: int) -> int:
        """Write the file to a path where nothing is yet, and return its size in bytes.

        Raises UploadRefusedError for an empty file and for one beyond `limit` bytes, OSError for a
        disk without room, ClientException when the client goes away; what was written by then is
        left there.
        """
        written = 0
        with path.open("xb") as file:

            def write(piece: bytes) -> None:
                ensure_room(path.parent)
                file.write(piece)

            async for piece in self._pieces():
                written += len(piece)
                if written > limit:
                    raise UploadRefusedError("large")
                await asyncio.to_thread(write, piece)
        if not written:
            raise UploadRefusedError("empty")
        return written

    async def _pieces(self) -> AsyncGenerator[bytes, None]:
        """Give the file in pieces of a size that is worth writing."""
        gathered = bytearray()
        async for event in self._events:
            if event is None:  # the file ends here; what may follow it is nobody's
                break
            if not isinstance(event, MultipartSegment):
                gathered += event
            if len(gathered) >= _AT_ONCE:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)


async def read_form(receive: Receive, content_type: str) -> tuple[Form, Upload | None]:
    """Return the fields of a form that stand before its file, and the file, not yet read.

    Fields behind the file are not looked at. Raises ClientException for what is no such form, and
    FormTooLarge when the fields are.
    """
    body = _Body(receive)
    events = body.events(content_type)
    form: Form = {}
    value = bytearray()
    segment = None
    async for event in events:
        if isinstance(event, MultipartSegment):
            segment, value = event, bytearray()
            if event.filename is not None:
                body.before_file = False
                return form, Upload(event.filename, events)
        elif event is not None:
            value += event
        elif segment is not None:
            form.setdefault(segment.name or "", []).append(_text(value))
    body.bound()
    return form, None


def _text(value: bytearray) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ClientException("the form cannot be read") from error


class _Body:
    """A body as it arrives: what stands before the file is no longer than any of our forms."""

    def __init__(self, receive: Receive) -> None:
        self.before_file = True
        self._receive = receive
        self._taken = 0

    def bound(self) -> None:
        """Raise FormTooLarge when too much came before any file."""
        if self.before_file and self._taken > LARGEST_FORM:
            raise FormTooLarge

    async def events(self, content_type: str) -> AsyncGenerator[_Event, None]:
        """Give what the parser finds; ClientException for what it cannot read."""
        _, options = parse_options_header(content_type)
        try:
            parser = PushMultipartParser(options.get("boundary", ""), max_segment_count=MOST_FIELDS)
            more = True
            while more:
                self.bound()
                piece, more = await self._next()
                if piece and not parser.closed:
                    for event in parser.parse(piece):
                        yield event
            self.bound()
            parser.close()
        except MultipartError as error:
            raise ClientException("the form cannot be read") from error

    async def _next(self) -> tuple[bytes, bool]:
        """Return the next piece of the body, and whether more of it is to come."""
        try:
            message = await asyncio.wait_for(self._receive(), _PATIENCE)
        except TimeoutError as error:
            raise ClientException("the client waits too long") from error
        if message["type"] != "http.request":
            raise ClientException("the client went away")
        self._taken += len(message["body"])
        return message["body"], message.get("more_body", False)
