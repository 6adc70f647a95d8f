"""The software of an enterprise, as its access manager registers it and switches it off."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from fla.access import client_store
from fla.access.client import Client, ClientKey
from fla.access.model import PersonaKind
from fla.access.scopes import SCOPES
from fla.database.identity import OPERATOR, assume
from fla.languages import LANGUAGES
from tests.access.machine import certificate, ec_key, jwk_text, rsa_key
from tests.conftest import Database
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.world import XSS, World
from tests.intake.build import CLOCK, TODAY

SCOPE = "scope:fla:training:declare"


@pytest.fixture
def form() -> dict[str, str | list[str]]:
    return {"name": "Payroll", "key": certificate(rsa_key()), "scopes": [SCOPE]}


def _registered(visitor: Visitor, form: dict[str, str | list[str]]) -> str:
    """Register a client and return its id."""
    visitor.get("/clients/new")
    answer = visitor.post("/clients/new", form)
    page = visitor.follow(answer)
    assert page.status_code == 200
    client_id = answer.headers["location"].rpartition("/")[2]
    assert client_id in page.text
    return str(client_id)


def _stored(database: Database, client_id: str) -> tuple[Client, list[ClientKey]]:
    async def read() -> tuple[Client | None, list[ClientKey]]:
        async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
            await assume(connection, OPERATOR, TODAY)
            found = await client_store.client(connection, client_id)
            return found, await client_store.keys(connection, client_id)

    client, keys = asyncio.run(read())
    assert client is not None
    return client, keys


def test_an_access_manager_registers_software_and_changes_its_key(
    employer: Visitor, database: Database, world: World, form: dict[str, str | list[str]]
) -> None:
    assert "No software is registered." in employer.get("/clients").text
    client_id = _registered(employer, form)

    shown = employer.last.text
    assert "Register, correct and cancel trainings" in shown
    assert "http://portal.test/oauth/v1/token" in shown
    assert "CN=payroll-demo" in shown
    client, [first] = _stored(database, client_id)
    assert client.enterprise_number == world.bakery
    assert client.scopes == [SCOPE]
    assert client.registered_by == first.added_by == "demo"
    assert client_id in employer.get("/clients").text

    employer.get(f"/clients/{client_id}/keys/new")
    answer = employer.post(f"/clients/{client_id}/keys/new", {"key": jwk_text(ec_key())})
    assert "ES256" in employer.follow(answer).text

    asked = employer.get(f"/clients/{client_id}/keys/{first.kid}/revoke").text
    assert "only key" not in asked
    answer = employer.post(f"/clients/{client_id}/keys/{first.kid}/revoke")
    assert "Revoked" in employer.follow(answer).text
    _, keys = _stored(database, client_id)
    assert [key.revoked_by for key in keys if key.kid == first.kid] == ["demo"]
    [second] = [key for key in keys if key.kid != first.kid]
    assert "only key" in employer.get(f"/clients/{client_id}/keys/{second.kid}/revoke").text
    assert employer.get(f"/clients/{client_id}/keys/{first.kid}/revoke").status_code == 404
    assert employer.post(f"/clients/{client_id}/keys/{first.kid}/revoke").status_code == 404


def test_software_is_switched_off_for_good(
    employer: Visitor, database: Database, form: dict[str, str | list[str]]
) -> None:
    client_id = _registered(employer, form)
    assert "within seconds" in employer.get(f"/clients/{client_id}/disable").text
    assert "Switched off" in employer.follow(employer.post(f"/clients/{client_id}/disable")).text
    client, _ = _stored(database, client_id)
    assert client.disabled_at == CLOCK.now()
    assert f"/clients/{client_id}/keys/new" not in employer.last.text
    assert employer.get(f"/clients/{client_id}/disable").status_code == 404
    assert employer.post(f"/clients/{client_id}/disable").status_code == 404
    assert employer.get(f"/clients/{client_id}/change").status_code == 404
    assert employer.post(f"/clients/{client_id}/change", form).status_code == 404


def test_software_gets_other_permissions_and_what_it_was_is_told(
    employer: Visitor, database: Database, form: dict[str, str | list[str]]
) -> None:
    client_id = _registered(employer, form)
    asked = employer.get(f"/clients/{client_id}/change").text
    assert find(asked, "//input[@name='scopes'][@checked]/@value") == [SCOPE]
    assert find(asked, "//input[@name='name']/@value") == ["Payroll"]
    version = find(asked, "//input[@name='version']/@value")[0]

    wanted = ["scope:fla:account:consult", "scope:fla:batch:send"]
    given = {"name": "Reading", "scopes": wanted, "version": version}
    shown = employer.follow(employer.post(f"/clients/{client_id}/change", given)).text

    client, _ = _stored(database, client_id)
    assert (client.name, client.scopes, client.version) == ("Reading", wanted, 2)
    [told] = find(shown, "//section[@aria-labelledby='changes']//tbody/tr")
    text = " ".join(told.text_content().split())
    assert "Name: Reading, before Payroll" in text
    assert "May now: Send file sets" in text
    assert "May no more: Register, correct and cancel trainings" in text
    assert text.endswith("Demonstration")


def test_who_saw_an_older_state_changes_nothing(
    employer: Visitor, database: Database, form: dict[str, str | list[str]]
) -> None:
    client_id = _registered(employer, form)
    employer.get(f"/clients/{client_id}/change")
    address, seen = f"/clients/{client_id}/change", employer.form()
    assert employer.post(address, {**seen, "name": "First"}).status_code == 303
    for version in ("1", "", "x", "²", "9" * 30):
        answer = employer.post(address, {**seen, "name": "Second", "version": version})
        assert answer.status_code == 422
        assert "Somebody else changed this software" in answer.text
        assert find(answer.text, "//input[@name='name']/@value") == ["First"]
    assert _stored(database, client_id)[0].name == "First"
    answer = employer.post(address, {**employer.form(), "name": "Second"})
    assert answer.status_code == 303

    answer = employer.post(address, {"name": " ", "scopes": ["scope:fla:all"], "version": "3"})
    assert answer.status_code == 422
    assert find(answer.text, "//*[@id='name-problem']")
    assert find(answer.text, "//*[@id='scopes-problem']")
    assert _stored(database, client_id)[0].scopes == [SCOPE]


def test_a_form_is_answered_beside_its_fields(
    employer: Visitor, form: dict[str, str | list[str]]
) -> None:
    employer.get("/clients/new")
    answer = employer.post("/clients/new", {"name": " ", "key": ""})
    assert answer.status_code == 422
    assert find(answer.text, "//title/text()")[0].startswith("Error:")
    for control, problem in (("name", "name-problem"), ("key", "key-problem")):
        [box] = find(answer.text, f"//*[@id='{control}']")
        assert box.get("aria-invalid") == "true"
        assert problem in box.get("aria-describedby")
        assert find(answer.text, f"//*[@id='{problem}']/text()")
    assert find(answer.text, "//*[@id='scopes-problem']")
    for link in find(answer.text, "//*[@role='alert']//a/@href"):
        assert find(answer.text, f"//*[@id='{link[1:]}']"), link

    private = rsa_key().as_pem(private=True).decode()
    answer = employer.post("/clients/new", {**form, "name": XSS, "key": private})
    assert answer.status_code == 422
    assert "This is a private key." in answer.text
    assert private.split()[5] not in answer.text
    assert XSS not in answer.text
    assert find(answer.text, f"//input[@value='{SCOPE}']/@checked")
    for key, told in (
        ("nonsense", "This is not a certificate"),
        (jwk_text(ec_key("p")).replace("P-256", "P-384"), "cannot be used"),
    ):
        assert told in employer.post("/clients/new", {**form, "key": key}).text


def test_a_key_comes_once(employer: Visitor, form: dict[str, str | list[str]]) -> None:
    client_id = _registered(employer, form)
    employer.get(f"/clients/{client_id}/keys/new")
    answer = employer.post(f"/clients/{client_id}/keys/new", {"key": str(form["key"])})
    assert answer.status_code == 422
    assert "has or had this key already" in answer.text


def test_nobody_else_finds_my_software(
    employer: Visitor, open_portal: Opener, world: World, form: dict[str, str | list[str]]
) -> None:
    client_id = _registered(employer, form)
    kid = find(employer.last.text, "//table//code/text()")[0]
    paths = [f"/clients/{client_id}{more}" for more in ("", "/disable", "/change", "/keys/new")]
    paths.append(f"/clients/{client_id}/keys/{kid}/revoke")

    others: list[tuple[PersonaKind, str]]
    others = [("employer", world.foundry), ("mandatary", world.payroll)]
    for kind, number in others:
        other = open_portal().log_in(kind, number)
        assert client_id not in other.get("/clients").text
        for path in paths:
            assert other.get(path).status_code == 404, path
            assert path.endswith(client_id) or other.post(path, form).status_code == 404, path
    for visitor in (
        open_portal().log_in("worker", "85073003328"),
        open_portal().log_in("operator"),
    ):
        for path in ("/clients", "/clients/new", *paths):
            assert visitor.get(path).status_code == 404, path
    assert open_portal().get("/clients").status_code == 303


@pytest.fixture
def every_language(employer: Visitor) -> Iterator[Visitor]:
    yield employer
    employer.client.headers["accept-language"] = "en"


def test_the_pages_speak_every_language(
    every_language: Visitor, form: dict[str, str | list[str]]
) -> None:
    client_id = _registered(every_language, {**form, "scopes": list(SCOPES)})
    titles = set()
    for language in LANGUAGES:
        every_language.client.headers["accept-language"] = language
        page = every_language.get("/clients/new").text
        titles.add(find(page, "//h1/text()")[0])
        assert len(find(page, "//input[@name='scopes']")) == len(SCOPES)
        assert client_id in every_language.get(f"/clients/{client_id}").text
        titles.add(find(every_language.get(f"/clients/{client_id}/change").text, "//h1/text()")[0])
    assert len(titles) == 2 * len(LANGUAGES)
