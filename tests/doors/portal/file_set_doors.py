"""Visitors of a portal whose file sets lie in a spool of the test's own."""

from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from fla.access.model import PersonaKind
from fla.filesets.spool import Spool
from fla.settings import Settings
from tests.doors.portal.conftest import Opener, Visitor
from tests.doors.portal.world import World

LIMIT = 100_000
"""Bytes that a file may have in these tests."""


@dataclass(frozen=True)
class Doors:
    """Opens the portal to visitors."""

    world: World
    settings: Settings
    open_portal: Opener

    @property
    def spool(self) -> Spool:
        return Spool(self.settings.spool_directory)

    def visitor(self, kind: PersonaKind, number: str = "") -> Visitor:
        return self.open_portal(self.settings).log_in(kind, number)

    def bakery(self) -> Visitor:
        return self.visitor("employer", self.world.bakery)


def settings_of(place: Path) -> Settings:
    return Settings(demo=True, spool=place / "spool", batch_limit=LIMIT)


def limited(settings: Settings, limit: int) -> Settings:
    return msgspec.structs.replace(settings, batch_limit=limit)


def upload(
    visitor: Visitor, content: bytes | None, name: str = "declarations.xml", **fields: str
) -> httpx.Response:
    """Send the form of a file as a browser does: the fields first, then the file."""
    files = {name: content} if content is not None else {"": b""}
    return upload_several(visitor, files, **fields)


def upload_several(visitor: Visitor, named: dict[str, bytes], **fields: str) -> httpx.Response:
    """Send the same form with several files, in the order in which they were chosen."""
    values = {"_csrf_token": visitor.token, "purpose": "FLAD", "environment": "S"} | fields
    files = [("file", (name, content, "text/xml")) for name, content in named.items()]
    answer = visitor.client.post("/file-sets/new", data=values, files=files, follow_redirects=False)
    visitor.last = answer
    return answer
