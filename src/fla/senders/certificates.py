"""Reads the X.509 certificate that a sender signs with, as PEM or DER, to be registered as it is.

Who issued it is not asked: the operator answers for whose it is when he registers it.
"""

import datetime as dt
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Struct

from fla.senders.credential import LONGEST_TEXT, CredentialRefusedError, check_rsa
from fla.senders.model import SenderCertificate

CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")
"""P-256, P-384 and P-521, which cards and authorities use."""
_LONGEST_NAME: Final = 300


class PublicCertificate(Struct, frozen=True, kw_only=True):
    """A certificate as it was read; the fingerprint is the SHA-256 of `der` in hexadecimals."""

    fingerprint: str
    der: bytes
    subject: str
    issuer: str
    not_before: dt.datetime
    not_after: dt.datetime


def read_certificate(content: bytes) -> PublicCertificate:
    """Return the certificate of a PEM text, the first where its chain follows, or of DER.

    Raises CredentialRefusedError: for what is none, for a private key, for another key than RSA of
    2048 to 8192 bits or one of CURVES, and for a certificate whose key usage leaves out signing.
    """
    if not content.strip():
        raise CredentialRefusedError("absent")
    if b"PRIVATE KEY" in content:
        raise CredentialRefusedError("private")
    if len(content) > LONGEST_TEXT:
        raise CredentialRefusedError("unreadable")
    try:
        return _checked(_parsed(content))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CredentialRefusedError("unreadable") from error


def certificate_of(
    sender: str,
    certificate: PublicCertificate,
    added_by: str,
    now: dt.datetime,
    *,
    valid_from: dt.datetime | None = None,
    valid_until: dt.datetime | None = None,
) -> SenderCertificate:
    """Return a certificate as a sender's, for as long as it says itself unless told less.

    Raises CredentialRefusedError where it has expired, or counts for none of the time it is told.
    """
    if now >= certificate.not_after:
        raise CredentialRefusedError("expired")
    start = max(valid_from or certificate.not_before, certificate.not_before)
    end = min(valid_until or certificate.not_after, certificate.not_after)
    if start >= end or end <= now:
        raise CredentialRefusedError("period")
    return SenderCertificate(
        sender=sender,
        fingerprint=certificate.fingerprint,
        der=certificate.der,
        subject=certificate.subject,
        issuer=certificate.issuer,
        not_before=certificate.not_before,
        not_after=certificate.not_after,
        valid_from=start,
        valid_until=end,
        added_by=added_by,
        added_at=now,
    )


def _parsed(content: bytes) -> x509.Certificate:
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificate(content)
    return x509.load_der_x509_certificate(content)


def _checked(certificate: x509.Certificate) -> PublicCertificate:
    _check_key(certificate.public_key())
    _check_usage(certificate)
    return PublicCertificate(
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        der=certificate.public_bytes(Encoding.DER),
        subject=certificate.subject.rfc4514_string()[:_LONGEST_NAME],
        issuer=certificate.issuer.rfc4514_string()[:_LONGEST_NAME],
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )


def _check_key(key: object) -> None:
    if isinstance(key, RSAPublicKey):
        check_rsa(key.key_size, key.public_numbers().e)
    elif not isinstance(key, EllipticCurvePublicKey) or key.curve.name not in CURVES:
        raise CredentialRefusedError("type")


def _check_usage(certificate: x509.Certificate) -> None:
    """Check that it is for signing, where it says at all what it is for (RFC 5280, 4.2.1.3)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise CredentialRefusedError("usage")
