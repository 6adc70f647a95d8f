"""A client's assertion of who it is: a JWT signed with its own key (RFC 7521, RFC 7523).

What the token says of its algorithm chooses nothing: the registered key has one, and a token that
names another is refused. Nothing the client claims is believed before its signature is checked.
"""

import datetime as dt
import math
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key
from msgspec import UNSET, Struct, UnsetType, field

from fla.access.client import is_client_id
from fla.access.client_key import Algorithm
from fla.access.oauth import OAuthError, invalid_client

LONGEST_ASSERTION: Final = 8_000
"""Characters; a header may carry the client's certificate."""
LONGEST_LIFE: Final = 300
"""Seconds that an assertion may still have to live when it is shown."""
SKEW: Final = 30
"""Seconds by which the client's clock may be off, either way."""
LONGEST_KID: Final = 200
LONGEST_JTI: Final = 256
UNKNOWN: Final = "The client, its key or the signature of the assertion is not known."
"""The same words for all three: nobody learns by asking which clients there are."""

Part = TypeVar("Part", bound=Struct)


class _Header(Struct):
    alg: str
    kid: str = ""
    thumbprint: str = field(default="", name="x5t#S256")
    crit: msgspec.Raw | UnsetType = UNSET


class Claims(Struct):
    """The claims of an assertion, as they are written."""

    iss: str
    sub: str
    aud: str | list[str]
    exp: float
    jti: str
    iat: float | None = None
    nbf: float | None = None


class Assertion(Struct, frozen=True):
    """An assertion that has been read, and not yet been believed."""

    text: str
    algorithm: str
    kid: str
    claims: Claims

    @property
    def client_id(self) -> str:
        """Who the client says it is."""
        return self.claims.sub

    @property
    def kept_until(self) -> dt.datetime:
        """From when it is refused by its age alone, by a clock as far behind as may be."""
        return dt.datetime.fromtimestamp(self.claims.exp + 2 * SKEW, dt.UTC)


def read_assertion(text: str) -> Assertion:
    """Return what an assertion says. Raises OAuthError for what is none."""
    parts = text.split(".")
    if len(text) > LONGEST_ASSERTION or len(parts) != 3 or not text.isascii():
        raise _malformed("it is not a signed JWT in three parts")
    header, claims = _part(parts[0], _Header), _part(parts[1], Claims)
    if header.crit is not UNSET:
        raise _malformed("its header has extensions that this server does not know")
    kid = header.kid or header.thumbprint
    if not kid.isprintable() or not 0 < len(kid) <= LONGEST_KID:
        raise _malformed("its header names no key (kid)")
    if not is_client_id(claims.sub):
        raise invalid_client(UNKNOWN)
    if not claims.jti.isprintable() or not 0 < len(claims.jti) <= LONGEST_JTI:
        raise _malformed("its jti has 1 to 256 printable characters")
    if not all(map(_is_instant, (claims.exp, claims.iat, claims.nbf))):
        raise _malformed("its times are seconds since 1970")
    return Assertion(text, header.alg, kid, claims)


def check_signature(assertion: Assertion, algorithm: Algorithm, jwk: str) -> None:
    """Refuse an assertion that a key did not sign with its own algorithm."""
    if assertion.algorithm != algorithm:
        raise invalid_client(UNKNOWN)
    try:
        jws.deserialize_compact(
            assertion.text, import_key(msgspec.json.decode(jwk)), registry=_registry(algorithm)
        )
    except (JoseError, ValueError) as error:
        raise invalid_client(UNKNOWN) from error


def check_claims(assertion: Assertion, audiences: Sequence[str], now: dt.datetime) -> None:
    """Refuse an assertion that is not of its client, for us, and for now.

    The audience is the address of the endpoint or of the issuer, and that alone: what is meant for
    several servers is one's to show to the other.
    """
    claims, instant = assertion.claims, now.timestamp()
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if claims.iss != claims.sub:
        raise invalid_client("The assertion's iss and sub must both be the client id.")
    if len(audience) != 1 or audience[0] not in audiences:
        raise invalid_client(f"The assertion's aud must be {audiences[0]} and nothing else.")
    if claims.exp <= instant - SKEW:
        raise invalid_client("The assertion has expired; see whether your clock is right.")
    if claims.exp > instant + LONGEST_LIFE + SKEW:
        raise invalid_client(f"The assertion may expire {LONGEST_LIFE} seconds ahead at the most.")
    if any(one is not None and one > instant + SKEW for one in (claims.iat, claims.nbf)):
        raise invalid_client("The assertion is of the future; see whether your clock is right.")


def _part(text: str, kind: type[Part]) -> Part:
    try:
        content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.json.decode(content, type=kind)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        reason = "its header needs alg and kid, its claims iss, sub, aud, exp and jti"
        raise _malformed(reason) from error


def _is_instant(seconds: float | None) -> bool:
    """Say whether a time can be reckoned with: from 1970 to 9999, or none."""
    return seconds is None or (math.isfinite(seconds) and 0 <= seconds <= 253_000_000_000)


def _registry(algorithm: Algorithm) -> jws.JWSRegistry:
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    registry.max_header_length = registry.max_signature_length = LONGEST_ASSERTION
    return registry


def _malformed(reason: str) -> OAuthError:
    return invalid_client(f"The client assertion cannot be read: {reason}.")
