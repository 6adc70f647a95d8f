"""Which function answers which operation of the contract."""

from collections.abc import Awaitable, Callable

from fla.doors.rest.answer import Answer
from fla.doors.rest.call import Call

Handler = Callable[[Call], Awaitable[Answer]]

HANDLERS: dict[str, Handler] = {}
"""Handlers by operation id; complete once `fla.doors.rest.operations` is imported."""


def operation(operation_id: str) -> Callable[[Handler], Handler]:
    """Let a function answer an operation. Raises ValueError for one that is answered already."""

    def register(handler: Handler) -> Handler:
        if operation_id in HANDLERS:
            raise ValueError(f"{operation_id} has two handlers")
        HANDLERS[operation_id] = handler
        return handler

    return register
