"""What a provider says is checked before it is believed, whoever it is that says it."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from fla.access.openid import providers
from fla.access.openid_claims import LoginError, NoSsinError
from fla.access.openid_client import (
    Attempt,
    OpenidClient,
    ProviderUnavailableError,
    Welcome,
)
from fla.clock import BRUSSELS
from tests.access.hostile_provider import CLIENT, HostileProvider, hostile_provider
from tests.intake.build import ANNA

NOW = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)
BACK = "https://portal.example/login/test/callback"
Claims = dict[str, Any]


@dataclass
class Clock:
    """A clock that a test puts forward."""

    at: dt.datetime = field(default=NOW)

    def now(self) -> dt.datetime:
        return self.at

    def today(self) -> dt.date:
        return self.at.astimezone(BRUSSELS).date()


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


@pytest.fixture
def provider(key: RSAKey) -> Iterator[HostileProvider]:
    with hostile_provider(key) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


def client_of(provider: HostileProvider, clock: Clock, **values: Any) -> OpenidClient:
    table = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": "shh: &"} | values
    return OpenidClient(providers({"test": table})["test"], clock)


@pytest.fixture
def client(provider: HostileProvider, clock: Clock) -> OpenidClient:
    return client_of(provider, clock)


def sound(provider: HostileProvider, attempt: Attempt) -> Claims:
    """The claims of an ID token that is believed."""
    now = int(NOW.timestamp())
    return {
        "iss": provider.issuer,
        "aud": CLIENT,
        "sub": "anna",
        "nonce": attempt.nonce,
        "iat": now,
        "exp": now + 300,
    }


async def begun(client: OpenidClient) -> Attempt:
    _, attempt = await client.begin(BACK, "nl")
    return attempt


async def finished(client: OpenidClient, attempt: Attempt) -> Welcome:
    return await client.finish(attempt, "the code", None)


async def test_a_sound_answer_is_believed(provider: HostileProvider, client: OpenidClient) -> None:
    address, attempt = await client.begin(BACK, "nl")
    provider.give(provider.signed(sound(provider, attempt)))

    welcome = await finished(client, attempt)

    assert address.startswith(f"{provider.issuer}/authorize?tenant=a&response_type=code&")
    assert (welcome.person.subject, welcome.person.name) == ("anna", "Anna")
    assert welcome.person.ssin is None
    [heard] = [form for path, form in provider.asked if path == "/token"]
    assert heard["code_verifier"] == attempt.verifier
    assert heard["redirect_uri"] == BACK
    assert heard["authorization"].startswith("Basic ")
    assert "client_secret" not in heard


Change = Callable[[Claims], Claims]


def _with(**values: Any) -> Change:
    return lambda claims: claims | values


def _without(name: str) -> Change:
    return lambda claims: {key: one for key, one in claims.items() if key != name}


NOW_SECONDS = int(NOW.timestamp())

BAD_CLAIMS: dict[str, Change] = {
    "another issuer": _with(iss="https://other.example"),
    "the issuer with a slash": lambda claims: claims | {"iss": claims["iss"] + "/"},
    "no issuer": _without("iss"),
    "another audience": _with(aud="other"),
    "no audience": _without("aud"),
    "an odd audience": _with(aud=7),
    "several audiences and no party": _with(aud=[CLIENT, "other"]),
    "several audiences, for another": _with(aud=[CLIENT, "other"], azp="other"),
    "another party": _with(azp="other"),
    "an odd party": _with(azp=[CLIENT]),
    "over": _with(exp=NOW_SECONDS - 61),
    "never over": _without("exp"),
    "over at no time": _with(exp=None),
    "over at an odd time": _with(exp="soon"),
    "from the future": _with(iat=NOW_SECONDS + 61),
    "from no time": _without("iat"),
    "not valid yet": _with(nbf=NOW_SECONDS + 61),
    "another nonce": _with(nonce="n"),
    "no nonce": _without("nonce"),
    "an odd nonce": _with(nonce=None),
    "nobody": _without("sub"),
    "an empty subject": _with(sub=""),
    "an odd subject": _with(sub=7),
    "a long subject": _with(sub="s" * 256),
}


@pytest.mark.parametrize("change", BAD_CLAIMS.values(), ids=BAD_CLAIMS.keys())
async def test_claims_that_are_not_for_us_are_refused(
    provider: HostileProvider, client: OpenidClient, change: Change
) -> None:
    attempt = await begun(client)
    claims = change(sound(provider, attempt))
    provider.answers["/userinfo"] = {"sub": claims.get("sub")}
    provider.give(provider.signed(claims))

    with pytest.raises(LoginError):
        await finished(client, attempt)


GOOD_CLAIMS: dict[str, Change] = {
    "we are the party": _with(azp=CLIENT),
    "we are the party among several": _with(aud=["other", CLIENT], azp=CLIENT),
    "just over": _with(exp=NOW_SECONDS - 59),
    "a clock ahead": _with(iat=NOW_SECONDS + 59),
}


@pytest.mark.parametrize("change", GOOD_CLAIMS.values(), ids=GOOD_CLAIMS.keys())
async def test_claims_within_the_bounds_are_believed(
    provider: HostileProvider, client: OpenidClient, change: Change
) -> None:
    attempt = await begun(client)
    provider.give(provider.signed(change(sound(provider, attempt))))

    assert (await finished(client, attempt)).person.subject == "anna"


def _as_shared_secret(provider: HostileProvider) -> OctKey:
    """The public key's text, used as if it were a secret (key confusion)."""
    return OctKey.import_key(provider.key.as_pem(private=False).decode().replace("-", "_"))


FORGERIES: dict[str, Callable[[HostileProvider, Claims], Any]] = {
    "unsigned": lambda p, claims: p.signed(claims, OctKey.generate_key(), alg="none"),
    "by our secret": lambda p, claims: p.signed(claims, OctKey.import_key("shh: &"), alg="HS256"),
    "by the public key": lambda p, claims: p.signed(claims, _as_shared_secret(p), alg="HS256"),
    "by another key": lambda p, claims: p.signed(claims, RSAKey.generate_key(2048)),
    "by a key of no name": lambda p, claims: p.signed(claims, RSAKey.generate_key(2048), kid="x"),
    "cut": lambda p, claims: p.signed(claims)[:-4],
    "changed": lambda p, claims: p.signed(claims).replace(".", ".e", 1),
    "no token": lambda _, __: "nothing",
    "two parts": lambda p, claims: p.signed(claims).rpartition(".")[0],
    "odd letters": lambda _, __: "é.é.é",
    "empty": lambda _, __: "",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
async def test_a_forged_token_is_refused(
    provider: HostileProvider,
    client: OpenidClient,
    forge: Callable[[HostileProvider, Claims], Any],
) -> None:
    attempt = await begun(client)
    provider.give(forge(provider, sound(provider, attempt)))

    with pytest.raises(LoginError):
        await finished(client, attempt)


@pytest.mark.parametrize(
    "answer",
    [500, 302, b"{", b"[]", b"\xff", {"id_token": 7}, {"access_token": "a"}, None],
    ids=str,
)
async def test_a_token_endpoint_that_raves_is_unavailable(
    provider: HostileProvider, client: OpenidClient, answer: Any
) -> None:
    attempt = await begun(client)
    provider.answers["/token"] = answer

    with pytest.raises(ProviderUnavailableError) as raised:
        await finished(client, attempt)
    assert "shh" not in str(raised.value)
    assert "the code" not in str(raised.value)


async def test_a_refused_code_is_a_refused_login(
    provider: HostileProvider, client: OpenidClient
) -> None:
    attempt = await begun(client)
    provider.answers["/token"] = 400

    with pytest.raises(LoginError):
        await finished(client, attempt)


async def test_userinfo_of_somebody_else_is_refused(
    provider: HostileProvider, client: OpenidClient
) -> None:
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))
    for said in ({"sub": "bram"}, {}):
        provider.answers["/userinfo"] = said
        with pytest.raises(LoginError):
            await finished(client, attempt)


@pytest.mark.parametrize(
    "change",
    [{"iss": "https://other.example"}, {"aud": "other"}, {"sub": "bram"}, {"exp": 1}],
    ids=str,
)
async def test_signed_userinfo_is_checked(
    provider: HostileProvider, clock: Clock, change: Claims
) -> None:
    client = client_of(provider, clock, preset="federal")
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))
    said = {"iss": provider.issuer, "aud": CLIENT, "sub": "anna", "egovNRN": ANNA}
    provider.answers["/userinfo"] = provider.signed(said)
    assert (await finished(client, attempt)).person.ssin == ANNA

    provider.answers["/userinfo"] = provider.signed(said | change)
    with pytest.raises(LoginError):
        await finished(client, attempt)
    provider.answers["/userinfo"] = provider.signed(said, RSAKey.generate_key(2048))
    with pytest.raises(LoginError):
        await finished(client, attempt)


@pytest.mark.parametrize("said", [None, "", 85073003328, ["85073003328"], "85073003329", "x" * 99])
async def test_a_number_that_is_none_is_refused(
    provider: HostileProvider, clock: Clock, said: Any
) -> None:
    client = client_of(provider, clock, preset="federal")
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))
    provider.answers["/userinfo"] = {"sub": "anna", "egovNRN": said}

    with pytest.raises(NoSsinError) as raised:
        await finished(client, attempt)
    assert "8507" not in str(raised.value)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"given_name": "Anna", "family_name": "Peeters", "name": "x"}, "Anna Peeters"),
        ({"family_name": "Peeters"}, "Peeters"),
        ({"name": "  Anna   Peeters "}, "Anna Peeters"),
        ({"name": "a\x00b"}, "anna"),
        ({"name": 7}, "anna"),
        ({"name": "A" * 500}, "A" * 200),
    ],
)
async def test_a_name_is_taken_from_what_there_is(
    provider: HostileProvider, client: OpenidClient, said: Claims, name: str
) -> None:
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))
    provider.answers["/userinfo"] = {"sub": "anna", **said}

    assert (await finished(client, attempt)).person.name == name


async def test_what_is_signed_goes_before_what_is_not(
    provider: HostileProvider, clock: Clock
) -> None:
    client = client_of(provider, clock, preset="federal")
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt) | {"egovNRN": ANNA}))
    provider.answers["/userinfo"] = {"sub": "anna", "egovNRN": "x"}

    welcome = await finished(client, attempt)

    assert welcome.person.ssin == ANNA
    assert welcome.id_token_hint is None, "a national number would stand in an address"


@pytest.mark.parametrize(
    "document",
    [404, b"", {"issuer": "x"}, b'{"issuer": 1}', None],
    ids=str,
)
async def test_a_provider_that_says_nothing_of_itself_is_unavailable(
    provider: HostileProvider, client: OpenidClient, document: Any
) -> None:
    provider.answers["/.well-known/openid-configuration"] = document

    with pytest.raises(ProviderUnavailableError):
        await begun(client)


async def test_a_document_of_another_issuer_is_not_believed(
    provider: HostileProvider, client: OpenidClient
) -> None:
    document = provider.discovery(issuer="https://other.example")
    provider.answers["/.well-known/openid-configuration"] = document

    with pytest.raises(ProviderUnavailableError, match="another issuer"):
        await begun(client)


@pytest.mark.parametrize("keys", [{"keys": []}, {"keys": [7]}, {}, {"keys": None}, []], ids=str)
async def test_keys_that_are_none_make_a_provider_unavailable(
    provider: HostileProvider, client: OpenidClient, keys: Any
) -> None:
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))
    provider.answers["/keys"] = keys

    with pytest.raises(ProviderUnavailableError):
        await finished(client, attempt)


async def test_a_new_key_is_asked_for_and_not_in_a_hurry(
    provider: HostileProvider, client: OpenidClient, clock: Clock
) -> None:
    new = RSAKey.generate_key(2048, auto_kid=True)
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))
    await finished(client, attempt)
    provider.publish(provider.key, new)
    provider.give(provider.signed(sound(provider, attempt), new, kid=new.kid))

    for _ in range(3):
        with pytest.raises(LoginError):
            await finished(client, attempt)
    assert [path for path, _ in provider.asked].count("/keys") == 1
    clock.at += dt.timedelta(minutes=1)

    assert (await finished(client, attempt)).person.subject == "anna"
    assert [path for path, _ in provider.asked].count("/keys") == 2


async def test_what_a_provider_says_of_itself_is_kept_an_hour(
    provider: HostileProvider, client: OpenidClient, clock: Clock
) -> None:
    for minutes in (0, 30, 59, 60):
        clock.at = NOW + dt.timedelta(minutes=minutes)
        await begun(client)

    assert len(provider.asked) == 2


async def test_addresses_that_are_set_are_not_asked_for(
    provider: HostileProvider, clock: Clock
) -> None:
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    endpoints = {name: provider.discovery()[name] for name in names}
    client = client_of(provider, clock, endpoints=endpoints)
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))

    welcome = await finished(client, attempt)

    assert {path for path, _ in provider.asked} == {"/token", "/keys"}
    assert welcome.person.name == "anna"
    assert await client.logout_address(None, BACK) is None


async def test_an_answer_says_whose_it_is_where_the_provider_promised(
    provider: HostileProvider, clock: Clock
) -> None:
    promise = provider.discovery(authorization_response_iss_parameter_supported=True)
    provider.answers["/.well-known/openid-configuration"] = promise
    client = client_of(provider, clock)
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))

    assert (await client.finish(attempt, "c", provider.issuer)).person.subject == "anna"
    for issuer in (None, "https://other.example"):
        with pytest.raises(LoginError):
            await client.finish(attempt, "c", issuer)


@pytest.mark.parametrize("kind", ["rsa", "ec"])
async def test_a_key_of_ours_says_who_we_are(
    provider: HostileProvider, clock: Clock, tmp_path: Any, kind: str
) -> None:
    key = RSAKey.generate_key(2048) if kind == "rsa" else ECKey.generate_key("P-256")
    file = tmp_path / "key.pem"
    file.write_bytes(key.as_pem(private=True))
    client = client_of(
        provider, clock, client_authentication="private_key_jwt", client_key=str(file)
    )
    attempt = await begun(client)
    provider.give(provider.signed(sound(provider, attempt)))

    await finished(client, attempt)

    [heard] = [form for path, form in provider.asked if path == "/token"]
    token = jwt.decode(heard["client_assertion"], key, algorithms=["RS256", "ES256"])
    assert token.claims["iss"] == token.claims["sub"] == CLIENT
    assert token.claims["aud"] == f"{provider.issuer}/token"
    assert token.claims["exp"] - NOW_SECONDS == 60
    assert "client_secret" not in json.dumps(heard)
