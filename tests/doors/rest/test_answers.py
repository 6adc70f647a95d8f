"""What holds answers against the contract says no where it must."""

from typing import Any

import httpx
import pytest

from tests.contracts.contract import published
from tests.doors.rest.answers import accept, accept_body, request_faults

TRACE = {"BelGov-Trace-Id": "t"}


def _example(operation_id: str, status: str = "200") -> Any:
    responses = published().operation(operation_id).node["responses"]
    return published().resolve(responses[status])["content"]["application/json"]["example"]


def test_the_contracts_own_examples_pass() -> None:
    assert accept_body("getAccount", 200, _example("getAccount"))
    assert accept_body("listEvents", 200, _example("listEvents"))


@pytest.mark.parametrize(
    "change",
    [
        {"ssin": "8503"},
        {"credit": None},
        {"surprise": 1},
        {"credit": [{"year": 2026}]},
    ],
)
def test_a_body_that_differs_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        accept_body("getAccount", 200, _example("getAccount") | change)


def test_an_undocumented_status_is_refused() -> None:
    with pytest.raises(AssertionError, match="answers 418"):
        accept("getAccount", httpx.Response(418, headers=TRACE, json={}))


def test_an_answer_without_its_headers_is_refused() -> None:
    with pytest.raises(AssertionError, match="BelGov-Trace-Id"):
        accept("getAccount", httpx.Response(200, json=_example("getAccount")))


def test_another_media_type_is_refused() -> None:
    with pytest.raises(AssertionError, match="text/plain"):
        accept("getAccount", httpx.Response(200, headers=TRACE, text="no"))


def test_a_request_is_held_against_the_contract_too() -> None:
    assert request_faults("getAccount", {"enterpriseNumber": "1900000069"})
    assert not request_faults(
        "getAccount", {"enterpriseNumber": "1900000069", "ssin": "85031403392"}
    )
