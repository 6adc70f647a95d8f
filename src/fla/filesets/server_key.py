"""The key with which we sign replies, and its certificate, which senders verify them against.

Both stand in one file of the spool, `keys/signing.pem`, made when first asked for. Who has a
certificate of an authority puts it there with its key; what is in the file is read each time.
"""

import asyncio
import base64
import datetime as dt
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID
from msgspec import Struct

from fla.filesets.spool import Spool
from fla.senders.model import OUR_NUMBER

_FILE: Final = "signing.pem"
_YEARS: Final = dt.timedelta(days=3652)
_NAME: Final = f"Federal Learning Account, replies of sender {OUR_NUMBER}"
_DIGEST: Final = "sha256"
_CHUNK: Final = 1 << 20


class ServerKeyError(Exception):
    """The file with the server's key cannot be used; says which file, and why."""


class ServerKey(Struct, frozen=True):
    """A private key (RSA or EC) with its certificate, and those above it, each as DER."""

    key: bytes
    certificate: bytes
    chain: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return "ServerKey(…)"  # no private key in a log

    @classmethod
    def open(cls, spool: Spool, now: dt.datetime) -> "ServerKey":
        """Return the server's key, made at the first call; whoever comes second finds the first's.

        Raises ServerKeyError.
        """
        path = spool.keys / _FILE
        if not path.exists():
            spool.prepare()
            _keep(_made(now), path)
        return _read(path)

    def certificate_pem(self) -> str:
        """Return the certificate, with those above it, for senders."""
        certificates = map(x509.load_der_x509_certificate, (self.certificate, *self.chain))
        return "".join(one.public_bytes(Encoding.PEM).decode() for one in certificates)


def sign(file: Path, key: ServerKey) -> bytes:
    """Return a detached CMS signature over a file, SHA-256, as base64 on one line.

    The file is read once, in pieces.
    """
    # pyHanko signs in an event loop; this one does not come in the way of the caller's.
    with ThreadPoolExecutor(1) as thread, file.open("rb", 0) as content:
        signed = thread.submit(lambda: asyncio.run(_signed(content, key))).result()
    return base64.b64encode(signed)


async def _signed(content: Any, key: ServerKey) -> bytes:
    # Takes a second that those who sign nothing need not wait.
    from asn1crypto import keys, x509
    from pyhanko.sign.signers.pdf_cms import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    above = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    above.register_multiple(x509.Certificate.load(one) for one in key.chain)
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate),
        signing_key=keys.PrivateKeyInfo.load(key.key),
        cert_registry=above,
    )
    message = await signer.async_sign_general_data(content, _DIGEST, chunk_size=_CHUNK)
    return bytes(message.dump())


def _made(now: dt.datetime) -> bytes:
    """Return a new key on P-256 with a certificate that it signs itself, as PEM."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    usage = dict.fromkeys(
        (
            *("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign"),
            *("crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + _YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


def _keep(content: bytes, path: Path) -> None:
    """Write a file that only we can read, unless another process just has."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)


def _read(path: Path) -> ServerKey:
    content = path.read_bytes()
    try:
        key = load_pem_private_key(content, password=None)
        certificate, *chain = x509.load_pem_x509_certificates(content)
    except (ValueError, TypeError) as error:
        raise ServerKeyError(f"{path}: no private key with its certificate: {error}") from error
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise ServerKeyError(f"{path}: the key must be RSA or EC")
    if certificate.public_key() != key.public_key():
        raise ServerKeyError(f"{path}: the first certificate is not the key's")
    return ServerKey(
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        certificate.public_bytes(Encoding.DER),
        tuple(one.public_bytes(Encoding.DER) for one in chain),
    )
