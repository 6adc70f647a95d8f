"""`fla sender key` and `fla sender certificate`: what a sender logs in with, and signs with."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from fla.commands.acting import BY, as_operator, clock, say, tell
from fla.commands.sender_options import Number, day_end, day_start
from fla.database.records import Connection
from fla.senders import store
from fla.senders.certificates import read_certificate
from fla.senders.credential import CredentialFault, CredentialRefusedError
from fla.senders.keys import read_key
from fla.senders.registering import (
    NotRegisteredError,
    RegisterFault,
    add_certificate,
    add_key,
)

key = typer.Typer(help="Public keys that a sender logs in with (SFTP).", no_args_is_help=True)
certificate = typer.Typer(help="Certificates that a sender signs with.", no_args_is_help=True)

FAULTS: Final[dict[CredentialFault, str]] = {
    "absent": "the file is empty",
    "unreadable": "the file does not hold just one such thing",
    "private": "this is a private key: keep it secret, and give its public half or certificate",
    "type": "RSA, or P-256, P-384 or P-521; to log in Ed25519 too",
    "weak": "an RSA key has 2048 bits at least, and the exponent 65537",
    "large": "an RSA key has 8192 bits at the most",
    "usage": "the certificate says that it is not for signing",
    "expired": "the certificate has expired",
    "period": "it would not count for a moment",
}
_REFUSALS: Final[dict[RegisterFault, str]] = {
    "unknown": "there is no such sender",
    "known": "the sender has or had this one; what was revoked does not come back",
    "many": "the sender has as many as a sender may have",
}
Given = Annotated[Path, typer.Argument(help="The file; - for stdin.", metavar="FILE")]
From = Annotated[
    str | None, typer.Option("--from", help="First day on which it counts, as 2026-12-31.")
]
Until = Annotated[
    str | None, typer.Option("--until", help="Last day on which it counts, as 2027-12-31.")
]
Fingerprint = Annotated[
    str, typer.Argument(help="As `fla sender show` prints it.", metavar="FINGERPRINT")
]
Public = TypeVar("Public")


@key.command("add")
def key_add(number: Number, file: Given, start: From = None, until: Until = None) -> None:
    """Let a sender log in with one more public key; those there are go on."""
    public = _read(file, read_key)
    period = {"valid_from": day_start(start, "--from"), "valid_until": day_end(until, "--until")}
    now = clock.now()
    _added(lambda connection: add_key(connection, number, public, BY, now, **period))
    say(f"Added to {number}: {public.fingerprint}")


@key.command("revoke")
def key_revoke(number: Number, fingerprint: Fingerprint) -> None:
    """Revoke a key for good: the next login with it fails. Status 1 where there was none."""
    now = clock.now()
    done = as_operator(lambda one: store.revoke_key(one, number, fingerprint, BY, now))
    tell(done, f"Revoked {fingerprint}.", f"{number} has no such key that is not revoked.")


@certificate.command("add")
def certificate_add(number: Number, file: Given, start: From = None, until: Until = None) -> None:
    """Let a sender sign with one more certificate (PEM or DER), as long as it is valid.

    Who issued it is not asked: make sure that it is the sender's. Those there are go on.
    """
    public = _read(file, read_certificate)
    period = {"valid_from": day_start(start, "--from"), "valid_until": day_end(until, "--until")}
    now = clock.now()
    _added(lambda connection: add_certificate(connection, number, public, BY, now, **period))
    say(f"Added to {number}: {public.fingerprint}\n{public.subject}")


@certificate.command("revoke")
def certificate_revoke(number: Number, fingerprint: Fingerprint) -> None:
    """Revoke a certificate for good, also for what waits already. Status 1 where there was none."""
    now = clock.now()
    done = as_operator(lambda one: store.revoke_certificate(one, number, fingerprint, BY, now))
    tell(done, f"Revoked {fingerprint}.", f"{number} has no such certificate that is not revoked.")


def _added(work: Callable[[Connection], Awaitable[None]]) -> None:
    try:
        as_operator(work)
    except NotRegisteredError as error:
        raise typer.BadParameter(_REFUSALS[error.fault]) from None
    except CredentialRefusedError as error:
        raise typer.BadParameter(FAULTS[error.fault]) from None


def _read(path: Path, reader: Callable[[bytes], Public]) -> Public:
    try:
        return reader(sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes())
    except CredentialRefusedError as error:
        raise typer.BadParameter(FAULTS[error.fault], param_hint="FILE") from None
    except OSError as error:
        reason = f"{path} cannot be read: {error.strerror}"
        raise typer.BadParameter(reason, param_hint="FILE") from None
