"""What a provider says of somebody who logged in, checked before anything of it is believed.

ID token: OpenID Connect Core 1.0, section 3.1.3.7; userinfo: section 5.3.
"""

import datetime as dt
import hmac
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from fla.access.openid import Provider
from fla.access.people_model import Person
from fla.identifiers import IdentifierError, parse_ssin

LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ from ours."""
_LONGEST_NAME: Final = 200
_LONGEST_SUBJECT: Final = 255
"""Characters (OpenID Connect Core 1.0, section 2)."""

Claims = Mapping[str, Any]


class LoginError(Exception):
    """A login that is not believed; says why for the log, and holds no personal data."""


class TooWeakError(LoginError):
    """The provider let somebody in by means that are not among those asked for."""


class NoSsinError(LoginError):
    """The provider gave no national number, or one that is none."""


def id_token_claims(
    token: str, keys: KeySet, provider: Provider, *, nonce: str, now: int
) -> Claims:
    """Return the claims of an ID token of this login; `now` in seconds since 1970.

    Raises JoseError for a signature or a key that is not to be had, LoginError for the rest.
    """
    claims = jwt.decode(token, keys, algorithms=provider.algorithms).claims
    rules = JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    _validate(rules, claims, "ID token")
    _check_nonce(claims, nonce)
    _check_party(claims, provider)
    _check_means(claims, provider)
    return claims


def userinfo_claims(claims: Claims, subject: str) -> Claims:
    """Return what the userinfo endpoint said, which must be of the same subject (section 5.3.2)."""
    if claims.get("sub") != subject:
        raise LoginError("userinfo speaks of another subject")
    return claims


def signed_userinfo(token: str, keys: KeySet, provider: Provider, now: int) -> Claims:
    """Return the claims of a userinfo answer that is a signed JWT.

    Its issuer and audience, where it names them, must be the provider and us. Raises JoseError for
    a signature or a key that is not to be had, LoginError for the rest.
    """
    claims = jwt.decode(token, keys, algorithms=provider.algorithms).claims
    rules = JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY,
        iss={"value": provider.issuer},
        aud={"value": provider.client_id},
    )
    _validate(rules, claims, "userinfo")
    return claims


def person_of(claims: Claims, provider: Provider, today: dt.date) -> Person:
    """Return who it is; NoSsinError where a number should be and is not."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise LoginError("no subject")
    ssin = _ssin(claims, provider.claims.ssin, today) if provider.claims.ssin else None
    name = _name(claims, provider) or subject
    return Person(issuer=provider.issuer, subject=subject, ssin=ssin, name=name[:_LONGEST_NAME])


def _validate(rules: JWTClaimsRegistry, claims: dict[str, Any], what: str) -> None:
    try:
        rules.validate(claims)
    except JoseError as error:
        raise LoginError(f"{what}: {error}") from error


def _check_nonce(claims: Claims, nonce: str) -> None:
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise LoginError("ID token: not of this login (nonce)")


def _check_party(claims: Claims, provider: Provider) -> None:
    """Check for whom the token was made; one of several audiences must be named (step 4 and 5)."""
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if (party is not None or several) and party != provider.client_id:
        raise LoginError("ID token: made for another party (azp)")


def _check_means(claims: Claims, provider: Provider) -> None:
    if provider.acr_values and claims.get("acr") not in provider.acr_values:
        raise TooWeakError("ID token: means of authentication not accepted (acr)")


def _ssin(claims: Claims, name: str, today: dt.date) -> str:
    said = claims.get(name)
    try:
        return parse_ssin(said if isinstance(said, str) else "", today)
    except IdentifierError as error:
        raise NoSsinError(f"claim {name} is no national number") from error


def _name(claims: Claims, provider: Provider) -> str:
    names = provider.claims
    both = (_text(claims, names.given_name), _text(claims, names.family_name))
    return " ".join(part for part in both if part) or _text(claims, names.name)


def _text(claims: Claims, name: str) -> str:
    said = claims.get(name)
    return " ".join(said.split()) if isinstance(said, str) and said.isprintable() else ""
