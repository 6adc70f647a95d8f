"""Every fault of a value against a msgspec type, each with its path; msgspec stops at the first."""

import types
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct

Fault = tuple[str, str]
"""A path such as `scales[2].amounts` and what is wrong there."""


def faults(value: object, kind: Any, path: str = "") -> Iterator[Fault]:
    """Walk structs, mappings with fixed key type, tuples of one type and `X | None` unions."""
    origin = get_origin(kind)
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield from _of_struct(value, kind, path)
    elif origin is Annotated:
        inside = list(faults(value, get_args(kind)[0], path))
        yield from inside or _of_leaf(value, kind, path)
    elif origin is dict:
        yield from _of_mapping(value, kind, path)
    elif origin is tuple:
        yield from _of_list(value, kind, path)
    elif origin in (Union, types.UnionType) and value is not None and _optional(kind) is not None:
        yield from faults(value, _optional(kind), path)
    else:
        yield from _of_leaf(value, kind, path)


def _optional(kind: Any) -> Any:
    """The type beside None, or None where the union has several."""
    others = [one for one in get_args(kind) if one is not types.NoneType]
    return others[0] if len(others) == 1 else None


def _of_struct(value: object, kind: type[Struct], path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield path, "a mapping of keys is expected here"
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for key in value:
        if key not in fields:
            yield _below(path, key), f"unknown key{_meant(key, fields)}"
    for name, field in fields.items():
        if name in value:
            yield from faults(value[name], field.type, _below(path, name))
        elif field.required:
            yield path, f"the key {name} is missing"


def _meant(key: object, fields: dict[str, Any]) -> str:
    near = get_close_matches(str(key), fields, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _of_mapping(value: object, kind: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield path, "a mapping of keys is expected here"
        return
    key_type, value_type = get_args(kind)
    for key, held in value.items():
        yield from _of_leaf(key, key_type, _below(path, key))
        yield from faults(held, value_type, _below(path, key))


def _of_list(value: object, kind: Any, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield path, "a list is expected here"
        return
    for place, held in enumerate(value):
        yield from faults(held, get_args(kind)[0], f"{path}[{place}]")


def _of_leaf(value: object, kind: Any, path: str) -> Iterator[Fault]:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        yield path, str(error)


def _below(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)
