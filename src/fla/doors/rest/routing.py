"""Which operation an address and a method mean: a tree of path segments, made once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fla.doors.rest.contract import Operation


@dataclass(slots=True)
class _Branch:
    """What may follow a part of a path: fixed segments, or one that is a parameter."""

    fixed: dict[str, "_Branch"] = field(default_factory=dict)
    open: "_Branch | None" = None
    methods: dict[str, tuple[Operation, tuple[str, ...]]] = field(default_factory=dict)
    """By method the operation, and the names of its path parameters in order."""


class Found:
    """What lies at an address: operations by method, and what its parameters are there."""

    __slots__ = ("_methods", "_values")

    def __init__(self, branch: _Branch, values: list[str]) -> None:
        self._methods = branch.methods
        self._values = values

    def operation(self, method: str) -> tuple[Operation, Mapping[str, str]] | None:
        """Return the operation of a method with its path parameters, None where there is none."""
        found = self._methods.get(method)
        if found is None:
            return None
        operation, names = found
        return operation, dict(zip(names, self._values, strict=True))

    @property
    def allowed(self) -> list[str]:
        """The methods that the address takes, `HEAD` and `OPTIONS` with them."""
        methods = {*self._methods, "OPTIONS"} | ({"HEAD"} if "GET" in self._methods else set())
        return sorted(methods)


class Router:
    """Finds operations; a fixed segment goes before a parameter in its place."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Branch()
        for operation in operations:
            self._plant(operation)

    def _plant(self, operation: Operation) -> None:
        branch, names = self._root, []
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                branch.open = branch.open or _Branch()
                branch = branch.open
            else:
                branch = branch.fixed.setdefault(segment, _Branch())
        branch.methods[operation.method] = operation, tuple(names)

    def find(self, path: str) -> Found | None:
        """Return what lies at a path below the base, which begins with a slash; None for nothing.

        A path with a slash at its end, or with an empty segment, leads nowhere.
        """
        branch, values = self._root, []
        for segment in path.split("/")[1:]:
            fixed = branch.fixed.get(segment)
            if fixed is not None:
                branch = fixed
            elif branch.open is not None and segment:
                branch = branch.open
                values.append(segment)
            else:
                return None
        return Found(branch, values) if branch.methods else None
