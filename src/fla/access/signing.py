"""The server's own keys: ES256 keys that follow from its secrets, so that there is none to keep.

The newest signs; what the one before has signed still counts, so that a secret can be changed
without a pause (`FLA_SECRET_BEFORE`).
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from msgspec import Struct

_ALGORITHM: Final = "ES256"
_PURPOSE: Final = b"fla access tokens ES256"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256: a private key is a number below it, and not nought (FIPS 186-5, A.2.1)."""
_SPARE_BYTES: Final = 16
"""More than the number needs, so that no private key is likelier than another."""


class SigningKeys:
    """Signs with the first of its secrets, verifies with all."""

    def __init__(self, secrets: Sequence[bytes]) -> None:
        keys = [_derived(secret) for secret in secrets]
        self._keys = {key.thumbprint(): key for key in keys}
        self._kid = keys[0].thumbprint()

    def sign(self, content: Struct, kind: str) -> str:
        """Return a record as a signed token whose header says that it is of a kind (`typ`)."""
        header = {"alg": _ALGORITHM, "kid": self._kid, "typ": kind}
        key = self._keys[self._kid]
        return jws.serialize_compact(header, msgspec.json.encode(content), key, [_ALGORITHM])

    def verify(self, token: str, kind: str) -> bytes | None:
        """Return what a token of a kind says, or None when none of our keys has signed it."""
        try:
            header = jws.extract_compact(token.encode()).headers()
            if header["typ"] != kind:
                return None
            return jws.deserialize_compact(token, self._keys[header["kid"]], [_ALGORITHM]).payload
        except (JoseError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
            return None  # whatever it is, it is none of ours

    def public(self) -> dict[str, Any]:
        """Return the public keys as a JWK Set (RFC 7517)."""
        return {
            "keys": [
                key.as_dict(private=False, kid=kid, use="sig", alg=_ALGORITHM)
                for kid, key in self._keys.items()
            ]
        }


def _derived(secret: bytes) -> ECKey:
    size = _ORDER.bit_length() // 8 + _SPARE_BYTES
    drawn = HKDF(hashes.SHA256(), size, salt=None, info=_PURPOSE).derive(secret)
    number = int.from_bytes(drawn) % (_ORDER - 1) + 1
    return ECKey.import_key(derive_private_key(number, SECP256R1()))
