"""Nobody gets in anywhere by an address: not without login, not into another's tenant."""

import re
import uuid
from collections.abc import Iterator

import pytest
from litestar import Litestar

from fla.access.model import PersonaKind
from tests.doors.portal.conftest import Opener, SharedRights, Visitor
from tests.doors.portal.rights_world import RightsWorld
from tests.doors.portal.world import World, training_form
from tests.intake.build import ANNA, Connection, mandate

OPEN_TO_ANYBODY = {
    *("/", "/login", "/logout", "/language/{code}", "/static/{digest}/{name}"),
    *("/login/{provider}", "/login/{provider}/callback", "/logged-out", "/invitation"),
    "/login-failed",
}
_DECLARING = ("new", "correct", "cancel", "shared", "verify", "confirm", "object")
_ID = re.compile(r"\{(\w+_id|ticket)\}")
"""In an address that names more than an employer and a year."""
NOWHERE = uuid.UUID(int=0)


@pytest.fixture(scope="module")
def shared(shared_rights: SharedRights) -> SharedRights:
    """A register in which rights were computed: nothing of it is for others either."""
    return shared_rights


def _routes(app: Litestar) -> Iterator[tuple[str, str]]:
    """Yield each address with a method it answers."""
    for route in app.routes:
        for method in sorted(getattr(route, "methods", set()) & {"GET", "POST"}):
            yield method, route.path_format


def _filled(address: str, rights: RightsWorld, *, foreign: bool, own_employer: bool = False) -> str:
    """Return an address with ids of the bakery, or with ids of the foundry."""
    world = rights.world
    return address.format(
        enterprise_number=world.bakery if own_employer or not foreign else world.foundry,
        worker_id=world.stranger if foreign else world.anna,
        training_id=world.foreign_training if foreign else world.training,
        right_id=world.foreign_right if foreign else world.right,
        employment_id=world.foreign_employment if foreign else world.employment,
        adjustment_id=rights.foreign_adjustment if foreign else rights.adjustment,
        opt_out_id=rights.foreign_opt_out if foreign else rights.opt_out,
        line_id=rights.foreign_line if foreign else rights.line,
        person_id=NOWHERE,
        invitation_id=NOWHERE,
        client_id=NOWHERE,
        kid=NOWHERE,
        mandator=world.foundry if foreign else world.bakery,
        mandate_id=NOWHERE,
        verb="confirm",
        year=2026,
        number=1,
        ticket="0" * 13,
        name="FO.ACRF.999999.20261122.00001.R",
    )


def _ask(visitor: Visitor, method: str, address: str) -> int:
    if method == "GET":
        return visitor.get(address).status_code
    return visitor.post(address, {"go": "search"}).status_code


def _inside(visitor: Visitor) -> list[tuple[str, str]]:
    found = [(m, a) for m, a in _routes(visitor.application.portal) if a not in OPEN_TO_ANYBODY]
    assert len(found) > 20
    return found


def test_without_login_every_address_leads_to_the_login(shared: SharedRights) -> None:
    visitor = shared.visitor()
    visitor.get("/")
    for method, address in _inside(visitor):
        filled = _filled(address, shared.rights, foreign=False)

        assert _ask(visitor, method, filled) == 303, (method, address)
        assert visitor.last.headers["location"] == "/", (method, address)


@pytest.mark.parametrize("own_employer", [True, False])
def test_ids_of_another_tenant_are_not_found(shared: SharedRights, own_employer: bool) -> None:
    visitor = shared.employer()
    visitor.get(f"/employers/{shared.world.bakery}/workers")
    for method, address in _inside(visitor):
        names_somebody = "{" in address.replace("{verb}", "")  # what is done is nobody's
        if not names_somebody or (own_employer and not _ID.search(address)):
            continue
        filled = _filled(address, shared.rights, foreign=True, own_employer=own_employer)

        assert _ask(visitor, method, filled) == 404, (method, address)


def test_ids_of_nobody_are_not_found(shared: SharedRights) -> None:
    visitor = shared.employer()
    visitor.get(f"/employers/{shared.world.bakery}/workers")
    for method, address in _inside(visitor):
        for odd in (str(NOWHERE), "x", "%00", "%2E%2E", "a" * 3000, "%C3%28"):
            filled = address.format(
                enterprise_number=shared.world.bakery,
                worker_id=odd,
                training_id=odd,
                right_id=odd,
                employment_id=odd,
                adjustment_id=odd,
                opt_out_id=odd,
                line_id=odd,
                person_id=odd,
                invitation_id=odd,
                client_id=odd,
                kid=odd,
                mandator=odd,
                mandate_id=odd,
                verb="close",
                year=2026,
                number=1,
                ticket=odd,
                name=odd,
            )
            if _ID.search(address):
                assert _ask(visitor, method, filled) in (400, 404), (method, filled)


@pytest.mark.parametrize("number", ["x", "%00", "0800000174%00", "'%20OR%201=1", "2999999999"])
def test_employers_that_are_none_are_not_found(shared: SharedRights, number: str) -> None:
    assert shared.employer().get(f"/employers/{number}/workers").status_code == 404


def test_another_tenants_workers_get_nothing_from_a_form(shared: SharedRights) -> None:
    world = shared.world
    visitor = shared.employer()
    visitor.get(f"/employers/{world.bakery}/workers")
    values = training_form()
    both = {**values, "worker": [str(world.anna), str(world.stranger)]}

    answer = visitor.post(f"/employers/{world.bakery}/trainings/new", both)

    assert answer.status_code == 404
    page = visitor.get(f"/employers/{world.bakery}/workers/{world.anna}")
    assert values["title"] not in page.text


OTHERS: list[tuple[PersonaKind, str]] = [("worker", ANNA), ("provider", "school")]


@pytest.mark.parametrize(("kind", "number"), OTHERS)
def test_who_has_no_business_with_employers_finds_none(
    shared: SharedRights, kind: PersonaKind, number: str
) -> None:
    world = shared.world
    visitor = shared.visitor().log_in(kind, getattr(world, number, number))
    visitor.get("/account" if kind == "worker" else "/registrations")
    for method, address in _inside(visitor):
        if address.startswith("/employers"):
            filled = _filled(address, shared.rights, foreign=False)
            assert _ask(visitor, method, filled) in (403, 404), (method, address)


def test_an_employer_has_no_account_of_a_worker_nor_a_providers_form(
    shared: SharedRights,
) -> None:
    visitor = shared.employer()
    visitor.get(f"/employers/{shared.world.bakery}/workers")

    for address in ("/account", "/account.json", "/registrations", "/registrations/done"):
        assert visitor.get(address).status_code == 404
    assert visitor.post("/registrations").status_code == 404


def test_the_operator_sees_everything_and_changes_nothing(shared: SharedRights) -> None:
    visitor = shared.visitor().log_in("operator")
    page = visitor.get("/employers")
    assert "Bakkerij Demo" in page.text
    assert "Fonderie Démo" in page.text
    for method, address in _inside(visitor):
        if not address.startswith("/employers/"):
            continue
        filled = _filled(address, shared.rights, foreign=True)
        status = _ask(visitor, method, filled)
        declares = address.rpartition("/")[2] in _DECLARING
        assert status == 403 if declares else status in (200, 303, 404), (method, address)


def test_a_mandatary_sees_its_mandators_and_nobody_else(shared: SharedRights) -> None:
    world = shared.world
    visitor = shared.visitor().log_in("mandatary", world.payroll)

    page = visitor.get("/employers")

    assert "Bakkerij Demo" in page.text
    assert "Fonderie" not in page.text
    assert visitor.get(f"/employers/{world.bakery}/workers/{world.anna}").status_code == 200
    assert visitor.get(f"/employers/{world.foundry}/workers").status_code == 404


@pytest.fixture(params=["pending", "refused", "closed"])
async def promised(request: pytest.FixtureRequest, world: World, app: Connection) -> World:
    """The foundry gave the payroll office a mandate that is not in force."""
    end = "2026Q3" if request.param == "closed" else None
    await mandate(app, world.foundry, world.payroll, end=end, status=request.param)
    return world


def test_a_mandate_that_is_not_in_force_opens_nothing(promised: World, open_portal: Opener) -> None:
    visitor = open_portal().log_in("mandatary", promised.payroll)

    answer = visitor.get(f"/employers/{promised.foundry}/workers")

    assert answer.status_code == 404
    assert "Fonderie" not in answer.text


def test_sealed_states_open_only_where_they_belong(shared: SharedRights) -> None:
    world = shared.world
    visitor = shared.employer()
    here = f"/employers/{world.bakery}/workers"
    visitor.get(here)
    values = visitor.form() | {"worker": [str(world.anna)], "go": ["register"]}
    token = visitor.post(here, values).headers["location"].partition("view=")[2]

    for broken in (token, token[:-4], "x", "é", "A" * 9000, ""):
        for address in (f"/employers/{world.bakery}/trainings/done", "/registrations/done"):
            assert visitor.get(f"{address}?view={broken}").status_code == 404
        assert visitor.get(f"{here}?view={broken}").status_code == 200
    session = visitor.client.cookies["fla_session"]
    assert visitor.get(f"/employers/{world.bakery}/trainings/new?view={session}").status_code == 404


def test_a_state_sealed_for_one_tenant_shows_nothing_of_another(
    shared: SharedRights,
) -> None:
    world = shared.world
    office = shared.visitor().log_in("employer", world.foundry)
    here = f"/employers/{world.foundry}/workers"
    office.get(here)
    values = office.form() | {"worker": [str(world.stranger)], "go": ["register"]}
    token = office.post(here, values).headers["location"].partition("view=")[2]

    answer = shared.employer().get(f"/employers/{world.bakery}/trainings/new?view={token}")

    assert answer.status_code == 404
    assert "Janssens" not in answer.text
