"""Records of the rooms as the outside reads them."""

from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

Part = TypeVar("Part", bound=Struct)


def outward(row: Struct, part: type[Part], **changes: object) -> Part:
    """Return of a record the fields that the part has, apart from those that are given."""
    names = [name for name in part.__struct_fields__ if name not in changes]
    return part(**{name: getattr(row, name) for name in names}, **changes)


def outwards(rows: Iterable[Struct], part: type[Part]) -> tuple[Part, ...]:
    """Return records as that part each."""
    return tuple(outward(one, part) for one in rows)
