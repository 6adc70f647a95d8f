"""Gives browsers a state to keep that only we can read and nobody can change (AES-GCM).

A session lies so in its cookie, and a page's state in its address: what was searched for is
somebody's name or number, and has no place in logs and histories; yet the page can be bookmarked
and reached by the back button.
"""

import os
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

State = TypeVar("State", bound=Struct)

_NONCE: Final = 12


class Seal:
    """Seals and opens states with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._encoder = msgspec.msgpack.Encoder(uuid_format="bytes")

    def close(self, state: Struct) -> str:
        """Return a state as text that fits in an address; it opens as its own type only."""
        nonce = os.urandom(_NONCE)
        # Many workers with the same warning make a long state of little content.
        packed = zlib.compress(self._encoder.encode(state))
        sealed = self._cipher.encrypt(nonce, packed, _purpose(type(state)))
        return _written(nonce + sealed)

    def open(self, text: str, kind: type[State]) -> State | None:
        """Return the state, or None for anything this key did not seal as that type."""
        try:
            sealed = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
            if _written(sealed) != text:  # the last letter has bits that decoding passes over
                return None
            packed = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _purpose(kind))
            return msgspec.msgpack.decode(zlib.decompress(packed), type=kind)
        except (ValueError, InvalidTag, msgspec.MsgspecError):
            return None


def _written(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _purpose(kind: type[Struct]) -> bytes:
    return kind.__qualname__.encode()
