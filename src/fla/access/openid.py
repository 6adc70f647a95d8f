"""The OpenID Connect providers people log in with: presets by name, and what the operator sets.

The settings' table `openid` has one entry a provider, under the name that its address on our side
bears: `/login/<name>`. What an entry leaves out is its preset's.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from fla.settings import SettingsError

Algorithm = Literal["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures made with a private key: `none` and shared secrets are not to be had."""
ClientAuthentication = Literal["client_secret_basic", "client_secret_post", "private_key_jwt"]

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class ClaimNames(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a provider calls what we read; `ssin` None means it knows no national numbers."""

    ssin: str | None = None
    name: str = "name"
    given_name: str = "given_name"
    family_name: str = "family_name"


class Endpoints(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Addresses at the provider; what is None is asked of its discovery document.

    Named as there (OpenID Connect Discovery 1.0, section 3).
    """

    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    userinfo_endpoint: str | None = None
    jwks_uri: str | None = None
    end_session_endpoint: str | None = None


class Provider(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where people log in, and how far it is trusted.

    `acr_values` are asked for and demanded: a login with another is refused. `algorithms` are the
    only ones an ID token or a signed userinfo answer may be signed with, whatever it says itself.
    """

    name: str
    preset: Literal["federal", "directory"]
    title: str
    issuer: str
    client_id: str
    client_secret: str | None = None
    client_key: Path | None = None
    client_authentication: ClientAuthentication = "client_secret_basic"
    scopes: tuple[str, ...]
    claims: ClaimNames = ClaimNames()
    acr_values: tuple[str, ...] = ()
    algorithms: tuple[Algorithm, ...] = ("RS256",)
    endpoints: Endpoints = Endpoints()


_PRESETS: Final[dict[str, dict[str, Any]]] = {
    "federal": {
        "issuer": "https://idp.iamfas.belgium.be/fas/oauth2",
        "scopes": ["openid", "profile", "egovnrn"],
        "claims": {"ssin": "egovNRN", "given_name": "givenName", "family_name": "surname"},
    },
    "directory": {"scopes": ["openid", "profile", "email"]},
}
"""`federal`: the Belgian federal authentication service, which states the national register
number. `directory`: an enterprise's own directory with the standard claims of OpenID Connect
Core 1.0, section 5.1, which knows no national numbers."""


def providers(tables: Mapping[str, Any]) -> dict[str, Provider]:
    """Return the providers of the settings by name, in their order.

    Raises SettingsError, naming the entry and what is wrong with it, never a secret.
    """
    return {name: _provider(name, table) for name, table in tables.items()}


def _provider(name: str, table: Any) -> Provider:
    if not _NAME.fullmatch(name):
        raise SettingsError(f"openid.{name}: a name is small letters, digits and hyphens")
    if not isinstance(table, Mapping):
        raise SettingsError(f"openid.{name}: Expected a table")
    preset = str(table.get("preset", "directory"))
    if preset not in _PRESETS:
        raise SettingsError(f"openid.{name}: known presets are {', '.join(_PRESETS)}")
    values = {"preset": preset, "title": name} | _PRESETS[preset] | dict(table) | {"name": name}
    if isinstance(claims := table.get("claims", {}), Mapping):
        values["claims"] = _PRESETS[preset].get("claims", {}) | dict(claims)
    try:
        provider = msgspec.convert(values, Provider, dec_hook=_path)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        raise SettingsError(f"openid.{name}: {error}") from error
    _check(provider)
    return provider


def _check(provider: Provider) -> None:
    addresses = msgspec.structs.asdict(provider.endpoints) | {"issuer": provider.issuer}
    for field, address in addresses.items():
        if address is not None and not _is_safe(address):
            raise SettingsError(f"openid.{provider.name}: {field} must be an https address")
    if "openid" not in provider.scopes:
        raise SettingsError(f"openid.{provider.name}: scopes must hold openid")
    keyed = provider.client_authentication == "private_key_jwt"
    needed = "client_key" if keyed else "client_secret"
    if (provider.client_key if keyed else provider.client_secret) is None:
        raise SettingsError(f"openid.{provider.name}: {needed} is missing")
    if not provider.algorithms:
        raise SettingsError(f"openid.{provider.name}: algorithms must hold one")


def _is_safe(address: str) -> bool:
    """Say whether nobody on the way can change what an address answers."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _path(target: type, value: Any) -> Path:
    if target is Path and isinstance(value, str):
        return Path(value)
    raise TypeError(f"Expected `{target.__name__}`")
