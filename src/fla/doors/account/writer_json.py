"""The account as JSON, and the schema that documents it."""

import inspect
from typing import Any, Final

import msgspec

from fla.doors.account.model import Account

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def write_json(account: Account) -> bytes:
    """Return UTF-8 JSON, amounts as decimal strings."""
    return msgspec.json.format(msgspec.json.encode(account), indent=2) + b"\n"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the file."""
    title = "One worker's learning account at one employer"
    return _described({"$schema": _DIALECT, "title": title, **msgspec.json.schema(Account)})


def _described(part: dict[str, Any]) -> dict[str, Any]:
    """Return the same with descriptions free of the indentation they have in the source."""
    return {
        name: inspect.cleandoc(value)
        if name == "description" and isinstance(value, str)
        else _described(value)
        if isinstance(value, dict)
        else value
        for name, value in part.items()
    }
