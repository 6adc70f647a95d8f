"""Checks of the Belgif REST guide over requests and answers.

Each takes a contract and returns what it finds wrong; each is named after the rule's id, and says
the rule in its docstring.
"""

import re
from collections.abc import Iterator

from tests.contracts.belgif_paths import collection_paths
from tests.contracts.contract import Contract, Node, Operation

PROBLEM = "application/problem+json"
_STRUCTURED = re.compile(
    r"application/(.*\+)?json|multipart/.*|text/xml|application/(.*\+)?xml"
    r"|application/x-www-form-urlencoded"
)
_JSON = re.compile(r"application/(.*\+)?json|multipart/.*")
_BINARY = ("binary", "byte", "base64")
_NO_BODY = ("get", "head", "delete", "options")


def evo_object(contract: Contract) -> Iterator[str]:
    """JSON is an object at its top, and has a schema that says so."""
    for place, name, media_type in contract.media_types():
        if _JSON.fullmatch(name) and not contract.is_object(media_type.get("schema", {})):
            yield place


def rep_struct(contract: Contract) -> Iterator[str]:
    """What is no text and no file is of a structured media type."""
    for place, name, media_type in contract.media_types():
        schema = contract.resolve(media_type.get("schema", {}))
        text = schema.get("type") == "string"
        file = text and schema.get("format") in _BINARY
        if not (file or _STRUCTURED.fullmatch(name) or (text and name.startswith("text/"))):
            yield place


def col_repres(contract: Contract) -> Iterator[str]:
    """A collection has `items`, a list of objects."""
    for operation in collection_paths(contract):
        for schema in _answers(contract, operation.node, "200"):
            items = contract.resolve(contract.properties(schema).get("items", {}))
            if items.get("type") != "array" or not contract.is_object(items.get("items", {})):
                yield operation.place


def col_name(contract: Contract) -> Iterator[str]:
    """The name of a collection is a plural."""
    followed = {operation.path for operation in collection_paths(contract)}
    for operation in contract.operations():
        listed = any(_is_list(contract, one) for one in _answers(contract, operation.node, "200"))
        plural = operation.path.endswith(("}", "s", "data", "Data", "/history"))
        if operation.method == "get" and (listed or operation.path in followed) and not plural:
            yield operation.place


def _is_list(contract: Contract, schema: Node) -> bool:
    return contract.resolve(contract.properties(schema).get("items", {})).get("type") == "array"


def _answers(contract: Contract, operation: Node, status: str) -> Iterator[Node]:
    response = contract.resolve(operation["responses"].get(status, {}))
    for name, media_type in response.get("content", {}).items():
        if _JSON.fullmatch(name):
            yield contract.resolve(media_type.get("schema", {}))


def _answering(contract: Contract) -> Iterator[Operation]:
    """Yield the operations whose answers have bodies."""
    return (one for one in contract.operations() if one.method not in ("head", "options"))


def err_problem(contract: Contract) -> Iterator[str]:
    """An error is told as a problem, and nothing but an error is; health tells its own."""
    for operation in _answering(contract):
        for status, response in contract.responses(operation):
            error = status[0] in "45" or status == "default"
            own = operation.place == "GET /health" and status == "503"
            if (PROBLEM in response.get("content", {})) != error and not own:
                yield f"{operation.place}: {status}"


def prb_defaul(contract: Contract) -> Iterator[str]:
    """Every operation has a default answer, the guide's `Problem`."""
    for operation in _answering(contract):
        default = contract.resolve(operation.node["responses"].get("default", {}))
        schema = default.get("content", {}).get(PROBLEM, {}).get("schema", {})
        if not schema.get("$ref", "").endswith("/Problem"):
            yield operation.place


def meth_http(contract: Contract) -> Iterator[str]:
    """What has a body and what has none is as HTTP says."""
    for operation in contract.operations():
        if operation.method in _NO_BODY and "requestBody" in operation.node:
            yield f"{operation.place}: request body"
        for status, response in contract.responses(operation):
            empty = not response.get("content")
            if (status == "200" and empty) or (status == "204" and not empty):
                yield f"{operation.place}: {status}"


def req_body_req(contract: Contract) -> Iterator[str]:
    """A request body says whether it is required."""
    for place, node in contract.nodes():
        if place.endswith("/requestBody") and "$ref" not in node and "required" not in node:
            yield place
