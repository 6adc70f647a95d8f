"""The layout of the records, read off the declarations themselves: element, field, order, need.

An element is named as the struct's field in UpperCamelCase; a list has its items' struct name.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct, inspect

from fla.intake.anomaly import Field
from fla.intake.declaration import (
    Declaration,
    Employment,
    EmploymentDeclaration,
    Occupation,
    Person,
    Right,
    RightDeclaration,
    Training,
    TrainingDeclaration,
)

_PREFIXES: dict[type[Struct], str] = {
    Declaration: "",
    Employment: "EMPLOYMENT",
    Person: "WORKER",
    Occupation: "OCCUPATION",
    Right: "RIGHT",
    Training: "TRAINING",
}
"""What tells fields of one name apart in the glossary: TRAINING_START_DATE, WORKER_LANGUAGE."""

_FREE_TEXTS = frozenset(
    {
        *("FamilyName", "GivenName", "BirthPlace", "Address", "AdjustmentReason", "Title"),
        *("ProviderName", "Location", "CertificateNumber", "SessionReference"),
    }
)


class Member(Struct, frozen=True, kw_only=True):
    """One element of a record: `name` is its struct field, `key` the same as JSON knows it."""

    element: str
    name: str
    key: str
    field: Field | None
    required: bool
    common: bool = False
    whole: bool = False
    free_text: bool = False
    part: "Layout | None" = None
    many: bool = False


class Layout(Struct, frozen=True, kw_only=True):
    """The members of a record or of a part of it, in the order of the schema.

    `declaration` and `content` are a record's structs; a part has only content.
    """

    element: str
    content: type[Struct]
    declaration: type[Declaration] | None = None
    members: tuple[Member, ...]
    order: dict[str, int]
    """The place of each element among the members."""

    def member(self, element: str) -> Member | None:
        """The member of that element name, if there is one."""
        place = self.order.get(element)
        return None if place is None else self.members[place]


def _record(element: str, declaration: type[Declaration], content: type[Struct]) -> Layout:
    common = (member for member in _members(Declaration) if member.name != "kind")
    members = [msgspec.structs.replace(member, common=True) for member in common]
    members.extend(_members(content))
    return Layout(
        element=element,
        content=content,
        declaration=declaration,
        members=tuple(members),
        order=_order(members),
    )


def _order(members: Sequence[Member]) -> dict[str, int]:
    return {member.element: place for place, member in enumerate(members)}


def _members(struct: type[Struct]) -> Iterator[Member]:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - narrows for the type checker
    for field in info.fields:
        yield _member(struct, field)


def _member(struct: type[Struct], field: inspect.Field) -> Member:
    kind = _without_none(field.type)
    many = isinstance(kind, inspect.VarTupleType)
    if isinstance(kind, inspect.VarTupleType):
        kind = kind.item_type
    part = _part(kind.cls) if isinstance(kind, inspect.StructType) else None
    element = part.element if part and many else _upper(field.encode_name)
    return Member(
        element=element,
        name=field.name,
        key=field.encode_name,
        field=_field(struct, "occupation" if many else field.name),
        required=field.required,
        whole=isinstance(kind, inspect.IntType),
        free_text=element in _FREE_TEXTS,
        part=part,
        many=many,
    )


def _part(struct: type[Struct]) -> Layout:
    members = tuple(_members(struct))
    return Layout(element=struct.__name__, content=struct, members=members, order=_order(members))


def _without_none(kind: inspect.Type) -> inspect.Type:
    if isinstance(kind, inspect.UnionType):
        return next(one for one in kind.types if not isinstance(one, inspect.NoneType))
    return kind


def _upper(key: str) -> str:
    return key[0].upper() + key[1:]


def _field(struct: type[Struct], name: str) -> Field | None:
    known: dict[str, Any] = dict(Field.__members__)
    prefixed = f"{_PREFIXES[struct]}_{name.upper()}"
    return known.get(prefixed) or known.get(name.upper())


LAYOUTS = {
    layout.element: layout
    for layout in (
        _record("Employment", EmploymentDeclaration, Employment),
        _record("Right", RightDeclaration, Right),
        _record("Training", TrainingDeclaration, Training),
    )
}
"""The layouts of the three kinds of record, by element name."""


def locate(layout: Layout, field: Field) -> str | None:
    """The path below a record of the first element that holds a field of the glossary."""
    for member in layout.members:
        if member.field == field:
            return member.element
        if member.part and (below := locate(member.part, field)):
            return f"{member.element}/{below}"
    return None
