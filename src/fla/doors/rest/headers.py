"""Headers that every answer carries: nobody keeps, frames or runs it."""

from typing import Final

from fla.doors.rest.answers import Header

TRACE: Final = b"belgov-trace-id"
ALWAYS: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
NOTHING_RUNS: Final[Header] = (
    b"content-security-policy",
    b"default-src 'none'; frame-ancestors 'none'",
)
NOT_KEPT: Final[Header] = (b"cache-control", b"no-store")
OVER_TLS: Final[Header] = (b"strict-transport-security", b"max-age=63072000")


def all_headers(own: tuple[Header, ...], trace_id: str, *, encrypted: bool) -> list[Header]:
    """Return an answer's own headers and those of every answer, which its own go before."""
    names = {name for name, _ in own}
    headers = [*own, (TRACE, trace_id.encode()), *ALWAYS]
    headers += [header for header in (NOTHING_RUNS, NOT_KEPT) if header[0] not in names]
    if encrypted:
        headers.append(OVER_TLS)
    return headers
