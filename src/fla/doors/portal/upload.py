"""A form with files: its fields are read first, each file as it comes in and never as a whole."""

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final, Literal

from litestar.exceptions import ClientException
from litestar.types import Receive
from msgspec import Struct
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

UploadFault = Literal[
    "absent", "empty", "large", "many", "kind", "busy", "full", "allowance", "off"
]
_Event = Any
"""Of the parser: a MultipartSegment where a part begins, bytes of it, None where it ends."""
_DIGITS: Final = re.compile(r"([0-9]+)")


class UploadRefusedError(Exception):
    """A file of a form cannot be taken: `absent`, `empty`, too `large`, of no `kind` we read.

    Or there are too `many`. Or not now: its enterprise is `busy` sending others, the disk is
    `full`, its own `allowance` is used up, the sender is `off`. `name` is the file's, where it is
    about one.
    """

    def __init__(self, fault: UploadFault, name: str = "") -> None:
        super().__init__(fault)
        self.fault: UploadFault = fault
        self.name = name


class Saved(Struct, frozen=True):
    """A file that was written: what it is called where it comes from, and where it lies."""

    name: str
    path: Path


class Upload:
    """The files of one field of a form, to be read once; `name` is what the first is called."""

    def __init__(self, segment: MultipartSegment, events: AsyncGenerator[_Event, None]) -> None:
        self.name = segment.filename or ""
        self._field = segment.name
        self._events = events

    async def save(self, folder: Path, limit: int, most: int) -> list[Saved]:
        """Write the files to new ones of a folder; return them in the order of their names.

        Digits in names count as numbers: part 2 comes before part 10. Raises UploadRefusedError
        for an empty file, for more than `limit` bytes of all, and for more than `most` files,
        OSError for a disk without room, ClientException when the client goes away; then nothing is
        left there.
        """
        saved: list[Saved] = []
        left = limit
        name: str | None = self.name
        try:
            while name is not None:
                if len(saved) == most:
                    raise UploadRefusedError("many")
                saved.append(Saved(name, folder / secrets.token_hex(16)))
                left -= await self._write(saved[-1], left)
                name = await self._next_name()
        except BaseException:
            for one in saved:
                one.path.unlink(missing_ok=True)
            raise
        return sorted(saved, key=lambda one: _order(one.name))

    async def _write(self, saved: Saved, limit: int) -> int:
        """Write the file that comes now, and return its size in bytes."""
        written = 0
        with saved.path.open("xb") as file:

            def write(piece: bytes) -> None:
                ensure_room(saved.path.parent)
                file.write(piece)

            async for piece in self._pieces():
                written += len(piece)
                if written > limit:
                    raise UploadRefusedError("large")
                await asyncio.to_thread(write, piece)
        if not written:
            raise UploadRefusedError("empty", saved.name)
        return written

    async def _next_name(self) -> str | None:
        """Return what the next file of the field is called, None where something else follows."""
        event = await anext(self._events, None)
        if isinstance(event, MultipartSegment) and event.name == self._field:
            name: str | None = event.filename
            return name
        return None

    async def _pieces(self) -> AsyncGenerator[bytes, None]:
        """Give the file that comes now in pieces of a size that is worth writing."""
        gathered = bytearray()
        while (event := await anext(self._events, None)) is not None:
            gathered += event
            if len(gathered) >= _AT_ONCE:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)


def _order(name: str) -> list[tuple[int, str]]:
    """Return what names are sorted by: numbers by their length first, which makes them numbers."""
    pieces = _DIGITS.split(name.casefold())
    numbers = [piece.lstrip("0") if place % 2 else piece for place, piece in enumerate(pieces)]
    return [(len(one) if place % 2 else 0, one) for place, one in enumerate(numbers)]


async def read_form(receive: Receive, content_type: str) -> tuple[Form, Upload | None]:
    """Return the fields of a form that stand before its files, and the files, not yet read.

    What stands behind them is not looked at. Raises ClientException for what is no such form, and
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
                return form, Upload(event, events)
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
