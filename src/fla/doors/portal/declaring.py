"""Hands in what a form declares, and carries the outcomes to the page that shows them."""

import secrets
import uuid
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from fla.access.model import Persona
from fla.doors.portal.visit import Visit
from fla.intake.anomaly import Anomaly, Error, Field
from fla.intake.declaration import (
    Action,
    AnyDeclaration,
    Declaration,
    Outcome,
    Sender,
    Unreadable,
)
from fla.languages import Language

_REFERENCE_BYTES: Final = 10


class Message(Struct, frozen=True, array_like=True):
    """An anomaly, reduced to what its text needs."""

    field: int
    error: int
    value: str | None = None
    detail: str | None = None

    @classmethod
    def of_code(cls, code: str) -> "Message":
        """Return the message of a code of the catalogue, such as `70064-014`."""
        field, _, error = code.partition("-")
        return cls(int(field), int(error))

    def text(self, language: Language) -> str:
        """Return what it says."""
        anomaly = Anomaly(Field(self.field), Error(self.error), self.value, self.detail)
        return anomaly.message(language)


class Result(Struct, frozen=True, array_like=True):
    """What came of one accepted declaration of a worker."""

    worker: uuid.UUID
    warnings: tuple[Message, ...] = ()


class Received(Struct, frozen=True, array_like=True):
    """What came of an accepted declaration, whomever it concerns."""

    warnings: tuple[Message, ...] = ()


class Heading(Struct, frozen=True, kw_only=True):
    """What a declaration says besides its content; without `ssin` it concerns no worker."""

    action: Action
    reference: str
    enterprise_number: str
    ssin: str | None = None
    target: uuid.UUID | None = None


Readable = TypeVar("Readable", bound=Declaration)


def declaration(
    kind: type[Readable], heading: Heading, **content: Struct | tuple[Anomaly, ...] | None
) -> Readable | Unreadable:
    """Return a declaration of a kind with its content under the content's name.

    A tuple of anomalies instead says that what stood there could not be understood.
    """
    for one in content.values():
        if isinstance(one, tuple):
            return Unreadable(**asdict(heading), anomalies=one)
    values: dict[str, Any] = asdict(heading) | content
    return kind(**values)


def new_reference() -> str:
    """Return what names a form's declarations: kept in the form, so that sent twice counts once."""
    return f"P.{secrets.token_hex(_REFERENCE_BYTES)}"


async def declare(
    visit: Visit, declarant: Persona, declarations: Sequence[AnyDeclaration]
) -> list[Outcome]:
    """Hand in declarations in the persona's name; outcomes in their order."""
    sender = Sender(enterprise_number=declarant.number, door="portal", person=declarant.person)
    return await visit.desk.hand_in(sender, declarations)


def result_of(worker: uuid.UUID, outcome: Outcome) -> Result:
    """Return what the result page needs of an outcome."""
    return Result(worker=worker, warnings=messages_of(outcome))


def received(outcome: Outcome) -> Received:
    """Return what a page says of an accepted declaration."""
    return Received(messages_of(outcome))


def messages_of(outcome: Outcome) -> tuple[Message, ...]:
    """Return the anomalies of an outcome as messages."""
    return tuple(Message(one.field, one.error, one.value, one.detail) for one in outcome.anomalies)
