"""A body on its way into the spool: one file, or a form of several, each with its SHA-256."""

import hashlib
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct
from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from fla.doors.rest.reading import UnreadableError

FORM: Final = "multipart/form-data"
"""The media type of a body of several files (RFC 7578)."""
_FIELD: Final = "part"
"""What a field with a file is called."""
_LONGEST_NAME: Final = 100
"""Characters of a field's name that are repeated."""


class Spooled(Struct, frozen=True):
    """What was taken in: where its files lie, in their order, its bytes, and a digest of it all.

    The digest of one file is its SHA-256, that of several the SHA-256 of theirs. Whoever keeps the
    files moves them away from there.
    """

    paths: tuple[Path, ...]
    size: int
    digest: bytes

    def drop(self) -> None:
        """Remove the files, unless they were moved away."""
        for path in self.paths:
            path.unlink(missing_ok=True)


class _File:
    """A file that is being written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / secrets.token_hex(16)
        self.size = 0
        self.digest = hashlib.sha256()
        self._open = self.path.open("xb")

    def write(self, content: bytes) -> None:
        self.size += len(content)
        self._open.write(content)
        self.digest.update(content)

    def close(self) -> None:
        self._open.close()


class OneFile:
    """Writes a body that is a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[_File] = []

    def write(self, content: bytes) -> None:
        """Take what comes next of the body. Raises OSError, and UnreadableError."""
        if not self._files:
            self._begin()
        self._files[-1].write(content)

    def finish(self) -> Spooled:
        """Return what came, once all of it has. Raises UnreadableError for nothing, and OSError."""
        self._end()
        if not self._files or not all(file.size for file in self._files):
            raise UnreadableError("absent")
        digests = [file.digest.digest() for file in self._files]
        return Spooled(
            tuple(file.path for file in self._files),
            sum(file.size for file in self._files),
            digests[0] if len(digests) == 1 else hashlib.sha256(b"".join(digests)).digest(),
        )

    def drop(self) -> None:
        """Remove what was written."""
        for file in self._files:
            file.path.unlink(missing_ok=True)
        with suppress(OSError):  # a full disk says so again
            self._end()

    def _begin(self) -> None:
        self._files.append(_File(self._folder))

    def _end(self) -> None:
        for file in self._files[-1:]:
            file.close()


class SeveralFiles(OneFile):
    """Writes a body that is a form: a file for each field `part`, in their order.

    `content_type` is the header, which names the boundary; `most` the fields that there may be.
    Raises UnreadableError for a boundary that is none.
    """

    def __init__(self, folder: Path, content_type: str, most: int) -> None:
        super().__init__(folder)
        self._most = most
        _, options = parse_options_header(content_type)
        try:
            self._parser = PushMultipartParser(options.get("boundary", ""))
        except MultipartError:
            raise UnreadableError("form") from None

    def write(self, content: bytes) -> None:
        """Take what comes next of the form, as above."""
        try:
            for event in self._parser.parse(content):
                if isinstance(event, MultipartSegment):
                    self._begin_field(event)
                elif event is not None:
                    self._files[-1].write(event)
                else:
                    self._end_field()
        except MultipartError:
            raise UnreadableError("form") from None

    def finish(self) -> Spooled:
        """Return what came, as above."""
        try:
            self._parser.close()
        except MultipartError:
            raise UnreadableError("form") from None
        return super().finish()

    def _begin_field(self, segment: MultipartSegment) -> None:
        if segment.name != _FIELD:
            raise UnreadableError("field", (segment.name or "")[:_LONGEST_NAME])
        if len(self._files) == self._most:
            raise UnreadableError("parts", str(self._most))
        self._begin()

    def _end_field(self) -> None:
        self._end()
        if not self._files[-1].size:
            raise UnreadableError("part", str(len(self._files)))
