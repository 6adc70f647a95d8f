"""Where in a declaration's JSON each field of the glossary stands."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, inspect

from fla.doors.rest.declaring.kinds import KINDS
from fla.doors.rest.faults import Place
from fla.intake.anomaly import Field
from fla.intake.field_names import field_of

EACH: Final = -1
"""Stands in a place for the number of a line."""
HEADING: Final = ("reference", "enterpriseNumber", "ssin", "target", "action")
"""The members of a declaration beside its content; the fields are named after them."""


def _heading() -> Iterator[tuple[Field, Place]]:
    yield Field.DECLARATION, ()
    for member, field in zip(
        HEADING,
        (Field.REFERENCE, Field.ENTERPRISE_NUMBER, Field.SSIN, Field.TARGET, Field.ACTION),
        strict=True,
    ):
        yield field, (member,)


def _members(record: type[Struct], above: Place) -> Iterator[tuple[Field, Place]]:
    """Yield the fields of a record and of those within it, in the order of the contract."""
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - narrows for the type checker
    for member in info.fields:
        place = (*above, member.encode_name)
        kind = _without_none(member.type)
        many = isinstance(kind, inspect.VarTupleType)
        if isinstance(kind, inspect.VarTupleType):
            kind = kind.item_type
        part = kind.cls if isinstance(kind, inspect.StructType) else None
        name = part.__name__ if part and many else member.name
        if (field := field_of(record, name)) is not None:
            yield field, place
        if part is not None:
            yield from _members(part, (*place, EACH) if many else place)


def _without_none(kind: inspect.Type) -> inspect.Type:
    if isinstance(kind, inspect.UnionType):
        return next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind


_OF_MANDATES: Final[dict[Field, Place]] = {
    Field.TARGET: ("mandateId",),
    Field.MANDATOR: ("mandator",),
    Field.MANDATARY: ("mandatary",),
    Field.MANDATE_GROUPS: ("groups",),
    Field.START_QUARTER: ("startQuarter",),
    Field.END_QUARTER: ("endQuarter",),
}
"""Mandates are no declarations, and are found fault with in the same way."""
PLACES: Final[dict[str, dict[Field, Place]]] = {
    tag: {**dict(_heading()), **dict(_members(kind.content, (tag,)))} for tag, kind in KINDS.items()
} | {"mandate": _OF_MANDATES}
"""The places of each kind, in the order in which they stand."""


def _dates(record: type[Struct]) -> Iterator[str]:
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - narrows for the type checker
    for member in info.fields:
        kind = _without_none(member.type)
        if isinstance(kind, inspect.VarTupleType):
            kind = kind.item_type
        if isinstance(kind, inspect.DateType):
            yield member.encode_name
        elif isinstance(kind, inspect.StructType):
            yield from _dates(kind.cls)


DATES: Final = frozenset(name for kind in KINDS.values() for name in _dates(kind.content))
"""The names of members that hold dates."""
