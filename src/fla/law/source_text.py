"""YAML read without surprises: numbers exact, words as words, no key twice."""

import re
from collections.abc import Hashable
from decimal import Decimal
from typing import Any

import yaml
from yaml.constructor import ConstructorError
from yaml.nodes import MappingNode, ScalarNode

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_BASE):  # type: ignore[misc]  # the C loader, where there is one
    """Dates, `yes` and `no` stay text; decimal numbers are exact; a doubled key is refused."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if not isinstance(key, Hashable):
                raise ConstructorError(None, None, "a key is a word", key_node.start_mark)
            if key in seen:
                said = f"the key {key} stands twice"
                raise ConstructorError(None, None, said, key_node.start_mark)
            seen.add(key)
        made: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return made


def _decimal(loader: Any, node: ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


_FORMS = {
    "int": (r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    "float": (r"-?[0-9]+\.[0-9]+", "-0123456789"),
    "bool": (r"true|false", "tf"),
    "null": (r"~|null|", ("~", "n", "")),
}
for _name, (_form, _first) in _FORMS.items():
    _tag = f"tag:yaml.org,2002:{_name}"
    _Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_form})\Z"), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def read_yaml(content: bytes) -> object:
    """Return plain values of a YAML text; raises `yaml.YAMLError`, which names the line."""
    return yaml.load(content, _Loader)  # noqa: S506 -- a safe loader, made stricter
