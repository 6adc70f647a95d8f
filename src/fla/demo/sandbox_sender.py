"""The payroll office of the sandbox as a sender: its key for SFTP, and what it signs with."""

from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from msgspec import Struct
from psycopg import AsyncConnection

from fla.clock import Clock
from fla.database.identity import OPERATOR, assume
from fla.demo.register import Connection
from fla.demo.sandbox import OFFICE
from fla.demo.sandbox_keys import certified, key_file, write_secret
from fla.senders import store
from fla.senders.certificates import read_certificate
from fla.senders.keys import read_key
from fla.senders.model import ENVIRONMENTS, PURPOSES, NewSender, Sender
from fla.senders.registering import add_certificate, add_key

FOLDER: Final = "senders"
"""Of the demo's files, where the keys are."""
_NAME: Final = "sandbox-payroll"
_BY: Final = "demo"


class Credentials(Struct, frozen=True):
    """Where the sender's keys are: for SFTP, and to sign with; beside each its public half."""

    login: Path
    signing: Path

    @property
    def certificate(self) -> Path:
        """The certificate of what it signs with."""
        return self.signing.with_suffix(".crt")

    def sign(self, content: bytes) -> bytes:
        """Return a detached signature (CMS, SHA-256) of a file, as OpenSSL makes it."""
        key = load_pem_private_key(self.signing.read_bytes(), None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("the demo's sender signs with RSA")
        certificate = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        builder = PKCS7SignatureBuilder().set_data(content)
        return builder.add_signer(certificate, key, hashes.SHA256()).sign(
            Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary]
        )


def credentials_in(directory: Path) -> Credentials:
    """Return where the sender's keys are in a directory, made or not."""
    return Credentials(
        key_file(directory, f"{_NAME}-sftp"), key_file(directory, f"{_NAME}-signing")
    )


def make_credentials(directory: Path, clock: Clock) -> Credentials:
    """Return the sender's keys in a directory, made where there are none."""
    keys = credentials_in(directory)
    certified(directory, keys.signing.stem, clock.now())
    if not keys.login.exists():
        key = Ed25519PrivateKey.generate()
        public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
        keys.login.with_suffix(".pub").write_bytes(public + f" {_NAME}\n".encode())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        write_secret(keys.login, private)
    return keys


async def admit_sender(app_url: str, directory: Path, clock: Clock) -> Sender:
    """Register the payroll office as a sender with its keys, and return it.

    What is registered stays; a sender that is switched off, or a key that is revoked, remains so.
    """
    keys = make_credentials(directory, clock)
    async with await AsyncConnection.connect(app_url) as connection:
        await assume(connection, OPERATOR, clock.today())
        registered = await store.senders(connection, OFFICE.enterprise_number)
        sender = next((one for one in registered if one.registered_by == _BY), None)
        if sender is None:
            sender = await store.insert_sender(connection, _new(clock))
        await _add_credentials(connection, sender, keys, clock)
    return sender


def _new(clock: Clock) -> NewSender:
    return NewSender(
        enterprise_number=OFFICE.enterprise_number,
        name=OFFICE.name,
        contact_name="Zandbak",
        contact_email="batch@zandbak.example",
        purposes=list(PURPOSES),
        environments=list(ENVIRONMENTS),
        registered_by=_BY,
        registered_at=clock.now(),
    )


async def _add_credentials(
    connection: Connection, sender: Sender, keys: Credentials, clock: Clock
) -> None:
    key = read_key(keys.login.with_suffix(".pub").read_bytes())
    certificate = read_certificate(keys.certificate.read_bytes())
    number, now = sender.number, clock.now()
    if key.fingerprint not in {one.fingerprint for one in await store.keys(connection, number)}:
        await add_key(connection, number, key, _BY, now)
    known = {one.der for one in await store.certificates(connection, number)}
    if certificate.der not in known:
        await add_certificate(connection, number, certificate, _BY, now)
