"""Checks of the Belgif REST guide over paths, operations and parameters.

Each takes a contract and returns what it finds wrong; each is named after the rule's id, and says
the rule in its docstring.
"""

import re
from collections import Counter
from collections.abc import Iterator

from tests.contracts.contract import Contract, Node, Operation

_CAMEL = re.compile(r"[a-z0-9]+([A-Z]?[a-z0-9]+)*[a-zA-Z0-9]?")
_KEBAB = re.compile(r"[A-Z][a-z0-9]*(-[A-Z][a-z0-9]*)*")
_OTHER_HEADERS = re.compile(
    r"ETag|traceparent|tracestate|WWW-Authenticate|BelGov-.*|Accept-CH|Sec-(CH|WebSocket)-.*|baggage"
)
_SERVER = re.compile(
    r"(http://localhost(:[0-9]+)?/?|https://[-a-zA-Z0-9@:%._+~#=]+|/?)"
    r"(/[A-Za-z0-9]*)*(/[a-z0-9]+([A-Z]?[a-z0-9]+)*)+/v[0-9]+"
)
_NOT_ALLOWED = {
    "get": {"201", "202", "204", "409", "412", "413"},
    "head": {"201", "202", "409", "412", "413"},
    "put": {"202", "304"},
    "post": {"304"},
    "patch": {"201", "202", "304"},
    "delete": {"201", "202", "304", "413"},
    "options": {"201", "204", "304", "405", "409", "412", "413"},
}
_DOCUMENTS = ("/doc/openapi.json", "/doc/openapi.yaml")


def is_camel(text: str) -> bool:
    """Tell whether a text is in lowerCamelCase."""
    return _CAMEL.fullmatch(text) is not None


def uri_notat(contract: Contract) -> Iterator[str]:
    """Path segments and query parameters are lowerCamelCase; no path ends with a slash."""
    for path in contract.paths:
        if path.endswith("/"):
            yield f"{path}: trailing slash"
        segments = [] if path.endswith(_DOCUMENTS) else path.split("/")
        for segment in segments:
            if segment and not segment.startswith("{") and not is_camel(segment):
                yield f"{path}: {segment}"
    for name in _parameter_names(contract, "query"):
        if not is_camel(re.sub("[._]", "", name)):
            yield name


def uri_extens(contract: Contract) -> Iterator[str]:
    """No path has a file extension, but for the contract itself."""
    for path in contract.paths:
        if "." in path and path.lower() not in _DOCUMENTS:
            yield path


def uri_format(contract: Contract) -> Iterator[str]:
    """The address of the server ends with the name of the API and its major version."""
    for server in contract.document.get("servers", []):
        if _SERVER.fullmatch(server["url"]) is None:
            yield str(server["url"])


def path_param(contract: Contract) -> Iterator[str]:
    """Path parameters are lowerCamelCase."""
    return (name for name in _parameter_names(contract, "path") if not is_camel(name))


def id_name(contract: Contract) -> Iterator[str]:
    """A path parameter says whose id or code it is."""
    return (name for name in _parameter_names(contract, "path") if name in ("id", "code"))


def qry_multi(contract: Contract) -> Iterator[str]:
    """A query parameter with several values is repeated for each."""
    for operation in contract.operations():
        for parameter in operation.parameters:
            schema = contract.resolve(parameter.get("schema", {}))
            repeated = parameter.get("style", "form") == "form" and parameter.get("explode", True)
            if parameter["in"] == "query" and schema.get("type") == "array" and not repeated:
                yield f"{operation.place}: {parameter['name']}"


def hdr_case(contract: Contract) -> Iterator[str]:
    """Headers are Kebab-Case with capitals, but for those that are known otherwise."""
    names = set(_parameter_names(contract, "header"))
    for operation in contract.operations():
        for _, response in contract.responses(operation):
            names |= set(response.get("headers", {}))
    for name in sorted(names):
        if _KEBAB.fullmatch(name) is None and _OTHER_HEADERS.fullmatch(name) is None:
            yield name


def openapi_opid(contract: Contract) -> Iterator[str]:
    """Every operation has an id of its own in lowerCamelCase."""
    ids = [(one.place, one.node.get("operationId", "")) for one in contract.operations()]
    times = Counter(id_ for _, id_ in ids)
    for place, id_ in ids:
        if not is_camel(id_) or times[id_] > 1:
            yield f"{place}: {id_ or 'no operationId'}"


def oas_tags(contract: Contract) -> Iterator[str]:
    """An operation has at most one tag, declared at the top and beginning with a capital."""
    declared = {tag["name"] for tag in contract.document.get("tags", [])}
    for operation in contract.operations():
        tags = operation.node.get("tags", [])
        if len(tags) > 1:
            yield f"{operation.place}: {tags}"
        for tag in tags:
            if tag not in declared or not tag[:1].isupper():
                yield f"{operation.place}: {tag}"


def stat_codes(contract: Contract) -> Iterator[str]:
    """A method answers with those statuses only that make sense for it."""
    for operation in contract.operations():
        wrong = _NOT_ALLOWED.get(operation.method, set()) & set(operation.node["responses"])
        for status in sorted(wrong):
            yield f"{operation.place}: {status}"


def hlth_res(contract: Contract) -> Iterator[str]:
    """`GET /health` answers 200 or 503."""
    operation: Node = contract.paths.get("/health", {}).get("get", {})
    for status in ("200", "503"):
        if status not in operation.get("responses", {}):
            yield f"GET /health: no {status}"


def oas_contra(contract: Contract) -> Iterator[str]:
    """The contract is OpenAPI 3.0, which tools support."""
    if not str(contract.document["openapi"]).startswith("3.0"):
        yield str(contract.document["openapi"])


def sec_req(contract: Contract) -> Iterator[str]:
    """The scopes that are asked for are those of the security scheme."""
    schemes = contract.components.get("securitySchemes", {})
    asked = [("#", contract.document.get("security", []))]
    asked += [(one.place, one.node.get("security", [])) for one in contract.operations()]
    for place, requirements in asked:
        for requirement in requirements:
            for name, scopes in requirement.items():
                flows = schemes.get(name, {}).get("flows", {}).values()
                known = {scope for flow in flows for scope in flow.get("scopes", {})}
                yield from (f"{place}: {scope}" for scope in scopes if scope not in known)


def collection_paths(contract: Contract) -> Iterator[Operation]:
    """Yield the operations that read a collection: a path with a parameter follows theirs."""
    for operation in contract.operations():
        deeper = re.compile(re.escape(operation.path) + r"/\{[^/]*\}(/.*)?")
        if operation.method == "get" and any(map(deeper.fullmatch, contract.paths)):
            yield operation


def _parameter_names(contract: Contract, place: str) -> Iterator[str]:
    for parameter in contract.components.get("parameters", {}).values():
        if parameter["in"] == place:
            yield parameter["name"]
    for operation in contract.operations():
        for parameter in operation.parameters:
            if parameter["in"] == place:
                yield parameter["name"]
