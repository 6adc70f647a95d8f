"""Cursors: where a page ended, bound to the filters it was asked with.

A cursor holds the key of the last row and nothing of a person. It is no secret: who makes one up
reads his own lists from elsewhere, and nothing else.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from fla.contract.structs import InputValidationIssue
from fla.doors.rest.answer import Refusal
from fla.doors.rest.call import Call

Key = TypeVar("Key")

_BOUND = 8
"""Bytes of the filters' hash: enough to notice a mistake."""
_UNBOUND = "pageSize"


class Place:
    """Where in a list a call stands: `member` is the cursor's name in it, `beside` what it binds.

    All filters of the call are bound to a cursor, but for the size of the page.
    """

    def __init__(self, call: Call, member: str) -> None:
        self._given: Mapping[str, Any] = call.query if call.body is None else call.body
        self._in_body = call.body is not None
        self._member = member
        filters = {
            name: value for name, value in self._given.items() if name not in (member, _UNBOUND)
        }
        bound = msgspec.json.encode([call.operation, call.path, filters], order="sorted")
        self._digest = hashlib.sha256(bound).digest()[:_BOUND]

    def after(self, read: Callable[[str], Key]) -> Key | None:
        """Return the key of the row that the page before ended with, None for the first page.

        `read` turns the text that `cursor` was given into a key and raises ValueError for others.
        Raises Refusal for what is no cursor of this list with these filters.
        """
        given = self._given.get(self._member)
        if given is None:
            return None
        try:
            content = urlsafe_b64decode(given + "=" * (-len(given) % 4))
            if content[:_BOUND] != self._digest:
                raise ValueError(self._member)
            return read(content[_BOUND:].decode())
        except ValueError:
            raise self.refusal("This is no cursor of this list with these filters.") from None

    def cursor(self, key: str) -> str:
        """Return the cursor of a page that ends with the row of a key."""
        return urlsafe_b64encode(self._digest + key.encode()).rstrip(b"=").decode()

    def refusal(self, detail: str) -> Refusal:
        """Refuse the cursor that was given."""
        issue = InputValidationIssue(
            type="urn:problem-type:belgif:input-validation:invalidInput",
            detail=detail,
            in_="body" if self._in_body else "query",
            name=self._member,
            value=self._given.get(self._member, ""),
        )
        if self._in_body:
            issue.pointer = f"/{self._member}"
        return Refusal(400, "badRequest", issues=[issue])


def page_size(call: Call) -> int:
    """Return how many items are asked for."""
    given: Mapping[str, Any] = call.query if call.body is None else call.body
    return int(given.get("pageSize", 50))
