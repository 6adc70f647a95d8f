"""Keys and certificates as a sender has them; the same for a name."""

import datetime as dt
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from fla.senders.certificates import PublicCertificate, read_certificate
from fla.senders.keys import PublicKey, read_key

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
"""Commands go by the machine's clock."""


def key(name: str = "first") -> PublicKey:
    """A public key for SFTP."""
    return read_key(openssh(name))


def openssh(name: str = "first") -> bytes:
    """The same as the one line of OpenSSH."""
    return _openssh(name)


@cache
def _openssh(name: str) -> bytes:
    public = ed25519.Ed25519PrivateKey.generate().public_key()
    return public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + f" {name}\n".encode()


def certificate(name: str = "first") -> PublicCertificate:
    """A certificate to sign with."""
    return read_certificate(_certificate(name))


@cache
def _certificate(name: str) -> bytes:
    return issued(ec.generate_private_key(ec.SECP256R1()), name)


def issued(
    private: CertificateIssuerPrivateKeyTypes,
    name: str = "first",
    *extensions: x509.ExtensionType,
    start: dt.datetime = START,
    end: dt.datetime = END,
) -> bytes:
    """A certificate that a key signed itself, as DER."""
    common = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(common, common, private.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(end)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    edwards = isinstance(private, ed25519.Ed25519PrivateKey)
    signed = builder.sign(private, None if edwards else hashes.SHA256())
    return signed.public_bytes(Encoding.DER)
