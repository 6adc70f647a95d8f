"""Which anomalies the intake can find, read from its source.

Read are the constructions `Anomaly(field, error, …)`. Where the field is a parameter, as in the
checks of single values, it is what the callers give; an error found only `if required` counts for
the callers that say `required`.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import fla.intake
from fla.intake.anomaly import Error, Field

Pair = tuple[Field, Error]
_Member = TypeVar("_Member", bound=IntEnum)

_MAKES_AGAIN = "anomaly.py"
"""It makes anomalies again of what was found and written down before."""
_NO_DECLARATIONS = "mandates"
"""They come before declarations; `test_mandates.py` tries their anomalies."""


@dataclass(frozen=True)
class _Scope:
    """A function, and what the names within it were assigned."""

    node: Any
    assigned: dict[str, list[ast.expr]]

    @property
    def name(self) -> str:
        return str(self.node.name)

    @property
    def parameters(self) -> list[str]:
        return [argument.arg for argument in self.node.args.args]

    def members(self, expression: ast.expr, kind: type[_Member]) -> set[_Member]:
        """The members of an enumeration that an expression, or a name in it, may be."""
        found: set[_Member] = set()
        for part in ast.walk(expression):
            if isinstance(part, ast.Attribute) and ast.unparse(part.value) == kind.__name__:
                found.add(kind[part.attr])
            elif isinstance(part, ast.Name):
                for value in self.assigned.get(part.id, []):
                    found |= self.members(value, kind)
        return found


@dataclass(frozen=True)
class _Finding:
    """What a function finds of the field that its caller names, if the caller says `condition`."""

    position: int
    error: Error
    condition: str | None


def raised() -> set[Pair]:
    """Every field and error that the intake joins in an anomaly."""
    scopes = list(_scopes())
    found: set[Pair] = set()
    of_parameters: dict[str, list[_Finding]] = {}
    for scope in scopes:
        for call, condition in _calls(scope.node, "Anomaly"):
            field, errors = call.args[0], scope.members(call.args[1], Error)
            if isinstance(field, ast.Name) and field.id in scope.parameters:
                position = scope.parameters.index(field.id)
                of_parameters.setdefault(scope.name, []).extend(
                    _Finding(position, error, condition) for error in errors
                )
                continue
            fields = scope.members(field, Field)
            assert fields, f"which field is {ast.unparse(call)}?"
            assert errors, f"which error is {ast.unparse(call)}?"
            found |= {(field, error) for field in fields for error in errors}
    return found | _by_callers(scopes, of_parameters)


def _by_callers(scopes: list[_Scope], findings: dict[str, list[_Finding]]) -> set[Pair]:
    return {
        (field, finding.error)
        for scope in scopes
        for name in findings
        for call, _ in _calls(scope.node, name)
        for finding in findings[name]
        if finding.condition in (None, *(keyword.arg for keyword in call.keywords))
        for field in scope.members(call.args[finding.position], Field)
    }


def _scopes() -> Iterator[_Scope]:
    for path in sorted(Path(fla.intake.__path__[0]).glob("*.py")):
        if path.name == _MAKES_AGAIN or path.name.startswith(_NO_DECLARATIONS):
            continue
        module = ast.parse(path.read_text(encoding="utf-8"))
        constants = _assigned(module.body)
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield _Scope(node, constants | _assigned(ast.walk(node)))


def _assigned(nodes: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    assigned: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned.setdefault(node.targets[0].id, []).append(node.value)
    return assigned


def _calls(
    node: ast.AST, name: str, condition: str | None = None
) -> Iterator[tuple[ast.Call, str | None]]:
    """Each call of a function, and the bare name that must be true to get there."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
        yield node, condition
    for part in ast.iter_child_nodes(node):
        within = condition
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and part in node.body:
            within = node.test.id
        yield from _calls(part, name, within)
