"""Calls: what goes over the wire, pages, events, and problems."""

from typing import Any

import httpx
import pytest

from fla.client import Client, Credentials, ProblemError
from fla.client import operations as op
from fla.client.client import BASE
from fla.contract.structs import Objection, TrainingContentPatch, TrainingPatch, TrainingQuery
from tests.client.service import SECRET, SERVER, Scripted, client, told

EMPLOYER = "1900000069"
ID = "01a20191-1a4f-7431-820c-5fa5863b7742"
OUTCOME = {"declarationId": ID, "reference": "A-1", "status": "accepted"}
DECISION = {"id": ID, "href": "/", "verification": "objected", "version": 2}


def event(number: int) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": ID,
        "source": "/",
        "service": "fla",
        "type": f"type-{number}",
        "time": "2026-11-22T11:00:00Z",
        "data": {"enterpriseNumber": EMPLOYER},
    }


def test_a_call_says_who_in_which_language_on_what_version() -> None:
    service = Scripted(told(200, OUTCOME))
    with client(service, language="fr") as account:
        account.call(
            op.CORRECT_TRAINING,
            TrainingPatch(training=TrainingContentPatch(score=None)),
            enterprise_number=EMPLOYER,
            training_id=ID,
            version=3,
            idempotency_key="key",
        )
        account.call(op.CANCEL_TRAINING, enterprise_number=EMPLOYER, training_id=ID, version="*")
    patch, cancellation = service.asked
    assert patch.url == f"{SERVER}{BASE}/employers/{EMPLOYER}/trainings/{ID}"
    assert (patch.method, patch.content) == ("PATCH", b'{"training":{"score":null}}')
    assert patch.headers["If-Match"] == '"3"'
    assert patch.headers["Idempotency-Key"] == "key"
    assert patch.headers["Accept-Language"] == "fr"
    assert patch.headers["User-Agent"].startswith("fla-client/")
    assert cancellation.headers["If-Match"] == "*"
    assert cancellation.content == b""


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("a/b", "a%2Fb"),
        ("../../mandates", "..%2F..%2Fmandates"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("%2F", "%252F"),
        ("é ü", "%C3%A9%20%C3%BC"),
        ("{trainingId}", "%7BtrainingId%7D"),
    ],
)
def test_a_parameter_stays_in_its_place_in_the_path(given: str, sent: str) -> None:
    service = Scripted(told(200, DECISION))
    with client(service) as account:
        account.call(
            op.OBJECT_TO_TRAINING,
            Objection(reason="ill"),
            enterprise_number=EMPLOYER,
            training_id=given,
            version=1,
        )
    (request,) = service.asked
    path = f"{BASE}/employers/{EMPLOYER}/trainings/{sent}/object"
    assert request.url.raw_path.decode() == path


@pytest.mark.parametrize("given", ["", ".", ".."])
def test_what_can_be_no_part_of_a_path_is_refused(given: str) -> None:
    service = Scripted(told(200))
    with client(service) as account, pytest.raises(ValueError, match="no part of a path"):
        account.call(op.GET_TRAINING, enterprise_number=EMPLOYER, training_id=given)
    assert service.asked == []


def test_a_parameter_of_the_path_that_is_missing_is_named() -> None:
    with client(Scripted(told(200))) as account, pytest.raises(TypeError, match="trainingId"):
        account.call(op.GET_TRAINING, enterprise_number=EMPLOYER)


def test_pages_of_a_query_go_on_by_the_cursor_in_the_body() -> None:
    pages = [{"items": [], "afterTraining": "c1"}, {"items": [], "afterTraining": "c2"}]
    service = Scripted(*(told(200, page) for page in pages), told(200, {"items": []}))
    query = TrainingQuery(enterprise_number=EMPLOYER)
    with client(service) as account:
        assert len(list(account.pages(op.QUERY_TRAININGS, query))) == 3
    first, second, third = (request.content for request in service.asked)
    assert b"afterTraining" not in first
    assert b'"afterTraining":"c1"' in second
    assert b'"afterTraining":"c2"' in third
    assert query == TrainingQuery(enterprise_number=EMPLOYER)


def test_pages_of_a_list_go_on_at_the_address_named() -> None:
    address = f"{BASE}/mandates"
    page: dict[str, Any] = {"self": address, "items": [], "pageSize": 5}
    following = {**page, "next": f"{address}?status=active&pageSize=5&afterMandate=c1"}
    service = Scripted(told(200, following), told(200, page))
    with client(service) as account:
        assert len(list(account.pages(op.LIST_MANDATES, status="active", page_size=5))) == 2
    first, second = (dict(request.url.params) for request in service.asked)
    assert first == {"status": "active", "pageSize": "5"}
    assert second == {**first, "afterMandate": "c1"}


def test_pages_of_events_end_where_nothing_new_is() -> None:
    page = {"self": "/", "items": [], "pageSize": 2, "next": f"{BASE}/events?afterEvent=c1"}
    service = Scripted(told(200, page))
    with client(service) as account:
        assert len(list(account.pages(op.LIST_EVENTS))) == 2


def test_events_come_with_where_to_go_on_until_there_are_none() -> None:
    def page(cursor: str, *events: dict[str, Any]) -> httpx.Response:
        address = f"{BASE}/events?afterEvent={cursor}"
        return told(200, {"self": "/", "items": events, "pageSize": 2, "next": address})

    service = Scripted(page("c1", event(1), event(2)), page("c2", event(3)), page("c2"))
    with client(service) as account:
        came = [([one.type for one in some], at) for some, at in account.events()]
    assert came == [(["type-1", "type-2"], "c1"), (["type-3"], "c2")]
    asked = [request.url.params.get("afterEvent") for request in service.asked]
    assert asked == [None, "c1", "c2"]


def test_a_problem_has_every_issue() -> None:
    problem = {
        "type": "urn:problem-type:belgif:badRequest",
        "title": "Bad Request",
        "status": 400,
        "issues": [
            {"type": "t", "pointer": "/ssin", "detail": "the check digits are wrong"},
            {"type": "t", "in": "query", "name": "year"},
            {"type": "t"},
        ],
    }
    with client(Scripted(told(400, problem))) as account, pytest.raises(ProblemError) as refused:
        account.call(op.GET_HEALTH)
    assert str(refused.value).splitlines() == [
        "400 badRequest: Bad Request",
        "  /ssin: the check digits are wrong",
        "  year: t",
        "  request: t",
    ]
    assert len(refused.value.issues) == 3


@pytest.mark.parametrize("content", [b"", b"<html>Bad Gateway", b"[1]", b'{"issues": 3}', b"\xff"])
def test_a_problem_that_is_none_is_told_by_its_status(content: bytes) -> None:
    answer = httpx.Response(502, content=content)
    with client(Scripted(answer)) as account, pytest.raises(ProblemError) as refused:
        account.call(op.GET_HEALTH)
    assert (refused.value.status, str(refused.value)) == (502, "502: Bad Gateway")
    assert refused.value.issues == []


def test_a_redirection_is_not_followed_with_the_token() -> None:
    service = Scripted(told(307, Location="https://elsewhere.example/"))
    with client(service) as account, pytest.raises(ProblemError, match="307"):
        account.call(op.GET_HEALTH)
    assert len(service.asked) == 1


def test_only_its_own_connections_are_closed() -> None:
    with httpx.Client(transport=httpx.MockTransport(Scripted(told(200)))) as http:
        Client(SERVER, Credentials("anybody", SECRET), http=http).close()
        assert not http.is_closed
