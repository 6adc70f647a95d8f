"""Joins the parts of the REST contract into the one file that is published and served.

`contracts/openapi/document.yaml` comes first; each other part adds paths and components of its own,
and a name may stand once. `--check` writes nothing and tells by its exit
status whether `contracts/openapi.yaml` is what the parts say.
"""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

CONTRACTS = Path(__file__).parents[1] / "contracts"
BUNDLE = CONTRACTS / "openapi.yaml"
PARTS = CONTRACTS / "openapi"
_HEADING = """\
# The REST contract of the learning account. Made from the parts in contracts/openapi/ by
# tools/bundle_contract.py: change those, not this file.
"""
_WIDTH = 100
_FLOW = 72
"""Characters of a mapping or list of plain values that still stands on one line."""


class _Loader(yaml.SafeLoader):
    """Reads as YAML 1.2 readers do, to whom `2026-11-22` is a text and no date."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Writes paragraphs as blocks, and what is short and plain on one line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Quote what begins like a number: readers differ on whether `0800000471` is one."""
    like_number = "'" if re.match(r"[-+.]?[0-9]", value) else None
    style = "|" if "\n" in value else like_number
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _mapping(dumper: yaml.SafeDumper, value: dict[Any, Any]) -> yaml.MappingNode:
    return dumper.represent_mapping(
        "tag:yaml.org,2002:map", value.items(), flow_style=_short([*value, *value.values()])
    )


def _sequence(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    lone = len(value) == 1 and isinstance(value[0], dict) and len(value[0]) == 1
    short = _short([*value[0], *value[0].values()] if lone else value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


def _short(values: list[Any]) -> bool:
    plain = all(not isinstance(value, dict | list) for value in values)
    return plain and sum(len(str(value)) + 2 for value in values) <= _FLOW


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)


def read(path: Path) -> dict[str, Any]:
    """Return a YAML file as plain values."""
    document: dict[str, Any] = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506 - a safe one
    return document


def bundled() -> dict[str, Any]:
    """Return the whole contract. Raises `ValueError` when two parts define the same name."""
    document = read(PARTS / "document.yaml")
    for part in sorted(PARTS.glob("*.yaml")):
        if part.name != "document.yaml":
            _add(document, read(part), part.name)
    _sort(document)
    return document


def _add(whole: dict[str, Any], part: dict[str, Any], place: str) -> None:
    for name, value in part.items():
        if name in ("paths", "components") or place.endswith("components"):
            _add(whole.setdefault(name, {}), value, f"{place}: {name}")
        elif name in whole:
            raise ValueError(f"{place}: {name} is defined twice")
        else:
            whole[name] = value


def _sort(document: dict[str, Any]) -> None:
    """Put paths in the order of their tags, what lies under an employer last; schemas by name."""
    tags = [tag["name"] for tag in document["tags"]]

    def place(path: str) -> tuple[int, bool, str]:
        operation = next(one for one in document["paths"][path].values() if "tags" in one)
        return tags.index(operation["tags"][0]), path.startswith("/employers"), path

    document["paths"] = {
        path: document["paths"][path] for path in sorted(document["paths"], key=place)
    }
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = dict(sorted(schemas.items()))


def written(document: dict[str, Any]) -> str:
    """Return a contract as the text of its file."""
    text = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return _HEADING + re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Write the bundle, or check it with `--check`; return the exit status."""
    text = written(bundled())
    if "--check" not in arguments:
        BUNDLE.write_text(text, "utf-8")
        return 0
    if BUNDLE.read_text("utf-8") == text:
        return 0
    sys.stderr.write("contracts/openapi.yaml is out of date: run tools/bundle_contract.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
