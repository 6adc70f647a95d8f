"""The key pairs of the sandbox's clients, as files that vendors' software reads."""

import datetime as dt
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from fla.access.client_key import PublicKey, read_key

FOLDER: Final = "clients"
"""Of the demo's files, where the keys are."""
_BITS: Final = 2048
_EXPONENT: Final = 65_537
_LIFE: Final = dt.timedelta(days=3650)
_BEFORE: Final = dt.timedelta(days=1)
"""So that a clock which is behind takes the certificate too."""


def key_file(directory: Path, client_id: str) -> Path:
    """Return where the private key of a client is; its certificate ends in `.crt`."""
    return directory / f"{client_id}.key"


def certified(directory: Path, client_id: str, now: dt.datetime) -> PublicKey:
    """Return the public key of a client, from its files; a key pair is made where there is none.

    The private key can be read by its owner alone.
    """
    private = key_file(directory, client_id)
    certificate = private.with_suffix(".crt")
    if not (private.exists() and certificate.exists()):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = rsa.generate_private_key(_EXPONENT, _BITS)
        certificate.write_bytes(_certificate(key, client_id, now))
        write_secret(private, _pem(key))
    return read_key(certificate.read_text("ascii"), now)


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, in place of what was there."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _certificate(key: rsa.RSAPrivateKey, client_id: str, now: dt.datetime) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, client_id)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(now + _LIFE)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM)
