"""Files on their way out: read piece by piece, and packed as they go."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

_PIECE: Final = 256 * 1024
"""Bytes that are read at a time."""
_QUICK: Final = 1
"""Level of packing: XML of declarations packs tenfold at the lowest."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_FIELD: Final = "part"
"""What the contract calls the field of a file."""


def pieces(path: Path, *, packed: bool) -> Iterator[bytes]:
    """Give a file from its beginning, packed by gzip or as it is. Raises OSError."""
    return _packed(_read(path)) if packed else _read(path)


def form(paths: Sequence[Path], boundary: str, *, packed: bool) -> Iterator[bytes]:
    """Give a form of files (RFC 7578) in their order, packed by gzip or as it is. Raises OSError.

    `boundary` must stand in none of them: something random does not.
    """
    content = _form(paths, boundary)
    return _packed(content) if packed else content


def _form(paths: Sequence[Path], boundary: str) -> Iterator[bytes]:
    for number, path in enumerate(paths, 1):
        said = f'Content-Disposition: form-data; name="{_FIELD}"; filename="{number}"'
        yield f"--{boundary}\r\n{said}\r\n\r\n".encode()
        yield from _read(path)
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _packed(content: Iterable[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(_QUICK, wbits=_GZIP)
    for piece in content:
        if some := packing.compress(piece):
            yield some
    yield packing.flush()
