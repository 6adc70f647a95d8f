"""Answers held against the contract: documented, as its schema has them, and nothing beyond.

`accept` is for what came over HTTP, `accept_body` for what a handler gave.
"""

import json
from functools import cache
from typing import Any

import httpx
import jsonschema_rs

from tests.contracts.contract import Node, published
from tests.contracts.instances import undeclared

PROBLEM = "application/problem+json"


def accept(operation_id: str, answer: httpx.Response) -> Any:
    """Return the decoded body of an answer that the contract allows for an operation; None without.

    Status, media type, headers that it must have, members and values are all looked at.
    """
    response = documented(operation_id, answer.status_code)
    for name in response.get("headers", {}):
        if name in ("BelGov-Trace-Id", "ETag", "Location", "WWW-Authenticate"):
            assert name in answer.headers, f"{operation_id} answers without {name}"
    if "content" not in response:
        assert answer.content == b"", f"{operation_id}: {answer.status_code} has a body"
        return None
    media_type = answer.headers["content-type"].partition(";")[0]
    assert media_type in response["content"], f"{operation_id} answers in {media_type}"
    if not media_type.endswith("json"):
        return answer.text
    return accept_body(operation_id, answer.status_code, json.loads(answer.content), media_type)


def accept_body(
    operation_id: str, status: int, body: Any, media_type: str = "application/json"
) -> Any:
    """Return a body in plain JSON values that the contract allows for an operation's status."""
    response = documented(operation_id, status)
    schema = response["content"][media_type]["schema"]
    wrong = faults(operation_id, str(status), media_type, body)
    if media_type != PROBLEM:  # problems may have members of their own
        wrong += [f"{place} is not declared" for place in undeclared(published(), schema, body)]
    assert not wrong, f"{operation_id} {status}: {wrong}\n{json.dumps(body, indent=1)[:4000]}"
    return body


def documented(operation_id: str, status: int) -> Node:
    """Return what the contract says of a status of an operation; `default` covers none of ours."""
    responses = published().operation(operation_id).node["responses"]
    assert str(status) in responses or status >= 500, f"{operation_id} answers {status}"
    return published().resolve(responses.get(str(status), responses.get("default")))


def faults(operation_id: str, status: str, media_type: str, body: Any) -> list[str]:
    """Return what is wrong with a body by the schema of an operation's answer."""
    found = _validator(operation_id, status, media_type).iter_errors(body)
    return [f"{error.instance_path}: {error.message}" for error in found]


def request_faults(operation_id: str, body: Any) -> list[str]:
    """Return what the contract has against a request's body, undeclared members included."""
    node = published().resolve(published().operation(operation_id).node["requestBody"])
    schema = next(iter(node["content"].values()))["schema"]
    found = [error.message for error in _checker(json.dumps(schema)).iter_errors(body)]
    return found + list(undeclared(published(), schema, body))


@cache
def _validator(operation_id: str, status: str, media_type: str) -> jsonschema_rs.Draft4Validator:
    response = documented(operation_id, int(status))
    return _checker(json.dumps(response["content"][media_type]["schema"]))


@cache
def _checker(schema: str) -> jsonschema_rs.Draft4Validator:
    whole = {"allOf": [json.loads(schema)], "components": _components()}
    return jsonschema_rs.Draft4Validator(whole, validate_formats=True)


@cache
def _components() -> Node:
    """The contract's components, with the `nullable` of OpenAPI 3.0 said as JSON Schema does."""
    components: Node = _said(json.loads(json.dumps({"schemas": published().components["schemas"]})))
    return components


def _said(node: Any) -> Any:
    if isinstance(node, list):
        return [_said(one) for one in node]
    if not isinstance(node, dict):
        return node
    said = {name: _said(value) for name, value in node.items() if name != "nullable"}
    if node.get("nullable") is True:
        return {"anyOf": [{"type": "null"}, said]}
    return said
