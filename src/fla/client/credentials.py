"""Who a program is to the service: a client id and the key it signs with (RFC 7523)."""

import base64
import time
import uuid
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

_LIFE: Final = 60
"""Seconds for which an assertion holds; it is used at once."""
_SMALLEST_RSA: Final = 2048

_PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Credentials:
    """A client id with its private key as PEM: RSA of 2048 bits or more, or the curve P-256.

    The service knows the key by its certificate, if it was registered with one; else by the key's
    own thumbprint, or in a set that the client publishes by a `kid` of its choice. Raises
    ValueError for a key that it would not take, a wrong password, and another key's certificate.
    """

    def __init__(
        self,
        client_id: str,
        key: Path | bytes,
        certificate: Path | bytes | None = None,
        *,
        kid: str | None = None,
        password: bytes | None = None,
    ) -> None:
        private = _private(_read(key), password)
        self.client_id = client_id
        self._algorithm, self._key = _signing(private)
        if certificate is not None:
            kid = _thumbprint(_read(certificate), private)
        self._kid = kid or self._key.thumbprint()

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


def _private(pem: bytes, password: bytes | None) -> _PrivateKey:
    # What the library says of a broken key is not passed on: nothing of it belongs in a log.
    try:
        key = serialization.load_pem_private_key(pem, password)
    except TypeError:
        needs = "needs its password" if password is None else "has no password"
        raise ValueError(f"the private key {needs}") from None
    except Exception:
        raise ValueError("a private key as PEM is wanted, and its password") from None
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _SMALLEST_RSA:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise ValueError("a client signs with RSA of 2048 bits or more, or on the curve P-256")


def _signing(key: _PrivateKey) -> tuple[str, RSAKey | ECKey]:
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    if isinstance(key, rsa.RSAPrivateKey):
        return "RS256", RSAKey.import_key(plain)
    return "ES256", ECKey.import_key(plain)


def _thumbprint(pem: bytes, key: _PrivateKey) -> str:
    """Return the SHA-256 thumbprint by which the service knows a key with a certificate."""
    try:
        certificate = x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise ValueError("a certificate as PEM is wanted") from None
    if certificate.public_key() != key.public_key():
        raise ValueError("the certificate is another key's")
    digest = certificate.fingerprint(hashes.SHA256())
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
