"""Who we are to a provider's token endpoint (OpenID Connect Core 1.0, section 9)."""

import base64
import secrets
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import quote_plus

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from fla.access.openid import Provider
from fla.settings import SettingsError

_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIFE: Final = 60
"""Seconds a client assertion holds."""


def authenticate(
    provider: Provider, token_endpoint: str, now: int
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the headers and the form fields that say who we are; `now` in seconds since 1970."""
    if provider.client_authentication == "private_key_jwt":
        assertion = _assertion(provider, token_endpoint, now)
        return {}, {"client_assertion_type": _ASSERTION, "client_assertion": assertion}
    secret = provider.client_secret or ""
    if provider.client_authentication == "client_secret_post":
        return {}, {"client_id": provider.client_id, "client_secret": secret}
    # Both parts are form-encoded before they are put together (RFC 6749, section 2.3.1).
    pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}, {}


def check_key(provider: Provider) -> None:
    """Read the provider's client key, so that a missing one is told at the start.

    Raises SettingsError.
    """
    if provider.client_key is not None:
        _key(provider.client_key)


def _assertion(provider: Provider, token_endpoint: str, now: int) -> str:
    """Return a client assertion (RFC 7523, section 3)."""
    key = _key(provider.client_key or Path())
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": token_endpoint,
        "jti": secrets.token_urlsafe(16),
        "iat": now,
        "exp": now + _LIFE,
    }
    algorithm = "RS256" if isinstance(key, RSAKey) else "ES256"
    return jwt.encode({"alg": algorithm, "kid": key.thumbprint()}, claims, key)


@cache
def _key(file: Path) -> RSAKey | ECKey:
    """Return a private key of a PEM file: RSA, or elliptic curve P-256."""
    try:
        text = file.read_text("ascii")
        return _either(text)
    except (OSError, ValueError, JoseError) as error:
        raise SettingsError(f"openid: cannot read the client key {file}: {error}") from error


def _either(text: str) -> RSAKey | ECKey:
    try:
        return RSAKey.import_key(text)
    except (ValueError, JoseError):
        return ECKey.import_key(text)
