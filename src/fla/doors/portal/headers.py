"""Headers every answer carries, error pages included: what a browser may load, frame and keep."""

from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_ALWAYS: Final = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_PERSONAL: Final = "no-store"
_TWO_YEARS: Final = "max-age=63072000"


async def secure(message: Message, scope: Scope) -> None:
    """Add the headers to an answer about to be sent; what is not an asset is not to be kept.

    Over https the browser is told to stay there, and no cookie leaves it in the clear.
    """
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers.setdefault("cache-control", _PERSONAL)
    if scope["scheme"] == "https":
        headers["strict-transport-security"] = _TWO_YEARS
        headers.headers[:] = [_secured(name, value) for name, value in headers.headers]


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() == b"set-cookie" and b"; secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value
