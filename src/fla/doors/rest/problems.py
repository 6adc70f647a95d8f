"""Problems: answers in which something went wrong, after RFC 9457 and the Belgif REST guide."""

from typing import Any, Final

import msgspec

from fla.doors.rest.answer import Refusal
from fla.doors.rest.texts import problem_detail
from fla.languages import Language

MEDIA_TYPE: Final = "application/problem+json"
_GUIDE: Final = "https://www.belgif.be/specification/rest/api-guide/problems/"

TITLES: Final = {
    "badRequest": "Bad Request",
    "noAccessToken": "No Access Token",
    "invalidAccessToken": "Invalid Access Token",
    "expiredAccessToken": "Expired Access Token",
    "missingScope": "Missing Scope",
    "missingPermission": "Missing Permission",
    "resourceNotFound": "Resource Not Found",
    "payloadTooLarge": "Payload Too Large",
    "tooManyRequests": "Too Many Requests",
    "tooManyFailedRequests": "Too Many Failed Requests",
    "internalServerError": "Internal Server Error",
    "serviceUnavailable": "Service Unavailable",
    "fla:methodNotAllowed": "Method Not Allowed",
    "fla:notAcceptable": "Not Acceptable",
    "fla:requestTimeout": "Request Timeout",
    "fla:conflict": "Conflict",
    "fla:preconditionFailed": "Precondition Failed",
    "fla:unsupportedMediaType": "Unsupported Media Type",
    "fla:rangeNotSatisfiable": "Range Not Satisfiable",
}
"""The kinds of problem: the guide's, and our own where it has none."""

STATUSES: Final = {
    "badRequest": 400,
    "noAccessToken": 401,
    "invalidAccessToken": 401,
    "expiredAccessToken": 401,
    "missingScope": 403,
    "missingPermission": 403,
    "resourceNotFound": 404,
    "fla:methodNotAllowed": 405,
    "fla:notAcceptable": 406,
    "fla:requestTimeout": 408,
    "fla:conflict": 409,
    "fla:preconditionFailed": 412,
    "payloadTooLarge": 413,
    "fla:unsupportedMediaType": 415,
    "fla:rangeNotSatisfiable": 416,
    "tooManyRequests": 429,
    "tooManyFailedRequests": 429,
    "internalServerError": 500,
    "serviceUnavailable": 503,
}
"""The status of each kind."""

UNAUTHORIZED: Final = {
    "noAccessToken": "Bearer",
    "invalidAccessToken": 'Bearer error="invalid_token", error_description="not valid"',
    "expiredAccessToken": 'Bearer error="invalid_token", error_description="expired"',
}
"""What `WWW-Authenticate` says of a token (RFC 6750, section 3)."""

_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def encode_problem(refusal: Refusal, trace_id: str, language: Language) -> bytes:
    """Return the body of a problem; `detail` is what was said, else the text of its kind."""
    return _encoder.encode(dict(_members(refusal, trace_id, language)))


def _members(refusal: Refusal, trace_id: str, language: Language) -> list[tuple[str, Any]]:
    name = refusal.type.removeprefix("fla:")
    members: list[tuple[str, Any]] = [
        ("type", urn(refusal.type)),
        ("title", TITLES[refusal.type]),
        ("status", refusal.status),
        ("detail", refusal.detail or problem_detail(name, language)),
        ("instance", f"urn:uuid:{trace_id}"),
    ]
    if name == refusal.type:
        members.insert(1, ("href", f"{_GUIDE}{name}.html"))
    if refusal.issues is not None:
        members.append(("issues", refusal.issues))
    if refusal.retry_after is not None:
        members.append(("retryAfterSec", refusal.retry_after))
    return [*members, *refusal.more.items()]


def urn(kind: str) -> str:
    """Return the `type` of a kind of problem."""
    return f"urn:problem-type:{kind if kind.startswith('fla:') else f'belgif:{kind}'}"


def bad_request(*issues: Any) -> Refusal:
    """Refuse a request for these issues."""
    return Refusal(400, "badRequest", issues=list(issues))


def unauthorized(kind: str) -> Refusal:
    """Refuse a call for its token, or for want of one."""
    return Refusal(401, kind, headers={"WWW-Authenticate": UNAUTHORIZED[kind]})


def missing_scope(scopes: list[str]) -> Refusal:
    """Refuse a call whose token lacks scopes."""
    wanted = " ".join(scopes)
    challenge = f'Bearer error="insufficient_scope", scope="{wanted}"'
    headers = {"WWW-Authenticate": challenge}
    return Refusal(403, "missingScope", headers=headers, requiredScopes=scopes)


def too_large(limit: int) -> Refusal:
    """Refuse a body that is larger than `limit` bytes, as it came or unpacked."""
    return Refusal(413, "payloadTooLarge", limit=limit)


def too_many(retry_after: int, limit: int | None = None) -> Refusal:
    """Turn a call away for so many seconds; `limit` in calls a minute where that is what passed."""
    more: dict[str, Any] = {} if limit is None else {"limit": limit}
    return Refusal(429, "tooManyRequests", retry_after=retry_after, **more)


def unavailable(retry_after: int) -> Refusal:
    """Say that the service is out of order for a moment."""
    return Refusal(503, "serviceUnavailable", retry_after=retry_after)
