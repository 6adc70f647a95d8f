"""One request as its handler sees it: who asks, in which language, and how he is answered."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from urllib.parse import quote

from litestar import Request, Response
from litestar.datastructures import State
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct

from fla.access.model import Persona
from fla.access.openid_client import OpenidClient
from fla.access.people_model import Session
from fla.access.permissions import may_declare, may_manage_access
from fla.clock import Clock
from fla.database.identity import Identity, assume, enterprise
from fla.database.pool import Pool
from fla.database.records import Connection
from fla.doors.address import own_addresses
from fla.doors.portal.pages import Pages
from fla.doors.portal.posted import Form
from fla.doors.portal.seal import Seal
from fla.doors.portal.upload import Upload
from fla.doors.uploads import Uploads
from fla.filesets.spool import Spool
from fla.intake.desk import Desk
from fla.languages import Language, known_language, preferred_language
from fla.settings import Settings

LANGUAGE_COOKIE: Final = "fla_language"
DESK: Final = "desk"
"""Under which name the application keeps the open desk."""
VIEW: Final = "view"
"""The query parameter that carries a page's sealed state."""

AnyRequest = Request[Any, Any, State]
Kind = TypeVar("Kind", bound=Struct)


@dataclass(slots=True)
class Cast:
    """The people of the demonstration, once they have been looked up."""

    people: list[Persona] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(frozen=True, slots=True)
class House:
    """What the portal stands on, the same for every request."""

    settings: Settings
    pool: Pool
    clock: Clock
    seal: Seal
    pages: Pages
    uploads: Uploads
    logins: Mapping[str, OpenidClient] = field(default_factory=dict)
    """Our side of each provider people log in with, by name."""
    cast: Cast = field(default_factory=Cast)

    @property
    def spool(self) -> Spool:
        """Where file sets lie."""
        return Spool(self.settings.spool_directory)

    @asynccontextmanager
    async def reading(self, identity: Identity) -> AsyncIterator[Connection]:
        """Open a transaction in which an identity sees what is its to see."""
        async with self.pool.connection() as connection:
            await assume(connection, identity, self.clock.today())
            yield connection


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with what a page needs to know of it.

    `persona` is as whom the visitor acts, None before he has a part; `session` is his login, None
    in the demonstration.
    """

    request: AnyRequest
    house: House
    language: Language
    persona: Persona | None = None
    session: Session | None = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """Open a transaction in which the visitor sees what is his to see; nobody sees nothing."""
        identity = self.persona.identity if self.persona else enterprise("")
        async with self.house.reading(identity) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """Open a transaction that writes under the visitor's name what is no declaration.

        Declarations go over the desk. Raises PermissionError before login.
        """
        if self.persona is None:
            raise PermissionError("nobody writes without a name")
        async with self.house.reading(self.persona.identity) as connection:
            yield connection

    @property
    def public_address(self) -> str:
        """Where others reach us, without a slash at the end."""
        return own_addresses(self.request.scope, self.house.settings.public_url)[0]

    @property
    def desk(self) -> Desk:
        """Where declarations are handed in."""
        desk: Desk = self.request.app.state[DESK]
        return desk

    @property
    def form(self) -> Form:
        """The posted form, empty for a request without one."""
        posted: Form = self.request.scope["state"].get("form", {})
        return posted

    @property
    def upload(self) -> Upload | None:
        """The files that came with the posted form, not yet read."""
        found: Upload | None = self.request.scope["state"].get("upload")
        return found

    @property
    def typed(self) -> dict[str, str]:
        """The posted form with one value a control: the last, where a form repeats a name."""
        return {name: texts[-1] for name, texts in self.form.items()}

    def sealed(self, kind: type[Kind]) -> Kind | None:
        """Return the sealed state in the address, or None when there is none of that kind."""
        text = self.request.query_params.get(VIEW)
        return self.house.seal.open(text, kind) if text else None

    def page(self, template: str, /, *, http_status: int = 200, **values: object) -> Response[str]:
        """Answer with a page in the visitor's language."""
        frame = {
            "persona": self.persona,
            "session": self.session,
            "may_declare": self.persona is not None and may_declare(self.persona),
            "may_manage_access": self.persona is not None and may_manage_access(self.persona),
            "logins": [client.provider for client in self.house.logins.values()],
            "demo": self.house.settings.demo,
            "this_year": self.house.clock.today().year,
        }
        return self.house.pages.answer(
            self.request, self.language, template, http_status, frame | values
        )

    def go(self, address: str, state: Struct | None = None) -> Redirect:
        """Answer a form by sending the browser on to a page, which it may reload at will."""
        sealed = f"?{VIEW}={quote(self.house.seal.close(state))}" if state else ""
        return Redirect(address + sealed, status_code=HTTP_303_SEE_OTHER)


def language_of(request: AnyRequest) -> Language:
    """Return the language once chosen, else the one the browser prefers."""
    chosen = known_language(request.cookies.get(LANGUAGE_COOKIE))
    return chosen or preferred_language(request.headers.get("accept-language", ""))
