"""Reads the public key that a sender logs in with over SFTP, as its tools write it.

OpenSSH's one line, the SSH2 text of PuTTY (RFC 4716), or PEM: what is kept is OpenSSH's.
"""

import datetime as dt
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_ssh_public_key
from msgspec import Struct

from fla.senders.credential import LONGEST_TEXT, CredentialRefusedError, check_rsa
from fla.senders.model import SenderKey

ALGORITHMS: Final = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
)
"""Kinds of keys; one of RSA signs with SHA-2 all the same (RFC 8332)."""
_LONGEST_COMMENT: Final = 200


class PublicKey(Struct, frozen=True, kw_only=True):
    """A public key as it was read; `openssh` is `<algorithm> <base64>`."""

    fingerprint: str
    algorithm: str
    openssh: str
    comment: str


def read_key(content: bytes) -> PublicKey:
    """Return the one public key of a text.

    Raises CredentialRefusedError: for what is none or several, for a private key, for another kind
    than ALGORITHMS, and for RSA of fewer than 2048 or more than 8192 bits.
    """
    if not content.strip():
        raise CredentialRefusedError("absent")
    if b"PRIVATE KEY" in content or b"PuTTY-User-Key-File" in content:
        raise CredentialRefusedError("private")
    if len(content) > LONGEST_TEXT or _several(content):
        raise CredentialRefusedError("unreadable")
    return _read(content.strip())


def key_of(
    sender: str,
    key: PublicKey,
    added_by: str,
    now: dt.datetime,
    *,
    valid_from: dt.datetime | None = None,
    valid_until: dt.datetime | None = None,
) -> SenderKey:
    """Return a public key as a sender's, in force from now and without end unless told otherwise.

    Raises CredentialRefusedError where that leaves no time.
    """
    start = valid_from or now
    if valid_until is not None and valid_until <= max(start, now):
        raise CredentialRefusedError("period")
    return SenderKey(
        sender=sender,
        fingerprint=key.fingerprint,
        algorithm=key.algorithm,
        openssh=key.openssh,
        comment=key.comment,
        valid_from=start,
        valid_until=valid_until,
        added_by=added_by,
        added_at=now,
    )


def _several(content: bytes) -> bool:
    """Say whether there is more than one key, each in a line or between two markers."""
    if b"BEGIN" in content:
        return content.count(b"BEGIN") > 1
    return len(content.strip().splitlines()) > 1


def _read(content: bytes) -> PublicKey:
    import asyncssh  # takes half a second that other commands need not wait

    try:
        key = asyncssh.import_public_key(content)
        openssh = key.export_public_key("openssh").split()[:2]
    except (asyncssh.KeyImportError, asyncssh.KeyExportError, ValueError) as error:
        raise CredentialRefusedError("unreadable") from error
    line = b" ".join(openssh)
    _check_kind(line)
    return PublicKey(
        fingerprint=key.get_fingerprint("sha256"),
        algorithm=openssh[0].decode(),
        openssh=line.decode(),
        comment=_comment(key.get_comment_bytes()),
    )


def _check_kind(line: bytes) -> None:
    if line.split()[0].decode() not in ALGORITHMS:
        raise CredentialRefusedError("type")
    key = load_ssh_public_key(line)
    if isinstance(key, RSAPublicKey):
        check_rsa(key.key_size, key.public_numbers().e)


def _comment(content: bytes | None) -> str:
    """Return what is beside a key, usually whose it is, as far as it can be printed."""
    text = (content or b"").decode("utf-8", "replace")
    return "".join(one for one in text if one.isprintable())[:_LONGEST_COMMENT]
