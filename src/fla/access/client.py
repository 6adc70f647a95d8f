"""Records of clients: software that acts for one enterprise, and the keys it signs with."""

import datetime as dt
import re
import secrets
from typing import Final

from msgspec import Struct

from fla.access.client_key import Algorithm, PublicKey

LONGEST_NAME: Final = 200
MOST_KEYS: Final = 20
"""Keys of one client, revoked ones included; a client that changes them yearly needs a few."""
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}", re.ASCII)
_RANDOM_BYTES: Final = 8


class Client(Struct, frozen=True, kw_only=True):
    """A client as it now is; disabled while `disabled_at` says so."""

    id: str
    name: str
    enterprise_number: str
    scopes: list[str]
    key_set_url: str | None
    registered_by: str
    registered_at: dt.datetime
    disabled_by: str | None = None
    disabled_at: dt.datetime | None = None
    version: int = 1
    """How often its name or scopes were changed, and one."""


class ClientChange(Struct, frozen=True, kw_only=True):
    """What a client was called and might do, and what since `version`; who changed it, when."""

    client_id: str
    version: int
    name_before: str
    name: str
    scopes_before: list[str]
    scopes: list[str]
    changed_by: str
    changed_at: dt.datetime

    @property
    def added(self) -> list[str]:
        """The scopes that it gave, in the contract's order."""
        return [scope for scope in self.scopes if scope not in self.scopes_before]

    @property
    def removed(self) -> list[str]:
        """The scopes that it took, in the contract's order."""
        return [scope for scope in self.scopes_before if scope not in self.scopes]


class ClientKey(Struct, frozen=True, kw_only=True):
    """A key of a client, with who added it and who revoked it."""

    client_id: str
    kid: str
    algorithm: Algorithm
    jwk: str
    subject: str
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    added_by: str
    added_at: dt.datetime
    revoked_by: str | None = None
    revoked_at: dt.datetime | None = None

    def holds(self, instant: dt.datetime) -> bool:
        """Say whether what it signs counts at an instant."""
        ended = self.valid_until is not None and instant >= self.valid_until
        return self.revoked_at is None and self.valid_from <= instant and not ended


def is_client_id(text: str) -> bool:
    """Say whether a text can name a client: 3 to 64 of a-z, 0-9, point, hyphen and underscore."""
    return _ID.fullmatch(text) is not None


def new_client_id() -> str:
    """Return an id that nobody has, and that says nothing of whose it is."""
    return f"client-{secrets.token_hex(_RANDOM_BYTES)}"


def key_of(client_id: str, key: PublicKey, added_by: str, now: dt.datetime) -> ClientKey:
    """Return a public key as the key of a client, in force from now unless it says otherwise."""
    return ClientKey(
        client_id=client_id,
        kid=key.kid,
        algorithm=key.algorithm,
        jwk=key.jwk,
        subject=key.subject,
        valid_from=key.valid_from or now,
        valid_until=key.valid_until,
        added_by=added_by,
        added_at=now,
    )
