"""What a client's library finds out by itself: where the endpoints are, and what they take."""

from collections.abc import Sequence
from typing import Final

from fla.access.scopes import SCOPES
from fla.doors.address import TOKEN_ENDPOINT

TOKEN: Final = TOKEN_ENDPOINT
REVOCATION: Final = "/oauth/v1/revoke"
KEY_SET: Final = "/oauth/v1/jwks"
METADATA: Final = "/.well-known/oauth-authorization-server"

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
GRANT: Final = "client_credentials"
_METHODS: Final = ["private_key_jwt"]
_ALGORITHMS: Final = ["RS256", "ES256"]


def metadata(issuer: str) -> dict[str, object]:
    """Return the description of the server at an address (RFC 8414, section 2)."""
    return {
        "issuer": issuer,
        "token_endpoint": issuer + TOKEN,
        "revocation_endpoint": issuer + REVOCATION,
        "jwks_uri": issuer + KEY_SET,
        "scopes_supported": SCOPES,
        "response_types_supported": [],
        "grant_types_supported": [GRANT],
        "token_endpoint_auth_methods_supported": _METHODS,
        "token_endpoint_auth_signing_alg_values_supported": _ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": _METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": _ALGORITHMS,
    }


def audiences(addresses: Sequence[str], path: str) -> list[str]:
    """Return what an assertion shown at an endpoint may be meant for, the usual one first.

    The token endpoint or the issuer, as RFC 7523 leaves open, and the endpoint itself.
    """
    endpoints = dict.fromkeys((TOKEN, path, ""))
    return [address + endpoint for endpoint in endpoints for address in addresses]
