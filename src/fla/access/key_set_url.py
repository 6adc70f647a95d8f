"""From where keys may be fetched: the server reaches what its clients do not."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit

LONGEST_URL: Final = 500
_NAME: Final = re.compile(r"([a-z0-9_-]{1,63}\.)+[a-z0-9_-]{1,63}\.?")
"""Of several labels (RFC 1035, and the underscore that is met in the wild)."""
_SURROUNDINGS: Final = (".localhost", ".local", ".internal")


def is_key_set_url(text: str) -> bool:
    """Say whether keys may be fetched from there: https, another machine, no user, no fragment."""
    if len(text) > LONGEST_URL or not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port  # the port is read to be checked
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.fragment or "\\" in text)
    return parts.scheme == "https" and plain and host is not None and _is_elsewhere(host)


def is_own_address(text: str) -> bool:
    """Say whether an IP address is this machine's, or one that only its surroundings reach.

    Raises ValueError for what is no address.
    """
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or address.is_multicast
        or address.is_reserved
    )


def _is_elsewhere(host: str) -> bool:
    try:
        return not is_own_address(host)
    except ValueError:
        if not _NAME.fullmatch(host):
            return False
        return not host.rstrip(".").endswith(_SURROUNDINGS)
