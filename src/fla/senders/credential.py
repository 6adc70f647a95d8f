"""What a sender proves itself with cannot be taken: why not."""

from typing import Final, Literal, get_args

CredentialFault = Literal[
    "absent", "unreadable", "private", "type", "weak", "large", "usage", "expired", "period"
]
"""There is nothing in the file; nothing of the kind, or more than one; a private key; another kind
of key than we take; one with too few bits, or too many; a certificate that is not for signing; one
that has expired; or one that does not count for a moment of the time it is wanted for."""
CREDENTIAL_FAULTS: Final[tuple[CredentialFault, ...]] = get_args(CredentialFault)

LONGEST_TEXT: Final = 20_000
"""Bytes of a key or certificate as it is given."""
SMALLEST_RSA: Final = 2048
LARGEST_RSA: Final = 8192
"""Bits; verifying costs time that grows with them."""
SMALLEST_EXPONENT: Final = 65_537


class CredentialRefusedError(Exception):
    """A key or certificate that cannot be a sender's; `fault` says why."""

    def __init__(self, fault: CredentialFault) -> None:
        super().__init__(fault)
        self.fault: CredentialFault = fault


def check_rsa(bits: int, exponent: int) -> None:
    """Check the size of an RSA key. Raises CredentialRefusedError."""
    if bits < SMALLEST_RSA or exponent < SMALLEST_EXPONENT:
        raise CredentialRefusedError("weak")
    if bits > LARGEST_RSA:
        raise CredentialRefusedError("large")
