"""What an operation answers with: a status, a body of the contract, and headers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from fla.contract.structs import InputValidationIssue
from fla.doors.ranges import FilePart

_NONE: Mapping[str, str] = {}


class Answer(Struct, frozen=True):
    """An answer in which nothing went wrong.

    `body` is a record of the contract or plain JSON values; `bytes` are sent as they are, and so is
    what a file holds that a path leads to, or a part of it, under `media_type`; None is no body.
    `etag` is an object's version, `location` its address. `localised` says that the body speaks the
    reader's language.
    """

    status: int = 200
    body: Struct | dict[str, Any] | list[Any] | bytes | Path | FilePart | None = None
    etag: str | None = None
    location: str | None = None
    localised: bool = False
    media_type: str = "application/json"
    headers: Mapping[str, str] = _NONE


class Refusal(Exception):  # noqa: N818 - an answer like others, not a fault of ours
    """An operation that is refused: a problem of RFC 9457, to be answered as such.

    `type` is the problem's last part after `belgif:`, or the whole name after `fla:` for our own:
    `badRequest`, `fla:conflict`. `more` are members of the problem's own.
    """

    def __init__(
        self,
        status: int,
        type_: str,
        detail: str | None = None,
        *,
        issues: list[InputValidationIssue] | None = None,
        retry_after: int | None = None,
        headers: Mapping[str, str] = _NONE,
        **more: Any,
    ) -> None:
        super().__init__(type_)
        self.status = status
        self.type = type_
        self.detail = detail
        self.issues = issues
        self.retry_after = retry_after
        self.headers = headers
        self.more = more


def not_found(name: str, value: str) -> Refusal:
    """Refuse what is not there, or not for this client to see: the same for both."""
    issue = InputValidationIssue(
        type="urn:problem-type:belgif:input-validation:referencedResourceNotFound",
        in_="path",
        name=name,
        value=value,
    )
    return Refusal(404, "resourceNotFound", issues=[issue])


def stale() -> Refusal:
    """Refuse a change of something that was changed after it was read."""
    return Refusal(412, "fla:preconditionFailed")
