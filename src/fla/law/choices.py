"""The choices of an operator or a case over the defaults of a pack's settings."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fla.law.model import Choices
from fla.law.schema import Pack


class ChoiceError(Exception):
    """A setting that is not there, or has no such alternative.

    `allowed` are the alternatives of the setting, or the names of all settings where `unknown`.
    """

    def __init__(
        self, name: str, value: object, allowed: tuple[str, ...], *, unknown: bool
    ) -> None:
        what = "no such setting" if unknown else f"{value!r} is no alternative"
        super().__init__(f"{name}: {what}; there are {', '.join(allowed)}")
        self.name = name
        self.value = value
        self.allowed = allowed
        self.unknown = unknown


def choose(pack: Pack, overrides: Mapping[str, object]) -> Choices:
    """Return the pack's defaults with overrides by name, such as `headCountWindow`.

    Raises `ChoiceError` for the first override that cannot be.
    """
    for name, value in overrides.items():
        setting = pack.settings.get(name)
        if setting is None:
            raise ChoiceError(name, value, tuple(pack.settings), unknown=True)
        if not _allowed(value, setting.default, setting.alternatives):
            raise ChoiceError(name, value, tuple(setting.alternatives), unknown=False)
    defaults: dict[str, Any] = {name: one.default for name, one in pack.settings.items()}
    return msgspec.convert(defaults | dict(overrides), Choices)


def _allowed(value: object, default: object, alternatives: Mapping[str, object]) -> bool:
    if isinstance(default, str):
        return isinstance(value, str) and value in alternatives
    return isinstance(value, list | tuple) and all(
        isinstance(one, str) and one in alternatives for one in value
    )
