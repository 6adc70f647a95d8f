"""What is withdrawn counts no more within two seconds, also for a token that is in use."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from fla.access import client_store
from fla.access.clients import change_client
from fla.access.oauth import InvalidTokenError
from fla.access.scopes import SCOPES
from fla.access.tokens import Tokens
from fla.database.identity import OPERATOR, assume
from tests.access.machine import ISSUER, Machine, add_key, ec_key, register, rsa_key
from tests.conftest import Connection
from tests.doors.oauth.conftest import SECRET, Door
from tests.intake.build import FOUNDRY

WITHIN = dt.timedelta(seconds=2)


async def _disable(door: Door, app: Connection) -> None:
    await client_store.disable(app, "payroll-demo", "operator", door.clock.now())


async def _revoke_key(door: Door, app: Connection) -> None:
    kid = door.machine.kid
    await client_store.revoke_key(app, "payroll-demo", kid, "operator", door.clock.now())


async def _refused(tokens: Tokens, token: str) -> bool:
    try:
        await tokens.principal(token)
    except InvalidTokenError:
        return True
    return False


@pytest.mark.parametrize("withdraw", [_disable, _revoke_key])
async def test_a_token_in_use_ends_with_what_stands_behind_it(
    door: Door, app: Connection, withdraw: Callable[[Door, Connection], Awaitable[None]]
) -> None:
    token = await door.token()
    assert not await _refused(door.tokens, token)

    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        await withdraw(door, app)

    door.clock.instant += WITHIN
    assert await _refused(door.tokens, token)
    assert await _refused(door.tokens, token)


async def test_a_token_does_less_when_its_client_may(door: Door, app: Connection) -> None:
    token = await door.token()
    elsewhere = Tokens([SECRET], door.foundation.pool, door.clock)
    for tokens in (door.tokens, elsewhere):
        assert (await tokens.principal(token)).scopes == frozenset(SCOPES)

    await _may(door, app, SCOPES[:2])

    door.clock.instant += WITHIN
    for tokens in (door.tokens, elsewhere):
        assert (await tokens.principal(token)).scopes == frozenset(SCOPES[:2])
    assert (await door.ask(scope=SCOPES[2])).json()["error"] == "invalid_scope"
    assert (await door.ask()).json()["scope"].split() == list(SCOPES[:2])


async def test_what_a_client_may_besides_comes_with_its_next_token(
    door: Door, app: Connection
) -> None:
    await _may(door, app, SCOPES[:2])
    token = await door.token()
    await _may(door, app, SCOPES[1:3])
    door.clock.instant += WITHIN
    assert (await door.tokens.principal(token)).scopes == {SCOPES[1]}
    fresh = await door.token()
    assert (await door.tokens.principal(fresh)).scopes == frozenset(SCOPES[1:3])


async def _may(door: Door, app: Connection, scopes: Sequence[str]) -> None:
    """Let the client do this, and nothing else."""
    now = door.clock.now()
    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        seen = await client_store.client(app, door.machine.client_id)
        assert seen is not None
        assert await change_client(app, seen, name="x", scopes=scopes, by="operator", now=now)


async def test_a_token_of_another_key_goes_on(door: Door, app: Connection) -> None:
    rotated = await add_key(app, door.machine, rsa_key())
    token = await door.token(rotated)
    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        await _revoke_key(door, app)
    door.clock.instant += WITHIN
    assert not await _refused(door.tokens, token)


async def test_a_client_that_is_enabled_again_goes_on(door: Door, app: Connection) -> None:
    token = await door.token()
    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        await _disable(door, app)
    door.clock.instant += WITHIN
    assert await _refused(door.tokens, token)
    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        assert await client_store.enable(app, "payroll-demo")
    door.clock.instant += WITHIN
    assert not await _refused(door.tokens, token)


async def _revoke(door: Door, token: str, machine: Machine | None = None) -> tuple[int, str]:
    form = (machine or door.machine).form(token=token)
    answer = await door.http.post("/oauth/v1/revoke", data=form)
    return answer.status_code, answer.text


async def test_a_client_revokes_its_own_token(door: Door) -> None:
    token, other = await door.token(), await door.token()
    elsewhere = Tokens([SECRET], door.foundation.pool, door.clock)
    assert not await _refused(elsewhere, token)

    assert await _revoke(door, token) == (200, "")

    assert await _refused(door.tokens, token)
    assert not await _refused(door.tokens, other)
    door.clock.instant += WITHIN
    assert await _refused(elsewhere, token)
    assert await _revoke(door, token) == (200, "")


async def test_what_is_no_token_is_let_be(door: Door) -> None:
    for token in ("none", "a.b.c", door.machine.assertion()):
        assert await _revoke(door, token) == (200, "")


async def test_nobody_revokes_anothers_token(door: Door, app: Connection) -> None:
    token = await door.token()
    other = await register(app, door.clock, FOUNDRY, client_id="foundry-hr", key=ec_key("foundry"))

    status, text = await _revoke(door, token, other)

    assert status == 400
    assert "invalid_grant" in text
    door.clock.instant += WITHIN
    assert not await _refused(door.tokens, token)


async def test_who_revokes_must_show_who_he_is(door: Door) -> None:
    token = await door.token()
    answer = await door.http.post("/oauth/v1/revoke", data={"token": token})
    assert answer.status_code == 401
    assert not await _refused(door.tokens, token)


async def test_an_assertion_for_revoking_gets_no_token(door: Door) -> None:
    endpoint = f"{ISSUER}/oauth/v1/revoke"
    form = door.machine.form(client_assertion=door.machine.assertion(aud=endpoint))
    assert (await door.http.post("/oauth/v1/token", data=form)).status_code == 401
    assert (await door.http.post("/oauth/v1/revoke", data=form | {"token": "x"})).status_code == 200


async def test_the_secret_before_still_counts_and_signs_no_more(door: Door) -> None:
    token = await door.token()
    pool, clock = door.foundation.pool, door.clock
    both = Tokens([b"the next secret", SECRET], pool, clock)
    alone = Tokens([b"the next secret"], pool, clock)

    assert not await _refused(both, token)
    assert await _refused(alone, token)
    issued = await both.issue(door.machine.assertion(), ISSUER, [f"{ISSUER}/oauth/v1/token"])
    assert not await _refused(alone, issued.access_token)
    assert await _refused(door.tokens, issued.access_token)
    kids = [key["kid"] for key in both.key_set()["keys"]]
    assert kids == [one.key_set()["keys"][0]["kid"] for one in (alone, door.tokens)]


async def test_a_crowd_with_one_token_reads_once(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = 0
    usual = client_store.standing

    async def counted(*arguments: Any) -> client_store.Standing | None:
        nonlocal reads
        reads += 1
        return await usual(*arguments)

    monkeypatch.setattr(client_store, "standing", counted)
    token = await door.token()
    await asyncio.gather(*(door.tokens.principal(token) for _ in range(50)))
    for _ in range(50):
        await door.tokens.principal(token)
    assert reads == 1
    door.clock.instant += WITHIN
    await door.tokens.principal(token)
    assert reads == 2
