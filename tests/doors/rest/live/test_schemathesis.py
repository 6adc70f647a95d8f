"""Requests drawn from the contract against the running service: every answer is in the contract.

Schemathesis draws them and holds each answer against all its checks: documented status, media type,
headers and schema, no server fault, nothing taken that the contract refuses, no way in without a
token. Drawn numbers are nobody's, so what the contract allows is also said of the bakery's own.
"""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from tests.contracts.contract import Node, published
from tests.contracts.strict import strict
from tests.databases import Databases
from tests.doors.rest.attacks.requests import named, sound
from tests.doors.rest.attacks.world import build
from tests.doors.rest.conftest import BASE
from tests.doors.rest.live.serving import Live

MOST = 40
"""Requests an operation, spread evenly over those that cover its schemas; some have a thousand."""
TAKEN = ["2xx", "303", "304", "400", "403", "404", "409", "412", "416"]
"""What the contract allows may be refused for its content, by the intake."""
CONFIG = {
    "seed": 4,
    "generation": {"deterministic": True, "database": "none"},
    "checks": {"positive_data_acceptance": {"expected-statuses": TAKEN}},
}


def _drawn_from() -> Node:
    """The strict contract; YAML is a text to the contract, and to Schemathesis what it holds."""
    document = strict(published()).document
    answers = document["paths"]["/doc/openapi.yaml"]["get"]["responses"]
    answers["200"]["content"]["application/yaml"]["schema"] = {"type": "object"}
    return document


@schemathesis.serializer("application/gzip", "application/zip")
def as_it_is(_: Any, value: Any) -> bytes:
    """Send what was drawn for a file as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


CONTRACT: Any = schemathesis.openapi.from_dict(
    _drawn_from(), config=SchemathesisConfig.from_dict(CONFIG)
)
OPERATIONS: dict[str, Any] = {
    found.ok().label: found.ok() for found in CONTRACT.get_all_operations()
}


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Connections that are kept."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


def covering(operation: Any) -> list[Any]:
    """Return requests that touch every part of an operation's schemas, rightly and wrongly."""
    config = CONTRACT.config.generation_for(operation=operation, phase="coverage")
    cases = list(
        CONTRACT.iter_coverage_cases(
            operation=operation, generation_modes=list(GenerationMode), generation_config=config
        )
    )
    return cases[:: max(1, -(-len(cases) // MOST))]


def aim(case: Any, live: Live) -> None:
    """Say a request of the bakery and its people and objects, wherever it names somebody."""
    own = live.sides.own
    values = {"EnterpriseNumber": own.number, "Ssin": own.worker, "Uuid": own.all_ids[0]}
    ids = {"enterpriseNumber": own.number, **{name: str(one) for name, one in own.ids.items()}}
    for name in case.path_parameters or {}:
        case.path_parameters[name] = ids.get(name, case.path_parameters[name])
    operation = published().operation(case.operation.definition.raw["operationId"])
    stated = published().resolve(operation.node.get("requestBody", {}))
    if not stated or not isinstance(case.body, dict):
        return
    case.body = copy.deepcopy(case.body)
    schema = next(iter(stated["content"].values()))["schema"]
    for place, type_ in list(named(schema, case.body)):
        inner: Any = case.body
        for step in place[:-1]:
            inner = inner[step] if isinstance(inner, list) or step in inner else {}
        last: Any = place[-1]
        if isinstance(inner, list) or last in inner:
            inner[last] = values[type_]


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_in_the_contract(label: str, live: Live, session: requests.Session) -> None:
    operation = OPERATIONS[label]
    for case in covering(operation):
        case.call_and_validate(base_url=live.url + BASE, headers=live.headers, session=session)
        if case.meta.generation.mode is GenerationMode.POSITIVE:
            aim(case, live)
            case.call_and_validate(base_url=live.url + BASE, headers=live.headers, session=session)


BY_EXAMPLE = re.compile("(register|correct)[A-Z][A-Za-z]*[^s]|proposeMandate|sendBatch")
"""Where links begin and what changes one thing: what is drawn there is hardly ever accepted."""


def test_what_one_answer_gives_is_used_in_the_next(
    live: Live, session: requests.Session, databases: Databases
) -> None:
    answered: set[str] = set()

    class Calls(CONTRACT.as_state_machine()):  # type: ignore[misc]
        """Registers something, and goes where the contract's links lead from the answer."""

        def setup(self) -> None:
            # What is drawn depends on the answers: every run of steps finds the same register.
            databases.rebuild(live.database, build)

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": live.url + BASE, "headers": live.headers, "session": session}

        def before_call(self, case: Any) -> None:
            name = case.operation.definition.raw["operationId"]
            if BY_EXAMPLE.fullmatch(name):
                case.body = sound(name, live.sides.own).body

        def after_call(self, response: Any, case: Any) -> None:
            answered.add(f"{case.method} {response.status_code} {case.path}")

    Calls.run(
        settings=settings(
            max_examples=20,
            stateful_step_count=5,
            phases=[Phase.generate],
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
    )
    assert {one.split()[1][0] for one in answered} == {"2", "4"}, sorted(answered)
