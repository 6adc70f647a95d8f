"""A file on its way out: read piece by piece, and packed as it goes."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PIECE: Final = 256 * 1024
"""Bytes that are read at a time."""
_QUICK: Final = 1
"""Level of packing: XML of declarations packs tenfold at the lowest."""
_GZIP: Final = 16 + zlib.MAX_WBITS


def pieces(path: Path, *, packed: bool) -> Iterator[bytes]:
    """Give a file from its beginning, packed by gzip or as it is. Raises OSError."""
    packing = zlib.compressobj(_QUICK, wbits=_GZIP) if packed else None
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            if packing is None:
                yield piece
            elif content := packing.compress(piece):
                yield content
    if packing is not None:
        yield packing.flush()
