"""What the token endpoint refuses, in the words of RFC 6749 and RFC 7009."""

from typing import Final, Literal

OAuthCode = Literal[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "unsupported_grant_type",
    "temporarily_unavailable",
    "server_error",
]

_UNAUTHORIZED: Final = 401


class OAuthError(Exception):
    """A refusal; `description` is for the client's developer, in printable ASCII.

    `retry_after` are the seconds after which the same may be tried again.
    """

    def __init__(
        self,
        error: OAuthCode,
        description: str,
        status: int = 400,
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description
        self.status = status
        self.retry_after = retry_after


def invalid_client(description: str) -> OAuthError:
    """Refuse a client that has not shown who it is."""
    return OAuthError("invalid_client", description, _UNAUTHORIZED)


class InvalidTokenError(Exception):
    """An access token that is none of ours, or that counts no more."""


class ExpiredTokenError(InvalidTokenError):
    """An access token that was good once."""
