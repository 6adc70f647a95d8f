"""The layout of the records, read off the declarations themselves: element, field, order, need.

An element is named as the struct's field in UpperCamelCase; a list has its items' struct name.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct, inspect

from fla.intake.anomaly import Field
from fla.intake.declaration import (
    Adjustment,
    AdjustmentDeclaration,
    Declaration,
    Employment,
    EmploymentDeclaration,
    HeadCount,
    HeadCountDeclaration,
    OptOut,
    OptOutDeclaration,
    Right,
    RightDeclaration,
    Training,
    TrainingDeclaration,
    Verification,
    VerificationDeclaration,
)
from fla.intake.field_names import field_of

_FREE_TEXTS = frozenset(
    {
        *("FamilyName", "GivenName", "BirthPlace", "Address", "AdjustmentReason", "Title"),
        *("ProviderName", "Location", "CertificateNumber", "SessionReference", "Reason"),
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

    `declaration` and `content` are a record's structs, `said` is the field of the one that holds
    the other; a part has only content.
    """

    element: str
    content: type[Struct]
    declaration: type[Declaration] | None = None
    said: str = ""
    members: tuple[Member, ...]
    order: dict[str, int]
    """The place of each element among the members."""

    def member(self, element: str) -> Member | None:
        """The member of that element name, if there is one."""
        place = self.order.get(element)
        return None if place is None else self.members[place]


def _record(declaration: type[Declaration], content: type[Struct], said: str) -> Layout:
    # Who sends files has read no versions: they are answered long after they were written.
    apart = {said, "version", *(("ssin",) if declaration is HeadCountDeclaration else ())}
    common = [member for member in _members(declaration) if member.name not in apart]
    members = [msgspec.structs.replace(member, common=True) for member in common]
    members.extend(_members(content))
    return Layout(
        element=content.__name__,
        content=content,
        declaration=declaration,
        said=said,
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
        field=field_of(struct, part.element if part and many else field.name),
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


LAYOUTS = {
    layout.element: layout
    for layout in (
        _record(EmploymentDeclaration, Employment, "employment"),
        _record(HeadCountDeclaration, HeadCount, "head_count"),
        _record(OptOutDeclaration, OptOut, "opt_out"),
        _record(RightDeclaration, Right, "right"),
        _record(AdjustmentDeclaration, Adjustment, "adjustment"),
        _record(VerificationDeclaration, Verification, "verification"),
        _record(TrainingDeclaration, Training, "training"),
    )
}
"""The layouts of the kinds of record, by element name."""


def locate(layout: Layout, field: Field) -> str | None:
    """The path below a record of the first element that holds a field of the glossary."""
    for member in layout.members:
        if member.field == field:
            return member.element
        if member.part and (below := locate(member.part, field)):
            return f"{member.element}/{below}"
    return None
