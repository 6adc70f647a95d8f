"""The portal's own stylesheet and mark, named by their content so that browsers may keep them.

The stylesheet is written in parts, one subject a file, and sent as one.
"""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

_STYLE: Final = ("ground", "frame", "sections", "tables", "pictures", "forms", "print")
"""The parts in their order: print has the last word."""
_ONE_YEAR: Final = "public, max-age=31536000, immutable"


class Asset(Struct, frozen=True):
    """A file sent to browsers, under an address that changes with its content."""

    content: bytes
    media_type: str
    address: str


@cache
def assets() -> dict[str, Asset]:
    """Return all assets by their name."""
    place = files("fla.doors.portal").joinpath("static")
    parts = (place.joinpath("style", f"{part}.css").read_bytes() for part in _STYLE)
    return {
        "portal.css": _asset("portal.css", b"\n".join(parts), "text/css"),
        "mark.svg": _asset("mark.svg", place.joinpath("mark.svg").read_bytes(), "image/svg+xml"),
    }


def _asset(name: str, content: bytes, media_type: str) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content, media_type, f"/static/{digest}/{name}")


def asset_address(name: str) -> str:
    """Return the address of an asset."""
    return assets()[name].address


@get("/static/{digest:str}/{name:str}", sync_to_thread=False)
def send_asset(digest: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Send an asset; an address of an older content is not found."""
    asset = assets().get(name)
    if asset is None or asset.address != f"/static/{digest}/{name}":
        raise NotFoundException
    return Response(
        asset.content, media_type=asset.media_type, headers={"cache-control": _ONE_YEAR}
    )
