"""A snapshot's records held against what their sender declared of the same objects before.

A sender who cannot tell what changed sends everything he has. What a record says is compared with
the sender's own last accepted declaration of the object, not with what the register has: what an
employer corrected in the meantime is not undone by somebody who has not heard of it. A few
statements compare thousands of records, and what is unchanged costs nothing further: no mandate is
asked, no worker looked up, nothing journalled, for nothing is declared.
"""

import datetime as dt
import hashlib
import re
import uuid
from collections import defaultdict
from collections.abc import Container, Sequence
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from fla.database.identity import INTAKE, assume
from fla.intake.content import Content, Employment, Training
from fla.intake.declaration import AnyDeclaration, Outcome, content_of, kind_of
from fla.intake.filing import canonical
from fla.intake.snapshot_store import TABLES, Connection, Found, employers, known

Verdict = Literal["new", "changed", "unchanged", "cancelled"]
"""What a record of a snapshot is to its sender's earlier ones; `cancelled` is the object, by
anybody, although the record says that it is there."""

_REFERENCE = re.compile(r"[-A-Za-z0-9./]{1,60}")


class Standing(Struct, frozen=True, gc=False, array_like=True):
    """What a record is to what its sender declared before.

    Of an object that there is: its id and version, and the sender's last accepted declaration of
    it, if he made any. `known`: whether there is such an employer at all.
    """

    verdict: Verdict
    target: uuid.UUID | None = None
    version: int = 0
    last: uuid.UUID | None = None
    known: bool = True


_NEW = Standing("new")
_NOWHERE = Standing("new", known=False)


async def compare(
    connection: Connection, sender: str, declarations: Sequence[AnyDeclaration], today: dt.date
) -> list[Standing]:
    """Compare registrations with what the sender, an enterprise number, declared before.

    One statement for each kind that occurs, however many they are. What is no registration, or has
    a reference or a number that cannot be one, counts as new: the intake says what is wrong.
    """
    async with connection.transaction():
        await assume(connection, INTAKE, today)
        ids = await employers(connection, _numbers(declarations))
        standings = [_NEW if one.enterprise_number in ids else _NOWHERE for one in declarations]
        for kind, places in _comparable(declarations, ids).items():
            asked = [declarations[place] for place in places]
            keys = [(ids[one.enterprise_number], one.reference) for one in asked]
            digests = b"".join([hashlib.sha256(canonical(one)).digest() for one in asked])
            for found in await known(connection, kind, sender, keys, digests):
                at = found.position - 1
                standings[places[at]] = _standing(asked[at], found)
    return standings


def _numbers(declarations: Sequence[AnyDeclaration]) -> list[str]:
    numbers = {one.enterprise_number for one in declarations}
    return [number for number in numbers if _REFERENCE.fullmatch(number)]


def _comparable(
    declarations: Sequence[AnyDeclaration], employers: Container[str]
) -> dict[str, list[int]]:
    """The places of what may be compared, by kind."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(declarations):
        kind = kind_of(one)
        if (
            kind in TABLES
            and one.action == "register"
            and one.enterprise_number in employers
            and _REFERENCE.fullmatch(one.reference)
        ):
            places[kind].append(place)
    return places


def _standing(declaration: AnyDeclaration, found: Found) -> Standing:
    verdict: Verdict = "changed"
    if found.cancelled and not _says_cancelled(declaration):
        verdict = "cancelled"
    elif found.last and (found.content is None or _same(declaration, found.content)):
        verdict = "unchanged"
    return Standing(verdict, found.id, found.version, found.last)


def _says_cancelled(declaration: AnyDeclaration) -> bool:
    said = content_of(declaration)
    return isinstance(said, Training) and said.status == "cancelled"


def _same(declaration: AnyDeclaration, last_content: str) -> bool:
    """Whether it says what the last one said, whatever that one's action and its spelling."""
    last: AnyDeclaration = msgspec.json.decode(last_content, type=AnyDeclaration)
    said, before = content_of(declaration), content_of(last)
    return declaration.ssin == last.ssin and _settled(said, before) == before


def _settled(said: Content | None, before: Content | None) -> Content | None:
    """What is said, with the number that was replaced then: it is replaced once, and stays so."""
    if not isinstance(said, Employment) or not isinstance(before, Employment):
        return said
    return said if said.replaced_ssin else replace(said, replaced_ssin=before.replaced_ssin)


def as_change(declaration: AnyDeclaration, standing: Standing) -> AnyDeclaration:
    """The declaration that brings the register to what a record says: a correction of what is.

    It names the version that it was compared with. That makes it another declaration than an
    earlier one in the same words, which the intake would take for a retry: what goes back to a
    former state is a change, too. And it does not overwrite what somebody changes meanwhile.
    """
    if standing.target is None:
        return declaration
    return replace(declaration, action="correct", version=standing.version)


def unchanged(declaration: AnyDeclaration, standing: Standing) -> Outcome:
    """The answer to a record that says nothing new: accepted as it was then."""
    assert standing.last is not None  # noqa: S101 - narrows for the type checker
    return Outcome(
        declaration_id=standing.last,
        reference=declaration.reference,
        status="accepted",
        target=standing.target,
        version=standing.version,
        unchanged=True,
    )
