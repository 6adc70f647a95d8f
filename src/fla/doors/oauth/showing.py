"""What a client shows at an endpoint: its form, and who it says it is."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar.types import HTTPScope
from msgspec import Struct

from fla.access.assertion import read_assertion
from fla.access.oauth import OAuthError, invalid_client
from fla.doors.oauth.metadata import ASSERTION_TYPE, GRANT, audiences

LONGEST_CLIENT_ID: Final = 64


class Showing(Struct, frozen=True, kw_only=True):
    """A form at an endpoint.

    `client_id` is whose the assertion says it is, empty for what is no assertion; `address` the
    network address it came from; `audiences` what its assertion may be meant for.
    """

    form: Mapping[str, str]
    client_id: str
    address: str
    issuer: str
    audiences: Sequence[str]

    def check_grant(self) -> None:
        """Refuse another grant than client credentials. Raises OAuthError."""
        grant = self.form.get("grant_type")
        if grant is None:
            raise OAuthError("invalid_request", "There is no grant_type.")
        if grant != GRANT:
            raise OAuthError("unsupported_grant_type", f"The grant_type must be {GRANT}.")

    def token(self) -> str:
        """Return the token that is to be revoked. Raises OAuthError without one."""
        token = self.form.get("token")
        if token is None:
            raise OAuthError("invalid_request", "There is no token to revoke.")
        return token

    def assertion(self) -> str:
        """Return the client's assertion. Raises OAuthError without a single one that is its own."""
        if self.form.get("client_assertion_type") != ASSERTION_TYPE:
            raise invalid_client(f"The client_assertion_type must be {ASSERTION_TYPE}.")
        if "client_secret" in self.form:
            raise OAuthError("invalid_request", "A client shows itself in one way only.")
        assertion = self.form.get("client_assertion", "")
        if self.form.get("client_id") not in (None, read_assertion(assertion).client_id):
            raise invalid_client("The client_id is not that of the assertion.")
        return assertion


def read_showing(scope: HTTPScope, form: Mapping[str, str], addresses: Sequence[str]) -> Showing:
    """Return what a client shows at an endpoint of a server with those addresses."""
    address, _ = scope["client"] or ("", 0)
    return Showing(
        form=form,
        client_id=_said(form.get("client_assertion", "")),
        address=address,
        issuer=addresses[0],
        audiences=audiences(addresses, scope["path"]),
    )


def _said(assertion: str) -> str:
    try:
        return read_assertion(assertion).client_id[:LONGEST_CLIENT_ID]
    except OAuthError:
        return ""
