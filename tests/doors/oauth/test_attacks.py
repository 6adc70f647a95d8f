"""Assertions and tokens that are none, or somebody else's, or used before."""

import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import time
import uuid
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from fla.access import client_store
from fla.access.client_key import read_key
from fla.access.oauth import ExpiredTokenError, InvalidTokenError
from fla.access.signing import SigningKeys
from fla.access.tokens import AUDIENCE
from fla.database.identity import OPERATOR, assume
from tests.access.machine import (
    ENDPOINT,
    ISSUER,
    Machine,
    add_key,
    certificate,
    ec_key,
    insert,
    jwk_text,
    register,
    rsa_key,
)
from tests.conftest import Connection
from tests.doors.oauth.conftest import SECRET, Door
from tests.intake.build import FOUNDRY

UNKNOWN = "The client, its key or the signature of the assertion is not known."


def _encoded(value: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()


def _unsigned(machine: Machine) -> str:
    header = {"alg": "none", "typ": "JWT", "kid": machine.kid}
    return f"{_encoded(header)}.{_encoded(machine.claims())}."


def _hashed_with_the_public_key(machine: Machine) -> str:
    """HS256 with what everybody knows for a secret."""
    header = {"alg": "HS256", "typ": "JWT", "kid": machine.kid}
    signed = f"{_encoded(header)}.{_encoded(machine.claims())}"
    assert not isinstance(machine.key, OctKey)
    secret = machine.key.as_pem(private=False)
    signature = hmac.digest(secret, signed.encode(), hashlib.sha256)
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _with_another_signature(machine: Machine) -> str:
    signed, _, signature = machine.assertion().rpartition(".")
    return f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


def _with_other_claims(machine: Machine) -> str:
    header, _, signature = machine.assertion().split(".")
    return f"{header}.{_encoded(machine.claims(sub='somebody', iss='somebody'))}.{signature}"


FORGERIES: dict[str, Callable[[Machine], str]] = {
    "alg none": _unsigned,
    "HS256 with the public key": _hashed_with_the_public_key,
    "another signature": _with_another_signature,
    "other claims": _with_other_claims,
    "no signature": lambda machine: machine.assertion().rpartition(".")[0] + ".",
    "the name of RS256 over an EC key": lambda machine: (
        _encoded({"alg": "RS256", "kid": machine.kid}) + "." + machine.assertion().partition(".")[2]
    ),
    "a key that is unknown": lambda machine: machine.assertion({"kid": "x" * 43}),
    "a client that is unknown": lambda machine: machine.assertion(iss="nobody", sub="nobody"),
    "a key the assertion brings along": lambda machine: Machine(
        machine.client_id, machine.clock, ec_key("own"), machine.kid
    ).assertion({"jwk": ec_key("own").as_dict(private=False)}),
}


async def test_a_forged_assertion_is_refused(door: Door) -> None:
    for forgery, forge in FORGERIES.items():
        answer = await door.show(forge(door.machine))
        assert answer.status_code == 401, forgery
        refusal = {"error": "invalid_client", "error_description": UNKNOWN}
        assert answer.json() == refusal, forgery
        door.clock.pass_by(minutes=1)  # who fails often has to wait


async def test_an_rsa_key_signs_with_its_own_algorithm_only(door: Door, app: Connection) -> None:
    machine = await add_key(app, door.machine, rsa_key())
    assert (await door.ask(machine)).status_code == 200

    for algorithm in ("PS256", "RS512"):
        machine.algorithm = algorithm
        answer = await door.ask(machine)
        assert answer.json()["error_description"] == UNKNOWN
    header = {"alg": "ES256", "kid": machine.kid}
    machine.algorithm = "RS256"
    forged = _encoded(header) + "." + machine.assertion().partition(".")[2]
    assert (await door.show(forged)).json()["error_description"] == UNKNOWN


async def test_another_clients_key_is_no_key_of_mine(door: Door, app: Connection) -> None:
    other = await register(app, door.clock, FOUNDRY, client_id="foundry-hr", key=ec_key("foundry"))
    assert (await door.ask(other)).status_code == 200

    posing = Machine(door.machine.client_id, door.clock, other.key, other.kid)
    assert (await door.ask(posing)).json()["error_description"] == UNKNOWN


CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "wrong audience": ({"aud": "https://elsewhere.example/oauth/v1/token"}, "aud must be"),
    "several audiences": ({"aud": [ENDPOINT, "https://elsewhere.example"]}, "aud must be"),
    "no audience": ({"aud": []}, "aud must be"),
    "the channel's audience": ({"aud": AUDIENCE}, "aud must be"),
    "an issuer that is not the client": ({"iss": "somebody"}, "iss and sub"),
    "absent audience": ({"aud": None}, "needs alg and kid"),
    "absent expiry": ({"exp": None}, "needs alg and kid"),
    "absent jti": ({"jti": None}, "needs alg and kid"),
    "empty jti": ({"jti": ""}, "jti has 1 to 256"),
    "endless jti": ({"jti": "x" * 257}, "jti has 1 to 256"),
    "unprintable jti": ({"jti": "a\0b"}, "jti has 1 to 256"),
    "expiry as text": ({"exp": "soon"}, "needs alg and kid"),
    "expiry as truth": ({"exp": True}, "needs alg and kid"),
    "expiry beyond all calendars": ({"exp": 1e300}, "seconds since 1970"),
    "time before time": ({"iat": -1}, "seconds since 1970"),
}


async def test_claims_that_do_not_hold_are_told(door: Door) -> None:
    for case, (changes, told) in CLAIMS.items():
        answer = await door.show(door.machine.assertion(**changes))
        assert answer.status_code == 401, case
        assert told in answer.json()["error_description"], case
        door.clock.pass_by(minutes=1)


SKEWS = {
    "exp": {-30: False, -29: True, 330: True, 331: False},
    "iat": {30: True, 31: False},
    "nbf": {-300: True, 30: True, 31: False},
}
"""Seconds from now that a claim may say, and may not."""


async def test_clocks_may_be_half_a_minute_apart(door: Door) -> None:
    now = int(door.clock.now().timestamp())
    for claim, offsets in SKEWS.items():
        for offset, sound in offsets.items():
            answer = await door.show(door.machine.assertion(None, **{claim: now + offset}))
            assert answer.status_code == (200 if sound else 401), (claim, offset, answer.text)


async def test_the_audience_may_be_the_issuer(door: Door) -> None:
    for audience in (ISSUER, [ENDPOINT]):
        assert (await door.show(door.machine.assertion(aud=audience))).status_code == 200


async def test_an_assertion_counts_once(door: Door) -> None:
    assertion = door.machine.assertion()
    assert (await door.show(assertion)).status_code == 200

    answer = await door.show(assertion)
    assert answer.status_code == 401
    assert "used before" in answer.json()["error_description"]
    # nor under another signature of the same: ECDSA signs differently every time
    jti = door.machine.claims()["jti"]
    first, second = (door.machine.assertion(jti=jti) for _ in range(2))
    assert first != second
    assert (await door.show(first)).status_code == 200
    assert (await door.show(second)).status_code == 401


async def test_an_assertion_counts_once_however_many_show_it_at_once(door: Door) -> None:
    assertion = door.machine.assertion()
    answers = await asyncio.gather(*(door.show(assertion) for _ in range(8)))
    assert sorted(one.status_code for one in answers) == [200] + [401] * 7


async def test_an_assertion_that_was_refused_for_its_scope_is_used_up(door: Door) -> None:
    assertion = door.machine.assertion()
    assert (await door.ask(client_assertion=assertion, scope="all")).status_code == 400
    assert (await door.show(assertion)).status_code == 401


async def test_used_assertions_are_forgotten_once_they_have_expired(
    door: Door, app: Connection
) -> None:
    async def kept() -> int:
        async with app.transaction():
            await app.execute("SET LOCAL fla.actor = 'access'")
            cursor = await app.execute("SELECT count(*) FROM used_assertion")
            row = await cursor.fetchone()
        assert row is not None
        return int(row[0])

    for _ in range(3):
        await door.token()
    assert await kept() == 3
    door.clock.pass_by(minutes=7)
    await door.token()
    assert await kept() == 1


async def test_the_same_jti_of_two_clients_are_two(door: Door, app: Connection) -> None:
    other = await register(app, door.clock, FOUNDRY, client_id="foundry-hr", key=ec_key("foundry"))
    for machine in (door.machine, other):
        answer = await door.show(machine.assertion(jti="one"))
        assert answer.status_code == 200


async def test_a_disabled_client_gets_nothing(door: Door, app: Connection) -> None:
    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        assert await client_store.disable(app, "payroll-demo", "operator", door.clock.now())

    answer = await door.ask()
    assert answer.json() == {
        "error": "invalid_client",
        "error_description": "The client is disabled.",
    }


async def test_a_revoked_key_signs_no_more_and_another_does(door: Door, app: Connection) -> None:
    rotated = await add_key(app, door.machine, rsa_key())
    assert [(await door.ask(one)).status_code for one in (door.machine, rotated)] == [200, 200]

    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        now = door.clock.now()
        assert await client_store.revoke_key(app, "payroll-demo", door.machine.kid, "operator", now)

    answer = await door.ask(door.machine)
    assert answer.status_code == 401
    assert "revoked" in answer.json()["error_description"]
    assert (await door.ask(rotated)).status_code == 200


async def test_a_key_counts_for_as_long_as_its_certificate(door: Door, app: Connection) -> None:
    start = door.clock.now() + dt.timedelta(days=1)
    end = door.clock.now() + dt.timedelta(days=2)
    public = read_key(certificate(rsa_key(), start, end), door.clock.now())
    await insert(app, door.machine, public)
    machine = Machine(door.machine.client_id, door.clock, rsa_key(), public.kid, "RS256")

    answers = []
    for _ in range(3):
        answers.append((await door.ask(machine)).status_code)
        door.clock.pass_by(days=1)
    assert answers == [401, 200, 401]


async def test_a_key_may_be_named_by_its_certificates_thumbprint(
    door: Door, app: Connection
) -> None:
    public = read_key(certificate(rsa_key()), door.clock.now())
    await insert(app, door.machine, public)
    machine = Machine(door.machine.client_id, door.clock, rsa_key(), "", "RS256")
    header = {"x5t#S256": public.kid, "x5c": ["M" * 2000]}
    assert (await door.show(machine.assertion(header))).status_code == 200


TOKENS: dict[str, Callable[[str], str]] = {
    "empty": lambda token: "",
    "no token": lambda token: "Bearer",
    "another signature": lambda token: token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
    "no signature": lambda token: token.rpartition(".")[0] + ".",
    "alg none": lambda token: (
        f"{_encoded({'alg': 'none', 'typ': 'at+jwt'})}.{token.split('.')[1]}."
    ),
    "a header of numbers": lambda token: f"{_encoded([1])}.{token.split('.', 1)[1]}",
    "a header of depth": lambda token: (
        base64.urlsafe_b64encode(b'{"alg":' + b"[" * 300 + b"]" * 300 + b"}").decode()
        + "."
        + token.split(".", 1)[1]
    ),
    "endless": lambda token: token + "A" * 100_000,
    "not ASCII": lambda token: token.replace("e", "é"),
}


async def test_a_token_that_is_none_is_refused(door: Door) -> None:
    sound = await door.token()
    for case, forge in TOKENS.items():
        with pytest.raises(InvalidTokenError):
            print(case, await door.tokens.principal(forge(sound)))  # noqa: T201


def _signed(secret: bytes, kind: str = "at+jwt", **changes: Any) -> str:
    """A token that a server with a secret would have signed, long valid unless changed."""
    now = int(time.time())
    claims: dict[str, Any] = {"iss": ISSUER, "sub": "payroll-demo", "aud": AUDIENCE, "iat": now}
    claims |= {"exp": 4_000_000_000, "jti": str(uuid.uuid4()), "client_id": "payroll-demo"}
    claims |= {"scope": "", "client_key": "", **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    return SigningKeys([secret]).sign(msgspec.defstruct("Claims", list(kept))(**kept), kind)


async def test_a_token_for_others_or_of_others_is_refused(door: Door) -> None:
    assert (await door.tokens.principal(_signed(SECRET))).client_id == "payroll-demo"
    for forged in (
        _signed(b"of another server"),
        _signed(SECRET, aud="elsewhere"),
        _signed(SECRET, kind="JWT"),
        _signed(SECRET, client_id="nobody"),
        _signed(SECRET, jti="not a uuid"),
        _signed(SECRET, scope=None),
    ):
        with pytest.raises(InvalidTokenError):
            await door.tokens.principal(forged)


async def test_a_token_of_another_issuer_is_refused(door: Door) -> None:
    foundation = door.foundation
    ours = type(foundation.tokens)(
        [SECRET], foundation.pool, door.clock, issuer="https://learning.example"
    )
    with pytest.raises(InvalidTokenError):
        await ours.principal(_signed(SECRET))
    own = await ours.principal(_signed(SECRET, iss="https://learning.example"))
    assert own.client_id == "payroll-demo"


async def test_an_assertion_is_no_access_token(door: Door) -> None:
    with pytest.raises(InvalidTokenError):
        await door.tokens.principal(door.machine.assertion())
    posing = jws.serialize_compact(
        {"alg": "ES256", "typ": "at+jwt", "kid": door.machine.kid}, b"{}", ec_key(), ["ES256"]
    )
    with pytest.raises(InvalidTokenError):
        await door.tokens.principal(posing)


async def test_a_token_expires_after_five_minutes(door: Door) -> None:
    token = await door.token()
    door.clock.pass_by(seconds=299)
    assert (await door.tokens.principal(token)).client_id == "payroll-demo"
    door.clock.pass_by(seconds=1)
    with pytest.raises(ExpiredTokenError):
        await door.tokens.principal(token)


async def test_what_is_registered_as_a_key_is_public(door: Door, app: Connection) -> None:
    async with app.transaction():
        await assume(app, OPERATOR, door.clock.today())
        [key] = await client_store.keys(app, "payroll-demo")
    assert '"d"' not in key.jwk
    assert key.jwk == read_key(jwk_text(ec_key()), door.clock.now()).jwk
