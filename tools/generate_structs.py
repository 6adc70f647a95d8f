"""Writes `src/fla/contract/structs.py` from the REST contract; `--check` only compares.

What the contract bounds (patterns, lengths, members that go together) is judged by its JSON
schemas; the structs say which members there are, and of which type.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
CONTRACT = ROOT / "contracts" / "openapi.yaml"
STRUCTS = ROOT / "src" / "fla" / "contract" / "structs.py"

_HEADER = '''"""The records of the REST contract, made from it by tools/generate_structs.py.

Members left out are `UNSET` and are not written; amounts are texts, as the contract has them.
"""'''
_BOUNDS = frozenset(
    {
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "example",
        "examples",
        "default",
        "x-ignore-rules",
        "title",
    }
)
_OPTIONS = (
    "--input-file-type=openapi",
    "--openapi-scopes=schemas",
    "--output-model-type=msgspec.Struct",
    "--use-msgspec-tagged-unions",
    "--target-python-version=3.11",
    "--use-union-operator",
    "--use-standard-collections",
    "--output-date-class=date",
    "--output-datetime-class=datetime",
    "--strict-nullable",
    "--snake-case-field",
    "--enum-field-as-literal=all",
    "--use-schema-description",
    "--use-type-alias",
    "--keyword-only",
    "--disable-timestamp",
    "--disable-warnings",
)


def _lean(node: Any, *, named: bool = False) -> Any:
    """Return a schema without what bounds its values, and described only where it is named."""
    if isinstance(node, list):
        return [_lean(one) for one in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key not in _BOUNDS}
    if "anyOf" in kept and "discriminator" not in kept and kept.get("type") == "object":
        return {"type": "object"}  # records that nothing tells apart stay plain values
    if not named:
        kept.pop("description", None)
    if all("type" not in one and "$ref" not in one for one in kept.get("oneOf", [{"$ref": ""}])):
        kept.pop("oneOf")  # says only which members go together
    if isinstance(node.get("properties"), dict):
        members = node["properties"]
        kept["properties"] = {name: _lean(member) for name, member in members.items()}
    single = kept.get("allOf", [])
    if not named and len(single) == 1 and len(kept) == 1:
        return single[0]
    rest = {key: _lean(value) for key, value in kept.items() if key != "properties"}
    return rest | ({"properties": kept["properties"]} if "properties" in kept else {})


def _schemas() -> dict[str, Any]:
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    schemas = contract["components"]["schemas"]
    lean = {name: _lean(schema, named=True) for name, schema in schemas.items()}
    head = {"openapi": contract["openapi"], "info": contract["info"], "paths": {}}
    return head | {"components": {"schemas": lean}}


def _left_out(body: str) -> str:
    """Let a member that may be null be left out unless it is said: null takes a value away."""
    plain = re.sub(r"= \(\s*None\s*\)", "= None", body)
    blocks = re.split(r"(?m)^(?=    \w+: )", plain)
    return "".join(
        re.sub(r"(\| None\b)", r"\1 | UnsetType", block, count=1)
        .replace("default=None", "default=UNSET")
        .replace("None = None", "None = UNSET")
        .replace("UnsetType = None", "UnsetType = UNSET")
        .replace(") = None", ") = UNSET")
        if re.search(r"(default|None)[\s)]*=\s*None\b", block)
        else block
        for block in blocks
    )


def generated() -> str:
    """Return the module as it follows from the contract."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.yaml"), Path(folder, "structs.py")
        source.write_text(yaml.safe_dump(_schemas(), sort_keys=False), encoding="utf-8")
        tools = Path(sys.executable).parent
        paths = ("--input", str(source), "--output", str(target))
        command = [str(tools / "datamodel-codegen"), *paths, *_OPTIONS]
        subprocess.run(command, check=True, cwd=folder)
        _, _, body = target.read_text(encoding="utf-8").partition("\n\n")
        target.write_text(f"{_HEADER}\n\n{_left_out(body)}", encoding="utf-8")
        settings = ["--config", str(ROOT / "pyproject.toml"), "--silent", str(target)]
        for action in (["check", "--fix", "--exit-zero"], ["format"]):
            subprocess.run([str(tools / "ruff"), *action, *settings], check=True, cwd=ROOT)
        return target.read_text(encoding="utf-8")


def main() -> int:
    """Write the module, or say that it is not what the contract makes of it (status 1)."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    if not parser.parse_args().check:
        STRUCTS.write_text(generated(), encoding="utf-8")
        return 0
    if STRUCTS.read_text(encoding="utf-8") == generated():
        return 0
    sys.stderr.write("src/fla/contract/structs.py is out of date: run tools/generate_structs.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
