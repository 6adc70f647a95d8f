"""Senders in the database: who sees them, who changes what, and what counts when."""

import asyncio
import datetime as dt

import psycopg
import pytest
from msgspec.structs import replace

from fla.database.identity import ACCESS, BATCH, INTAKE, OPERATOR, Identity, citizen, enterprise
from fla.senders import store
from fla.senders.model import BY_ITSELF, ENVIRONMENTS, PURPOSES, NewSender, Sender
from fla.senders.registering import (
    MOST_CREDENTIALS,
    NotRegisteredError,
    add_certificate,
    add_key,
)
from tests.conftest import Connection, Database
from tests.rows import NOW, acting, employer, insert
from tests.senders.credentials import END, certificate, key

PAYROLL, OTHER = "0300000001", "0300000002"
DAY = dt.timedelta(days=1)
MINE = enterprise(PAYROLL)
READERS = {"the enterprise": MINE, "the batch channel": BATCH}
OTHERS = {
    "another enterprise": enterprise(OTHER),
    "the intake": INTAKE,
    "the gatekeeper": ACCESS,
    "a citizen": citizen("85073003328"),
    "nobody": enterprise(""),
}


def new(number: str = PAYROLL) -> NewSender:
    return NewSender(
        enterprise_number=number,
        name="Payroll",
        contact_email="batch@payroll.example",
        purposes=["FLAD"],
        environments=["T", "S"],
        registered_by="operator",
        registered_at=NOW,
    )


@pytest.fixture
async def sender(app: Connection) -> Sender:
    """A sender of the payroll office's, with a key and a certificate."""
    async with acting(app):
        made = await store.insert_sender(app, new())
        await add_key(app, made.number, key(), "operator", NOW)
        await add_certificate(app, made.number, certificate(), "operator", NOW)
    return made


async def test_numbers_are_handed_out_in_order_and_never_again(app: Connection) -> None:
    async with acting(app):
        first = await store.insert_sender(app, new())
        assert await store.find(app, first.number) == first
        assert not first.disabled
    with pytest.raises(psycopg.errors.CheckViolation):
        async with acting(app):
            await store.insert_sender(app, new("200"))
    async with acting(app):
        third = await store.insert_sender(app, new(OTHER))
        assert await store.senders(app) == [first, third]
        assert await store.senders(app, OTHER) == [third]
    assert (first.number, third.number) == ("100001", "100003")


@pytest.mark.parametrize("identity", READERS.values(), ids=READERS)
async def test_the_enterprise_and_the_channel_read_and_change_nothing(
    app: Connection, sender: Sender, identity: Identity
) -> None:
    async with acting(app, identity):
        assert await store.find(app, sender.number) == sender
        assert [one.fingerprint for one in await store.keys(app, sender.number)] == [
            key().fingerprint
        ]
        assert [one.der for one in await store.certificates(app, sender.number)] == [
            certificate().der
        ]
        assert not await store.update_sender(app, replace(sender, name="x"))
        assert not await store.disable(app, sender.number, "x", NOW)
        assert not await store.revoke_key(app, sender.number, key().fingerprint, "x", NOW)
        assert not await store.revoke_certificate(
            app, sender.number, certificate().fingerprint, "x", NOW
        )
    for add in (
        add_key(app, sender.number, key("second"), "x", NOW),
        add_certificate(app, sender.number, certificate("second"), "x", NOW),
        store.insert_sender(app, new()),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with acting(app, identity):
                await add


@pytest.mark.parametrize("identity", OTHERS.values(), ids=OTHERS)
async def test_nobody_else_sees_a_sender(
    app: Connection, sender: Sender, identity: Identity
) -> None:
    async with acting(app, identity):
        assert await store.senders(app) == []
        assert await store.find(app, sender.number) is None
        assert await store.keys(app, sender.number) == []
        assert await store.certificates(app, sender.number) == []


async def test_what_is_said_of_a_sender_changes_and_its_number_does_not(
    app: Connection, sender: Sender
) -> None:
    changed = replace(
        sender, name="Pay", contact_phone="+32 2 123 45 67", environments=["R"], purposes=["FLAS"]
    )
    async with acting(app):
        assert await store.update_sender(app, changed)
        assert await store.disable(app, sender.number, "me", NOW)
        assert not await store.disable(app, sender.number, "me", NOW)
        off = await store.find(app, sender.number)
        assert off == replace(changed, disabled_by="me", disabled_at=NOW)
        assert off.disabled
        assert await store.enable(app, sender.number)
        assert not await store.enable(app, sender.number)
        assert await store.find(app, sender.number) == changed


async def test_an_old_and_a_new_key_count_together_until_one_is_revoked(
    app: Connection, sender: Sender
) -> None:
    number, old, fresh = sender.number, key(), key("second")
    later, much_later = NOW + DAY, NOW + 3 * DAY
    async with acting(app):
        await add_key(app, number, fresh, "me", NOW, valid_from=later, valid_until=NOW + 2 * DAY)
        counting = {
            at: {one.fingerprint for one in await store.keys_of(app, number, at)}
            for at in (NOW - DAY, NOW, later, much_later)
        }
        assert counting == {
            NOW - DAY: set(),
            NOW: {old.fingerprint},
            later: {old.fingerprint, fresh.fingerprint},
            much_later: {old.fingerprint},
        }
        assert await store.revoke_key(app, number, old.fingerprint, "me", NOW)
        assert not await store.revoke_key(app, number, old.fingerprint, "me", NOW)
        assert await store.keys_of(app, number, much_later) == []
        with pytest.raises(NotRegisteredError, match="known"):
            await add_key(app, number, old, "me", NOW)


async def test_an_old_and_a_new_certificate_count_together_until_one_is_revoked(
    app: Connection, sender: Sender
) -> None:
    number, old, fresh = sender.number, certificate(), certificate("second")
    async with acting(app):
        await add_certificate(app, number, fresh, "me", NOW, valid_from=NOW + DAY)
        assert [one.der for one in await store.certificates_of(app, number, NOW)] == [old.der]
        both = {one.der for one in await store.certificates_of(app, number, NOW + DAY)}
        assert both == {old.der, fresh.der}
        assert await store.certificates_of(app, number, old.not_after) == []
        assert await store.revoke_certificate(app, number, old.fingerprint, "me", NOW)
        assert not await store.revoke_certificate(app, number, old.fingerprint, "me", NOW)
        assert await store.certificates_of(app, number, NOW) == []
        with pytest.raises(NotRegisteredError, match="known"):
            await add_certificate(app, number, old, "me", NOW)


async def test_whose_last_key_or_certificate_runs_out_is_known(
    app: Connection, sender: Sender
) -> None:
    number = sender.number
    async with acting(app):
        told = await store.running_out(app, END)  # the key has no end
        assert [(one.number, one.kind, one.valid_until) for one in told] == [
            (number, "certificate", END)
        ]
        assert await store.running_out(app, END - DAY) == []
        await store.revoke_key(app, number, key().fingerprint, "me", NOW)
        for name, end in (("second", NOW + DAY), ("third", NOW + 2 * DAY)):
            await add_key(app, number, key(name), "me", NOW, valid_until=end)
        assert await store.running_out(app, NOW + DAY) == []
        told = await store.running_out(app, NOW + 9 * DAY)
        assert [(one.kind, one.valid_until) for one in told] == [("key", NOW + 2 * DAY)]
        await store.disable(app, number, "me", NOW)
        assert await store.running_out(app, END) == []


async def test_two_senders_may_have_the_same_key_and_one_not_too_many(
    app: Connection, sender: Sender
) -> None:
    async with acting(app):
        second = await store.insert_sender(app, new(OTHER))
        await add_key(app, second.number, key(), "me", NOW)
        with pytest.raises(NotRegisteredError, match="unknown"):
            await add_key(app, "123456", key(), "me", NOW)
        row = (await store.keys(app, sender.number))[0]
        for number in range(1, MOST_CREDENTIALS):
            fingerprint = f"SHA256:{number:043}"
            assert await store.insert_key(app, replace(row, fingerprint=fingerprint))
        with pytest.raises(NotRegisteredError, match="many"):
            await add_key(app, sender.number, key("second"), "me", NOW)


@pytest.mark.parametrize("identity", [MINE, BATCH, OPERATOR], ids=["itself", "batch", "operator"])
async def test_an_enterprise_becomes_a_sender_with_its_first_set_and_only_once(
    app: Connection, identity: Identity
) -> None:
    async with acting(app, identity):
        made = await store.sender_of(app, PAYROLL, NOW)
    async with acting(app, identity):
        assert await store.sender_of(app, PAYROLL, NOW + DAY) == made
    assert made.registered_by == BY_ITSELF
    assert (made.name, made.registered_at) == (PAYROLL, NOW)
    assert (made.purposes, made.environments) == (list(PURPOSES), list(ENVIRONMENTS))
    async with acting(app):
        assert await store.keys(app, made.number) == []


async def test_it_goes_by_the_name_that_the_register_knows(app: Connection) -> None:
    async with acting(app):
        await insert(app, "employer", employer(7, "Bakery"))
        await insert(
            app, "sender", {"enterprise_number": PAYROLL, "name": "P" * 300, "provider": False}
        )
    async with acting(app, enterprise("0200000007")):
        assert (await store.sender_of(app, "0200000007", NOW)).name == "Bakery"
    async with acting(app, MINE):
        assert (await store.sender_of(app, PAYROLL, NOW)).name == "P" * 200


async def test_a_sender_that_the_operator_registered_is_the_one(
    app: Connection, sender: Sender
) -> None:
    async with acting(app):
        second = await store.insert_sender(app, new())
        assert await store.sender_of(app, PAYROLL, NOW) == sender
        await store.disable(app, sender.number, "me", NOW)
        assert await store.sender_of(app, PAYROLL, NOW) == second
        await store.disable(app, second.number, "me", NOW)
        off = await store.sender_of(app, PAYROLL, NOW)
    assert (off.number, off.disabled) == (sender.number, True)


async def test_nobody_makes_a_sender_of_another_enterprise(app: Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with acting(app, enterprise(OTHER)):
            await store.sender_of(app, PAYROLL, NOW)


async def test_two_first_sets_at_once_make_one_sender(database: Database) -> None:
    async def first_set() -> str:
        async with (
            await psycopg.AsyncConnection.connect(database.app_url) as connection,
            acting(connection, MINE),
        ):
            return (await store.sender_of(connection, PAYROLL, NOW)).number

    made = await asyncio.gather(*(first_set() for _ in range(6)))
    assert len(set(made)) == 1
