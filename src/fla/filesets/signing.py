"""Signatures beside files: detached CMS (RFC 5652), as bytes of DER or as base64 of those.

What a sender signs is verified against the very certificates that the operator registered for him;
no chain, list or responder is asked, so that nothing but our own registry decides who signs.
"""

import asyncio
import base64
import binascii
import datetime as dt
import io
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final, Literal, get_args

from fla.filesets.server_key import ServerKey as ServerKey
from fla.filesets.server_key import sign as sign
from fla.senders.model import SenderCertificate

SignatureFault = Literal[
    "large",
    "unreadable",
    "attached",
    "signers",
    "algorithm",
    "unknown",
    "early",
    "expired",
    "revoked",
    "tampered",
    "invalid",
]
"""Why a signature does not count: it is larger than any beside a file; it cannot be read; it holds
a content of its own; it has not one signer; it is not of RSA or ECDSA with SHA-256, SHA-384 or
SHA-512; it is by no certificate of the sender's; by one that counts not yet, or no more; by one
that was revoked; the file is not what was signed; or it was not made by the certificate's key."""
SIGNATURE_FAULTS: Final[tuple[SignatureFault, ...]] = get_args(SignatureFault)

LARGEST_SIGNATURE: Final = 256 * 1024
"""Bytes of a signature file; with a chain and a timestamp it has some ten thousand."""
_DIGESTS: Final = {"sha256", "sha384", "sha512"}
_MECHANISMS: Final = {"rsassa_pkcs1v15", "rsassa_pss", "ecdsa"}
_CHUNK: Final = 1 << 20
_SEQUENCE: Final = b"\x30"
"""The first byte of DER; base64 of it begins with `M`."""


class _RefusedError(Exception):
    def __init__(self, fault: SignatureFault) -> None:
        super().__init__(fault)
        self.fault: SignatureFault = fault


async def verify(
    file: Path | bytes,
    signature: bytes,
    certificates: Sequence[SenderCertificate],
    at: dt.datetime,
) -> SignatureFault | None:
    """Return why a detached signature over a file does not count at an instant; None when it does.

    `certificates` are the sender's: given those that are past or revoked too, it can say so of the
    one that signed. The file is read once, in pieces, in a thread. Raises OSError for the file.
    """
    return await asyncio.to_thread(verify_now, file, signature, certificates, at)


def verify_now(
    file: Path | bytes,
    signature: bytes,
    certificates: Sequence[SenderCertificate],
    at: dt.datetime,
) -> SignatureFault | None:
    """Return what `verify` returns, where no event loop runs."""
    try:
        signed = _signed_data(signature)
        certificate = _certificate(signed, certificates)
        _check_in_force(certificate, at)
        with io.BytesIO(file) if isinstance(file, bytes) else file.open("rb", 0) as content:
            _check_signed(signed, certificate, content, at)
    except _RefusedError as error:
        return error.fault
    except OSError:
        raise
    except Exception:  # whatever hostile bytes bring about in whichever library, it is no signature
        return "unreadable"
    return None


def _signed_data(signature: bytes) -> Any:
    """Return the SignedData of a signature, of which nothing but the form has been checked."""
    from asn1crypto import cms, core

    message = cms.ContentInfo.load(_der(signature), strict=True)
    if message["content_type"].native != "signed_data":
        raise _RefusedError("unreadable")
    signed = message["content"]
    if signed["encap_content_info"]["content"] is not core.VOID:
        raise _RefusedError("attached")
    if len(signed["signer_infos"]) != 1:
        raise _RefusedError("signers")
    _check_algorithms(signed["signer_infos"][0])
    return signed


def _der(signature: bytes) -> bytes:
    if len(signature) > LARGEST_SIGNATURE:
        raise _RefusedError("large")
    if signature.startswith(_SEQUENCE):
        return signature
    try:
        # On one line, or in columns that a lone CR separates; other systems add a LF.
        return base64.b64decode(signature.translate(None, b"\r\n"), validate=True)
    except binascii.Error as error:
        raise _RefusedError("unreadable") from error


def _check_algorithms(signer: Any) -> None:
    digest = signer["digest_algorithm"]["algorithm"].native
    mechanism = signer["signature_algorithm"]
    try:
        # `rsaEncryption` leaves the digest to the other field; every other name repeats it.
        bare = mechanism["algorithm"].native == "rsassa_pkcs1v15"
        known = mechanism.signature_algo in _MECHANISMS and (bare or mechanism.hash_algo == digest)
    except ValueError as error:
        raise _RefusedError("algorithm") from error
    if digest not in _DIGESTS or not known:
        raise _RefusedError("algorithm")


def _certificate(signed: Any, certificates: Sequence[SenderCertificate]) -> SenderCertificate:
    """Return the registered certificate that a signature names as its signer's.

    One that it brings along counts when it is the same to the byte; it need not bring any.
    """
    named = _named(signed["signer_infos"][0]["sid"], certificates)
    brought = [one.chosen.untag().dump() for one in signed["certificates"] or ()]
    same = [one for one in named if one.der in brought]
    if same:
        return same[0]
    if not named or brought:
        raise _RefusedError("unknown")
    return named[0]


def _named(sid: Any, certificates: Sequence[SenderCertificate]) -> list[SenderCertificate]:
    from asn1crypto import x509

    found = []
    for certificate in certificates:
        parsed = x509.Certificate.load(certificate.der)
        if sid.name == "subject_key_identifier":
            matches = parsed.key_identifier == sid.chosen.native
        else:
            serial = sid.chosen["serial_number"].native
            matches = parsed.serial_number == serial and parsed.issuer == sid.chosen["issuer"]
        if matches:
            found.append(certificate)
    return found


def _check_in_force(certificate: SenderCertificate, at: dt.datetime) -> None:
    if certificate.revoked_at is not None:
        raise _RefusedError("revoked")
    if at < certificate.valid_from:
        raise _RefusedError("early")
    if not certificate.holds(at):
        raise _RefusedError("expired")


def _check_signed(
    signed: Any, certificate: SenderCertificate, content: IO[bytes], at: dt.datetime
) -> None:
    """Check the file against the digest, the digest against the signature, and that against trust.

    pyHanko calls a signature `valid` that is sound over its own attributes; whether those are about
    this file is `intact`, and whether the certificate is the registered one is `trusted`.
    """
    status = asyncio.run(_status(signed, certificate, content, at))
    if not status.intact:
        raise _RefusedError("tampered")
    if not status.valid:
        raise _RefusedError("invalid")
    if not status.trusted:
        raise _RefusedError("unknown")


async def _status(
    signed: Any, certificate: SenderCertificate, content: IO[bytes], at: dt.datetime
) -> Any:
    # Takes a second that those without a signature need not wait.
    from asn1crypto import cms, x509
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko_certvalidator import ValidationContext

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what is wrong is told by the status
    pinned = x509.Certificate.load(certificate.der)
    # The registered certificate in the place of what was brought along, and no timestamps, whose
    # authorities we do not know: the instant that counts is when the file arrived.
    signed["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", pinned)])
    signed["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([])
    context = ValidationContext(trust_roots=[pinned], moment=at, allow_fetching=False)
    return await async_validate_detached_cms(
        content, signed, signer_validation_context=context, chunk_size=_CHUNK
    )
