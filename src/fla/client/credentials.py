"""Who a program is to the service: a client id and the key it signs with (RFC 7523)."""

import base64
import hashlib
import time
import uuid
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

_LIFE: Final = 60
"""Seconds for which an assertion holds; it is used at once."""


class Credentials:
    """A client id with its private key, RSA or P-256, as PEM; with its certificate if it has one.

    Raises ValueError for a key of another kind.
    """

    def __init__(
        self,
        client_id: str,
        key: Path | bytes,
        certificate: Path | bytes | None = None,
        *,
        password: bytes | None = None,
    ) -> None:
        self.client_id = client_id
        loaded = serialization.load_pem_private_key(_read(key), password)
        plain = loaded.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._algorithm, self._key = _signing(plain)
        self._kid = _thumbprint(_read(certificate)) if certificate else self._key.thumbprint()

    def assertion(self, audience: str) -> str:
        """Return a signed assertion for a token endpoint, to be used once and at once."""
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": audience,
            "jti": str(uuid.uuid4()),
            "iat": now,
            "exp": now + _LIFE,
        }
        return jwt.encode({"alg": self._algorithm, "kid": self._kid}, claims, self._key)


def _read(content: Path | bytes) -> bytes:
    return content.read_bytes() if isinstance(content, Path) else content


def _signing(pem: bytes) -> tuple[str, RSAKey | ECKey]:
    if b"BEGIN" not in pem:
        raise ValueError("a private key as PEM is wanted")
    key = serialization.load_pem_private_key(pem, None)
    kind = type(key).__name__
    if "RSA" in kind:
        return "RS256", RSAKey.import_key(pem)
    if "Elliptic" in kind or "EC" in kind:
        return "ES256", ECKey.import_key(pem)
    raise ValueError("the key is neither RSA nor on the curve P-256")


def _thumbprint(certificate: bytes) -> str:
    """Return the SHA-256 thumbprint by which the service knows a certificate's key."""
    content = x509.load_pem_x509_certificate(certificate).public_bytes(serialization.Encoding.DER)
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
