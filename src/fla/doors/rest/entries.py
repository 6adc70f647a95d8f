"""What the server needs of each operation, compiled once: handler, parameters, bodies."""

from collections.abc import Mapping

from msgspec import Struct

from fla.doors.rest.contract import Contract, Operation
from fla.doors.rest.faults import Checker
from fla.doors.rest.parameters import Parameters
from fla.doors.rest.registry import Handler
from fla.doors.rest.schema import Schemas


class Entry(Struct, frozen=True):
    """An operation with what holds calls of it against the contract."""

    operation: Operation
    handler: Handler | None
    parameters: Parameters
    bodies: Mapping[str, Checker]
    versioned: bool
    """Whether it asks for `If-Match`."""
    keyed: bool
    """Whether it takes an `Idempotency-Key`."""
    takes_file: bool
    """Whether its body is a file, which is not looked into here."""


def entries(contract: Contract, handlers: Mapping[str, Handler]) -> dict[str, Entry]:
    """Return the operations of a contract by their ids."""
    schemas = Schemas(contract)
    return {one.id: _entry(one, schemas, handlers) for one in contract.operations}


def _entry(operation: Operation, schemas: Schemas, handlers: Mapping[str, Handler]) -> Entry:
    names = {parameter.name for parameter in operation.parameters}
    bodies = operation.bodies.items()
    return Entry(
        operation=operation,
        handler=handlers.get(operation.id),
        parameters=Parameters(operation, schemas),
        bodies={media_type: Checker(schemas.strict(schema)) for media_type, schema in bodies},
        versioned="If-Match" in names,
        keyed="Idempotency-Key" in names,
        takes_file=any(schema.get("format") == "binary" for _, schema in bodies),
    )
