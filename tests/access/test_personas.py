"""Whom the demonstration can be seen as: chosen from the register, the same every time."""

from fla.access.model import Persona, PersonaKind, Role
from fla.access.permissions import (
    may_declare,
    may_manage_access,
    may_open_employers,
    may_open_own_account,
    may_open_registrations,
)
from fla.access.personas import personas
from fla.access.store import is_open
from fla.database.identity import OPERATOR, Identity, assume, citizen, enterprise
from fla.register.store import employer_ids
from tests.intake import build as intake

Connection = intake.Connection


async def _people(connection: Connection) -> list[Persona]:
    async with connection.transaction():
        await assume(connection, OPERATOR, intake.TODAY)
        return await personas(connection)


async def _settle(connection: Connection) -> None:
    """The bakery has two workers, the foundry one of them; both follow trainings."""
    await intake.belgium(connection)
    await intake.send(
        connection,
        intake.employment(),
        intake.employment(intake.BRAM, "EMP-2", name=("Janssens", "Bram")),
        intake.training(charged_right=None, charged_minutes=None),
        intake.training(
            reference="TRN-2",
            title="Frans",
            charged_right=None,
            charged_minutes=None,
            start_date=intake.TODAY,
            end_date=intake.TODAY,
            duration_minutes=60,
        ),
        intake.training(intake.BRAM, "TRN-3", charged_right=None, charged_minutes=None),
    )
    await intake.send(
        connection,
        intake.employment(intake.BRAM, employer=intake.FOUNDRY, name=("Janssens", "Bram")),
        intake.training(
            intake.BRAM, employer=intake.FOUNDRY, charged_right=None, charged_minutes=None
        ),
        sender=intake.FOUNDRY,
    )


async def test_an_empty_register_offers_the_operator_alone(app: Connection) -> None:
    assert [one.kind for one in await _people(app)] == ["operator"]


async def test_each_kind_is_there_the_largest_first(app: Connection) -> None:
    await _settle(app)

    people = await _people(app)

    assert [(one.kind, one.name, one.size) for one in people] == [
        ("employer", "Bakkerij Demo", 2),
        ("employer", "Fonderie Démo", 1),
        ("mandatary", "Sociaal Secretariaat Demo", 1),
        ("provider", "École Démo", 0),
        ("worker", "Bram Janssens", 2),
        ("worker", "Anna Peeters", 2),
        ("operator", "Operator", 0),
    ]
    assert people == await _people(app)
    assert len({one.key for one in people}) == len(people)


async def test_the_middle_employer_is_chosen_once_however_many_there_are(app: Connection) -> None:
    await _settle(app)
    await intake.send(app, intake.employment(intake.NOBODY, "EMP-9", name=("Maes", "Jan")))

    sizes = [one.size for one in await _people(app) if one.kind == "employer"]

    assert sizes == [3, 1]


async def test_only_the_operator_learns_who_there_is(app: Connection) -> None:
    await _settle(app)
    async with app.transaction():
        await assume(app, enterprise(intake.FOUNDRY), intake.TODAY)
        names = [one.name for one in await personas(app)]

    assert "Bakkerij Demo" not in names
    assert "Anna Peeters" not in names


async def test_a_tenant_is_open_to_itself_its_mandatary_and_the_operator(app: Connection) -> None:
    await _settle(app)
    async with app.transaction():
        await assume(app, OPERATOR, intake.TODAY)
        bakery = (await employer_ids(app, [intake.BAKERY]))[intake.BAKERY]

    async def opens(identity: Identity) -> bool:
        async with app.transaction():
            await assume(app, identity, intake.TODAY)
            return await is_open(app, bakery)

    assert await opens(enterprise(intake.BAKERY))
    assert await opens(enterprise(intake.PAYROLL))
    assert await opens(OPERATOR)
    assert not await opens(enterprise(intake.FOUNDRY))
    assert not await opens(enterprise(intake.SCHOOL))
    assert not await opens(citizen(intake.ANNA))


async def test_a_mandate_that_is_not_in_force_opens_nothing(app: Connection) -> None:
    await _settle(app)
    await intake.mandate(app, intake.FOUNDRY, intake.PAYROLL, status="pending")
    async with app.transaction():
        await assume(app, OPERATOR, intake.TODAY)
        foundry = (await employer_ids(app, [intake.FOUNDRY]))[intake.FOUNDRY]
    async with app.transaction():
        await assume(app, enterprise(intake.PAYROLL), intake.TODAY)
        assert not await is_open(app, foundry)


def _persona(kind: PersonaKind, role: Role = "editor") -> Persona:
    return Persona(kind=kind, number="1", name="Somebody", person="1", role=role)


def test_a_persona_is_somebody_to_the_database() -> None:
    assert _persona("employer").identity == enterprise("1")
    assert _persona("mandatary").identity == enterprise("1")
    assert _persona("provider").identity == enterprise("1")
    assert _persona("worker").identity == citizen("1")
    assert _persona("operator").identity == OPERATOR


def test_each_kind_may_do_its_own() -> None:
    kinds: list[PersonaKind] = ["employer", "mandatary", "provider", "worker", "operator"]
    rights = (may_open_employers, may_declare, may_open_registrations, may_open_own_account)

    granted = {kind: [may(_persona(kind)) for may in rights] for kind in kinds}

    assert granted == {
        "employer": [True, True, False, False],
        "mandatary": [True, True, False, False],
        "provider": [False, True, True, False],
        "worker": [False, False, False, True],
        "operator": [True, False, False, False],
    }


def test_a_role_bounds_what_a_kind_may_do() -> None:
    roles: list[Role] = ["accessManager", "editor", "reader"]
    enterprises: list[PersonaKind] = ["employer", "mandatary", "provider"]
    others: list[PersonaKind] = ["worker", "operator"]
    for kind in enterprises:
        people = [_persona(kind, role) for role in roles]
        assert [may_declare(one) for one in people] == [True, True, False]
        assert [may_manage_access(one) for one in people] == [True, False, False]
    for kind in others:
        assert not any(may_manage_access(_persona(kind, role)) for role in roles)


async def test_in_the_demonstration_everybody_manages_his_own_enterprise(app: Connection) -> None:
    await _settle(app)

    people = await _people(app)

    assert {one.person for one in people} == {"demo"}
    assert {one.kind for one in people if may_manage_access(one)} == {
        "employer",
        "mandatary",
        "provider",
    }
