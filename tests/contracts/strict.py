"""The contract with what a schema leaves to the server: unknown members of requests are refused.

The guide keeps `additionalProperties` for maps, so the published contract does not say it, although
the server does it. Whatever generates or checks requests by schema needs it said.
"""

from collections.abc import Iterator

from tests.contracts.contract import Contract, Node, parts


def strict(contract: Contract) -> Contract:
    """Return a contract whose requests hold no members but those that are named."""
    copy = contract.changed()
    for operation in copy.operations():
        body = copy.resolve(operation.node.get("requestBody", {}))
        for media_type in body.get("content", {}).values():
            for schema in _reached(copy, media_type["schema"], set()):
                if "properties" in schema:
                    schema.setdefault("additionalProperties", False)
    return copy


def _reached(contract: Contract, schema: Node, seen: set[int]) -> Iterator[Node]:
    schema = contract.resolve(schema)
    if id(schema) in seen:
        return
    seen.add(id(schema))
    yield schema
    inner = [*parts(schema), *schema.get("properties", {}).values()]
    for part in [*inner, schema["items"]] if "items" in schema else inner:
        yield from _reached(contract, part, seen)
