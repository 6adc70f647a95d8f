"""The addresses under which this server may be spoken of: one by setting, else its own.

What a request calls the server in its `Host` is not believed: an assertion that was meant for
another server could otherwise be shown here under that server's name.
"""

from typing import Final

from litestar.types import HTTPScope

TOKEN_ENDPOINT: Final = "/oauth/v1/token"  # noqa: S105 - an address
"""Where software gets its access tokens."""
_LOOPBACK: Final = ("127.0.0.1", "[::1]", "localhost")
_USUAL_PORTS: Final = {"http": 80, "https": 443}


def own_addresses(scope: HTTPScope, public_url: str | None) -> list[str]:
    """Return the server's addresses, without a slash at the end, the best known one first.

    Without a setting that is the address of the socket the request came in at; on the loopback,
    which goes by several names, the one that the request uses comes first.
    """
    if public_url is not None:
        return [public_url]
    host, port = scope["server"] or ("localhost", None)
    host = f"[{host}]" if ":" in host else host
    names = _LOOPBACK if host in _LOOPBACK else (host,)
    addresses = [_address(scope["scheme"], name, port) for name in names]
    called = f"{scope['scheme']}://{_host_header(scope)}"
    return sorted(addresses, key=lambda one: one != called)


def _address(scheme: str, host: str, port: int | None) -> str:
    usual = port is None or _USUAL_PORTS.get(scheme) == port
    return f"{scheme}://{host}" if usual else f"{scheme}://{host}:{port}"


def _host_header(scope: HTTPScope) -> str:
    return next(
        (value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), ""
    )
