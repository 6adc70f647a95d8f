"""Addresses lead to operations, and nowhere else."""

import pytest

from fla.doors.rest.contract import contract
from fla.doors.rest.routing import Router

ROUTER = Router(contract().operations)


def test_every_operation_is_found_at_its_address() -> None:
    for operation in contract().operations:
        path = operation.path.replace("{", "").replace("}", "")
        found = ROUTER.find(path)
        assert found is not None
        there = found.operation(operation.method)
        assert there is not None
        assert there[0] is operation
        assert list(there[1]) == [part[1:-1] for part in operation.path.split("/") if "{" in part]


def test_parameters_are_told_by_name() -> None:
    found = ROUTER.find("/employers/1900000069/trainings/some-id")
    assert found is not None

    there = found.operation("GET")

    assert there is not None
    assert there[0].id == "getTraining"
    assert there[1] == {"enterpriseNumber": "1900000069", "trainingId": "some-id"}


def test_a_fixed_segment_goes_before_a_parameter() -> None:
    found = ROUTER.find("/employers/1900000069/trainings/confirm")
    assert found is not None

    there = found.operation("POST")

    assert there is not None
    assert there[0].id == "confirmTrainings"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "trainings",
        "/trainings/",
        "//trainings",
        "/Trainings",
        "/employers",
        "/employers/1900000069",
        "/employers//trainings/x",
        "/employers/1900000069/trainings/x/y",
        "/doc/openapi.yaml/",
        "/../health",
    ],
)
def test_other_addresses_lead_nowhere(path: str) -> None:
    assert ROUTER.find(path) is None


def test_an_address_tells_which_methods_it_takes() -> None:
    found = ROUTER.find("/employers/1900000069/trainings/x")

    assert found is not None
    assert found.allowed == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH"]
    assert found.operation("PUT") is None
