"""Reads a client's public key as people give it: an X.509 certificate, a PEM key, or a JWK.

What is kept is a JWK of nothing but the public numbers. Its `kid` is the SHA-256 thumbprint of the
certificate (RFC 7515, `x5t#S256`), or of the JWK itself (RFC 7638) where there is no certificate.
"""

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, Literal

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc.jwk import ECKey, RSAKey
from msgspec import UNSET, Struct, UnsetType

Algorithm = Literal["RS256", "ES256"]
KeyFault = Literal["absent", "unreadable", "private", "type", "weak", "large", "expired"]

LONGEST_TEXT: Final = 20_000
"""Characters of a key as it is given; a certificate with its chain has some thousands."""
LONGEST_SUBJECT: Final = 300
_SMALLEST_RSA: Final = 2048
_LARGEST_RSA: Final = 8192
"""Bits; verifying costs time that grows with them, and anybody can ask for it."""
_SMALLEST_EXPONENT: Final = 65_537


class KeyRefusedError(Exception):
    """A key that cannot be a client's; `fault` says why."""

    def __init__(self, fault: KeyFault) -> None:
        super().__init__(fault)
        self.fault: KeyFault = fault


class PublicKey(Struct, frozen=True, kw_only=True):
    """A public key; `valid_from` and `valid_until` are its certificate's, None without one."""

    kid: str
    algorithm: Algorithm
    jwk: str
    subject: str = ""
    valid_from: dt.datetime | None = None
    valid_until: dt.datetime | None = None


class _Jwk(Struct):
    """The members of a JWK that are looked at; `d` and `k` give away a secret."""

    kty: str
    n: str = ""
    e: str = ""
    crv: str = ""
    x: str = ""
    y: str = ""
    d: str | UnsetType = UNSET
    k: str | UnsetType = UNSET
    use: str = "sig"
    kid: str = ""


class _KeySet(Struct):
    keys: list[msgspec.Raw]


def read_key(text: str, now: dt.datetime) -> PublicKey:
    """Return the public key of a certificate, a PEM public key, or a JWK (or a set of one JWK).

    Raises KeyRefusedError: for what is none, for a private key, for another kind than RSA of 2048
    to 8192 bits or the curve P-256, and for a certificate that has expired.
    """
    text = text.strip()
    if not text:
        raise KeyRefusedError("absent")
    if len(text) > LONGEST_TEXT or not text.isascii():
        raise KeyRefusedError("unreadable")
    if "PRIVATE KEY" in text:
        raise KeyRefusedError("private")
    if "BEGIN CERTIFICATE" in text:
        return _certified(text, now)
    if "BEGIN PUBLIC KEY" in text:
        return _bare(_from_pem(text))
    return read_jwk(_single(text.encode()))[1]


def read_jwk(content: bytes) -> tuple[str, PublicKey]:
    """Return a JWK's own `kid`, empty without one, and its key. Raises KeyRefusedError."""
    try:
        jwk = msgspec.json.decode(content, type=_Jwk)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise KeyRefusedError("unreadable") from error
    if jwk.d is not UNSET or jwk.k is not UNSET:
        raise KeyRefusedError("private")
    if jwk.use != "sig":
        raise KeyRefusedError("type")
    return jwk.kid, _bare(_from_jwk(jwk))


def _single(content: bytes) -> bytes:
    """Return a JWK, taken out of its set when it comes in one."""
    try:
        keys = msgspec.json.decode(content, type=_KeySet).keys
    except (msgspec.MsgspecError, RecursionError):
        return content
    if len(keys) != 1:
        raise KeyRefusedError("unreadable")
    return bytes(keys[0])


def _certified(text: str, now: dt.datetime) -> PublicKey:
    try:
        certificate = x509.load_pem_x509_certificate(text.encode())
        key = _bare(certificate.public_key())
        subject = certificate.subject.rfc4514_string()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefusedError("unreadable") from error
    if now >= certificate.not_valid_after_utc:
        raise KeyRefusedError("expired")
    return msgspec.structs.replace(
        key,
        kid=_base64url(certificate.fingerprint(hashes.SHA256())),
        subject=subject[:LONGEST_SUBJECT],
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def _bare(key: object) -> PublicKey:
    """Return the record of a key of either kind."""
    if isinstance(key, RSAPublicKey):
        _check_size(key)
        return _record(RSAKey.import_key(key), "RS256")
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return _record(ECKey.import_key(key), "ES256")
    raise KeyRefusedError("type")


def _record(key: RSAKey | ECKey, algorithm: Algorithm) -> PublicKey:
    jwk = msgspec.json.encode(key.as_dict(), order="sorted").decode()
    return PublicKey(kid=key.thumbprint(), algorithm=algorithm, jwk=jwk)


def _check_size(key: RSAPublicKey) -> None:
    if key.key_size < _SMALLEST_RSA or key.public_numbers().e < _SMALLEST_EXPONENT:
        raise KeyRefusedError("weak")
    if key.key_size > _LARGEST_RSA:
        raise KeyRefusedError("large")


def _from_pem(text: str) -> object:
    try:
        return load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefusedError("unreadable") from error


def _from_jwk(jwk: _Jwk) -> object:
    try:
        if jwk.kty == "RSA":
            return RSAPublicNumbers(_number(jwk.e), _number(jwk.n)).public_key()
        if jwk.kty == "EC" and jwk.crv == "P-256":
            numbers = EllipticCurvePublicNumbers(_number(jwk.x), _number(jwk.y), SECP256R1())
            return numbers.public_key()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefusedError("unreadable") from error
    raise KeyRefusedError("type")


def _number(text: str) -> int:
    if len(text) * 6 > _LARGEST_RSA + 8:  # looked at before it costs anything
        raise KeyRefusedError("large")
    return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
