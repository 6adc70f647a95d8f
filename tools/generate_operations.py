"""Writes `src/fla/client/operations.py` from the REST contract; `--check` only compares."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
CONTRACT = ROOT / "contracts" / "openapi.yaml"
OPERATIONS = ROOT / "src" / "fla" / "client" / "operations.py"

_METHODS = ("get", "post", "put", "patch", "delete")
_HEADER = '''"""The REST contract's operations, made from it by tools/generate_operations.py."""

from typing import Final

from fla.client.operation import Operation
'''


def _schema(content: dict[str, Any]) -> str:
    """Return the name of the record that a content is."""
    reference: str = next(iter(content.values()))["schema"].get("$ref", "")
    return reference.rpartition("/")[2]


def _records(operation: dict[str, Any]) -> tuple[str, str]:
    """Return what an operation is given and what it gives back; `bytes` for no record."""
    body = operation.get("requestBody")
    given = "None" if body is None else _schema(body["content"]) or "bytes"
    done = next(answer for status, answer in operation["responses"].items() if status[0] == "2")
    return given, _schema(done["content"]) or "bytes"


def _kind(operation: dict[str, Any], given: str) -> str:
    """Return what is said of the media type of a body that is no record."""
    content = operation["requestBody"]["content"]
    return f', media_type="{next(iter(content))}"' if given == "bytes" else ""


def _lines(contract: dict[str, Any]) -> Iterator[str]:
    for path, methods in contract["paths"].items():
        for method in filter(methods.get, _METHODS):
            operation = methods[method]
            given, told = _records(operation)
            name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation["operationId"]).upper()
            body = "" if given == "None" else f", body={given}{_kind(operation, given)}"
            yield (
                f"{name}: Final[Operation[{given}, {told}]] = Operation("
                f'method="{method.upper()}", path="{path}"{body}, answer={told})\n'
                f'"""{operation["summary"]}."""\n'
            )


def generated() -> str:
    """Return the module as it follows from the contract."""
    contract = yaml.safe_load(CONTRACT.read_text("utf-8"))
    lines = list(_lines(contract))
    records = sorted(set(re.findall(r"Operation\[(\w+), (\w+)\]", "".join(lines))))
    names = sorted({name for pair in records for name in pair} - {"None", "bytes"})
    imports = f"from fla.contract.structs import {', '.join(names)}\n"
    formatting = [str(Path(sys.executable).parent / "ruff"), "format", "--quiet", "-"]
    text = "\n".join([_HEADER + imports, *lines])
    done = subprocess.run(
        formatting, input=text, capture_output=True, check=True, text=True, cwd=ROOT
    )
    return done.stdout


def main(arguments: list[str]) -> int:
    """Write the module, or compare it with `--check`; return the exit status."""
    if "--check" not in arguments:
        OPERATIONS.write_text(generated(), "utf-8")
        return 0
    if OPERATIONS.read_text("utf-8") == generated():
        return 0
    sys.stderr.write("src/fla/client/operations.py is out of date: run its generator\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
