"""Clients in the database: who sees them, who changes what, and what the contract calls scopes."""

import asyncio
import datetime as dt

import psycopg
import pytest
from msgspec.structs import astuple

from fla.access import client_store as store
from fla.access.client import MOST_KEYS, Client, ClientChange, ClientKey
from fla.access.client_key import PublicKey, read_key
from fla.access.clients import (
    ClientRefusedError,
    NewClient,
    add_key,
    change_client,
    register_client,
)
from fla.access.scopes import SCOPES, in_order
from fla.database.identity import ACCESS, INTAKE, OPERATOR, Identity, citizen, enterprise
from tests.access.machine import ec_key, jwk_text, register
from tests.conftest import Connection, Database
from tests.contracts.contract import published
from tests.intake.build import ANNA, BAKERY, CLOCK, FOUNDRY
from tests.rows import acting

NOW = CLOCK.now()
MINE = enterprise(BAKERY)
OTHERS = {
    "another enterprise": enterprise(FOUNDRY),
    "the intake": INTAKE,
    "a citizen": citizen(ANNA),
    "nobody": enterprise(""),
}


def _key(name: str = "first") -> PublicKey:
    return read_key(jwk_text(ec_key(name)), NOW)


def _new(number: str = BAKERY, url: str | None = None) -> NewClient:
    return NewClient(
        name="Mine", enterprise_number=number, scopes=SCOPES[:1], by="me", key_set_url=url
    )


@pytest.fixture
async def client_id(app: Connection) -> str:
    """A client of the bakery's, registered by itself."""
    async with acting(app, MINE):
        return (await register_client(app, _new(), _key(), NOW)).id


def test_the_scopes_are_the_contracts() -> None:
    schemes = published().document["components"]["securitySchemes"]
    assert list(SCOPES) == list(schemes["Oauth"]["flows"]["clientCredentials"]["scopes"])
    assert in_order([SCOPES[3], SCOPES[0], SCOPES[3]]) == [SCOPES[0], SCOPES[3]]
    with pytest.raises(ValueError, match="openid"):
        in_order(["openid"])


@pytest.mark.parametrize("identity", OTHERS.values(), ids=OTHERS)
async def test_nobody_else_sees_or_changes_a_client(
    app: Connection, client_id: str, identity: Identity
) -> None:
    kid = _key().kid
    async with acting(app, identity):
        assert await store.clients(app) == []
        assert await store.client(app, client_id) is None
        assert await store.keys(app, client_id) == []
        assert not await store.disable(app, client_id, "x", NOW)
        assert not await store.enable(app, client_id)
        assert not await store.revoke_key(app, client_id, kid, "x", NOW)
        assert not await store.change(app, _change(client_id))
        assert await store.changes(app, client_id, 9) == []
        with pytest.raises(ClientRefusedError):
            await add_key(app, client_id, _key("second"), "x", NOW)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, identity):
            await store.insert_key(app, _keyed(client_id))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, identity):
            await _write_down(app, _change(client_id))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, identity):
            await register_client(app, _new(), None, NOW)


def _keyed(client_id: str) -> ClientKey:
    return ClientKey(
        client_id=client_id,
        kid="x",
        algorithm="ES256",
        jwk="{}",
        subject="",
        valid_from=NOW,
        valid_until=None,
        added_by="x",
        added_at=NOW,
    )


def _change(client_id: str) -> ClientChange:
    return ClientChange(
        client_id=client_id,
        version=2,
        name_before="Mine",
        name="Theirs",
        scopes_before=list(SCOPES[:1]),
        scopes=list(SCOPES),
        changed_by="x",
        changed_at=NOW,
    )


async def _write_down(app: Connection, change: ClientChange) -> None:
    """Write a change down without making it."""
    await app.execute(
        "INSERT INTO client_change VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", astuple(change)
    )


async def test_the_gatekeeper_reads_and_changes_no_client(app: Connection, client_id: str) -> None:
    async with acting(app, ACCESS):
        assert [one.id for one in await store.clients(app)] == [client_id]
        assert not await store.disable(app, client_id, "x", NOW)
        assert not await store.change(app, _change(client_id))
        assert await store.changes(app, client_id, 9) == []
        cursor = await app.execute("SELECT count(*) FROM worker")
        assert await cursor.fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, ACCESS):
            await register_client(app, _new(), None, NOW)


async def test_an_enterprise_looks_after_its_own_and_after_no_other(
    app: Connection, client_id: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, MINE):
            await register_client(app, _new(FOUNDRY), None, NOW)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="client"):
        async with acting(app, MINE):  # an address to fetch from is the operator's to name
            await register_client(app, _new(url="https://keys.example.be/"), None, NOW)
    for statement in (
        "UPDATE client SET enterprise_number = %s",
        "UPDATE client SET registered_by = %s",
        "UPDATE client_change SET changed_by = %s",
        "DELETE FROM client_change WHERE client_id <> %s",
        "UPDATE client_key SET jwk = %s",
        "DELETE FROM client WHERE id <> %s",
        "DELETE FROM client_key WHERE kid <> %s",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with acting(app, MINE):
                await app.execute(statement, [FOUNDRY])
    async with acting(app, MINE):
        assert await store.revoke_key(app, client_id, _key().kid, "me", NOW)
        assert await store.disable(app, client_id, "me", NOW)


async def test_a_client_is_changed_and_what_it_was_is_kept(app: Connection, client_id: str) -> None:
    async with acting(app, MINE):
        seen = await store.client(app, client_id)
        assert seen is not None
        more = [SCOPES[0], SCOPES[3]]
        assert await change_client(app, seen, name="Ours", scopes=more, by="dirk", now=NOW)
        assert not await change_client(
            app, await _of(app, client_id), name="Ours", scopes=more, by="dirk", now=NOW
        )
        with pytest.raises(ClientRefusedError) as refused:  # somebody who saw what it was
            await change_client(app, seen, name="Old", scopes=SCOPES, by="els", now=NOW)
    assert refused.value.fault == "changed"
    async with acting(app):
        changed = await _of(app, client_id)
        assert (changed.name, changed.scopes, changed.version) == ("Ours", more, 2)
        assert await change_client(
            app, changed, name="Ours", scopes=[SCOPES[3]], by="operator", now=NOW
        )
        last, first = await store.changes(app, client_id, 9)
    assert (first.name_before, first.name, first.changed_by) == ("Mine", "Ours", "dirk")
    assert (first.added, first.removed) == ([SCOPES[3]], [])
    assert (last.version, last.changed_by) == (3, "operator")
    assert (last.added, last.removed) == ([], [SCOPES[0]])


async def test_what_is_switched_off_only_the_operator_changes(
    app: Connection, client_id: str
) -> None:
    async with acting(app):
        assert await store.disable(app, client_id, "operator", NOW)
    async with acting(app, MINE):
        seen = await _of(app, client_id)
        with pytest.raises(ClientRefusedError):
            await change_client(app, seen, name="Ours", scopes=SCOPES, by="dirk", now=NOW)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, MINE):
            await _write_down(app, _change(client_id))
    async with acting(app):
        assert await change_client(app, seen, name="Off", scopes=SCOPES, by="operator", now=NOW)


async def test_of_two_who_change_a_client_at_once_one_goes_first(
    database: Database, client_id: str
) -> None:
    async def changed(name: str) -> str:
        async with (
            await psycopg.AsyncConnection.connect(database.app_url) as connection,
            acting(connection, MINE),
        ):
            seen = await _of(connection, client_id)
            await both_saw.wait()
            try:
                await change_client(connection, seen, name=name, scopes=SCOPES, by=name, now=NOW)
            except ClientRefusedError as error:
                return error.fault
            return "done"

    both_saw = asyncio.Barrier(2)
    assert sorted(await asyncio.gather(changed("a"), changed("b"))) == ["changed", "done"]


async def _of(app: Connection, client_id: str) -> Client:
    found = await store.client(app, client_id)
    assert found is not None
    return found


async def test_only_the_operator_switches_on_again(app: Connection, client_id: str) -> None:
    async with acting(app):
        assert await store.disable(app, client_id, "operator", NOW)
    async with acting(app, MINE):
        assert not await store.enable(app, client_id)
        found = await store.client(app, client_id)
    assert found is not None
    assert found.disabled_by == "operator"
    async with acting(app):
        assert await store.enable(app, client_id)
        assert not await store.enable(app, client_id)


async def test_a_revoked_key_does_not_come_back(app: Connection, client_id: str) -> None:
    async with acting(app, MINE):
        assert await store.revoke_key(app, client_id, _key().kid, "me", NOW)
        assert not await store.revoke_key(app, client_id, _key().kid, "again", NOW)
        with pytest.raises(ClientRefusedError) as refused:
            await add_key(app, client_id, _key(), "me", NOW)
    assert refused.value.fault == "known"


async def test_a_client_has_so_many_keys_and_no_more(app: Connection, client_id: str) -> None:
    async with acting(app, MINE):
        for number in range(1, MOST_KEYS):
            await add_key(app, client_id, _key(f"key {number}"), "me", NOW)
        with pytest.raises(ClientRefusedError) as refused:
            await add_key(app, client_id, _key("one more"), "me", NOW)
    assert refused.value.fault == "many"


async def test_an_id_is_taken_once_and_by_whom_is_not_told(app: Connection) -> None:
    await register(app, CLOCK, FOUNDRY, client_id="payroll-demo")
    async with acting(app):
        with pytest.raises(ClientRefusedError) as refused:
            await register_client(
                app,
                NewClient(
                    id="payroll-demo",
                    name="x",
                    enterprise_number=BAKERY,
                    scopes=SCOPES,
                    by="operator",
                ),
                None,
                NOW,
            )
        found = await store.client(app, "payroll-demo")
    assert refused.value.fault == "taken"
    assert isinstance(found, Client)
    assert found.enterprise_number == FOUNDRY


async def test_what_is_used_up_is_the_gatekeepers_alone(app: Connection, client_id: str) -> None:
    later = NOW + dt.timedelta(minutes=6)
    async with acting(app, ACCESS):
        assert await store.use_assertion(app, client_id, "once", later)
        assert not await store.use_assertion(app, client_id, "once", later)
    for identity in (MINE, OPERATOR, *OTHERS.values()):
        async with acting(app, identity):
            for table in ("used_assertion", "revoked_token"):
                cursor = await app.execute(f"SELECT count(*) FROM {table}")
                assert await cursor.fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with acting(app, identity):
                await store.use_assertion(app, client_id, "twice", later)
