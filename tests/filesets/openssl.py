"""A sender's certificates and signatures, made by the `openssl` command as a sender makes them."""

import datetime as dt
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fla.senders.certificates import PublicCertificate, certificate_of, read_certificate
from fla.senders.model import SenderCertificate

Kind = tuple[str, ...]
RSA: Final[Kind] = ("rsa:2048",)
P256: Final[Kind] = ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")
P384: Final[Kind] = ("ec", "-pkeyopt", "ec_paramgen_curve:P-384")
P521: Final[Kind] = ("ec", "-pkeyopt", "ec_paramgen_curve:P-521")


@dataclass(frozen=True)
class Signer:
    """Where a key and its certificate are, both as PEM."""

    certificate: Path
    key: Path

    @property
    def public(self) -> PublicCertificate:
        """The certificate as the operator reads it."""
        return read_certificate(self.certificate.read_bytes())

    @property
    def during(self) -> dt.datetime:
        """A moment at which the certificate counts."""
        return self.public.not_before + dt.timedelta(hours=1)

    def registered(self) -> SenderCertificate:
        """The certificate as the operator registered it the moment it was made."""
        return certificate_of("100001", self.public, "operator", self.public.not_before)

    def sign(self, file: Path, *options: str | Path) -> bytes:
        """Return a signature as DER, with SHA-256 unless an option says otherwise."""
        how = ("-binary", "-md", "sha256", "-outform", "DER")
        who = ("-signer", self.certificate, "-inkey", self.key)
        return openssl("cms", "-sign", "-in", file, *how, *who, *options)


def signer(folder: Path, name: str, kind: Kind = P256, *options: str) -> Signer:
    """Make a key and a certificate that it signs itself, for thirty days."""
    folder.mkdir(exist_ok=True)
    made = Signer(folder / f"{name}.crt", folder / f"{name}.key")
    openssl(
        *("req", "-x509", "-newkey", *kind, "-nodes", "-days", "30", "-subj", f"/CN={name}"),
        *("-keyout", made.key, "-out", made.certificate),
        *options,
    )
    return made


def issued(authority: Signer, folder: Path, name: str) -> Signer:
    """Make a key and a certificate that an authority signs, for thirty days."""
    made = Signer(folder / f"{name}.crt", folder / f"{name}.key")
    request = openssl(
        "req", "-newkey", *P256, "-nodes", "-subj", f"/CN={name}", "-keyout", made.key
    )
    openssl(
        *("x509", "-req", "-CA", authority.certificate, "-CAkey", authority.key, "-days", "30"),
        *("-set_serial", "7", "-out", made.certificate),
        stdin=request,
    )
    return made


def openssl(*arguments: str | Path, stdin: bytes | None = None) -> bytes:
    """Return what an `openssl` command writes; CalledProcessError where it fails."""
    command = ["openssl", *arguments]
    return subprocess.run(command, input=stdin, check=True, capture_output=True).stdout


def in_columns(der: bytes, between: bytes = b"\r") -> bytes:
    """Return base64 in columns of 76, as the channel's rules want it unless on one line."""
    text = openssl("base64", "-A", stdin=der)
    return between.join(text[at : at + 76] for at in range(0, len(text), 76))
