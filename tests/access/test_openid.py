"""The providers of the settings: what a preset gives, and what is refused with its name."""

from pathlib import Path
from typing import Any

import pytest

from fla.access.openid import ClaimNames, providers
from fla.access.openid_secret import check_key
from fla.settings import SettingsError

SECRET = {"client_id": "fla", "client_secret": "a secret"}


def test_the_federal_preset_needs_a_client_alone() -> None:
    federal = providers({"federal": {"preset": "federal", **SECRET}})["federal"]

    assert federal.issuer == "https://idp.iamfas.belgium.be/fas/oauth2"
    assert federal.scopes == ("openid", "profile", "egovnrn")
    assert federal.claims == ClaimNames(
        ssin="egovNRN", given_name="givenName", family_name="surname"
    )
    assert federal.algorithms == ("RS256",)


def test_a_directory_states_no_national_number_unless_it_is_said_to() -> None:
    table = {"issuer": "https://login.example", **SECRET}
    plain, told = providers(
        {"a": table, "b": table | {"claims": {"ssin": "rrn"}, "title": "Acme"}}
    ).values()

    assert (plain.claims.ssin, plain.title) == (None, "a")
    assert (told.claims.ssin, told.claims.name, told.title) == ("rrn", "name", "Acme")


def test_a_claim_is_renamed_without_losing_the_others() -> None:
    table = {"preset": "federal", **SECRET, "claims": {"surname": "x"}}
    with pytest.raises(SettingsError, match="surname"):
        providers({"federal": table})
    table = {"preset": "federal", **SECRET, "claims": {"family_name": "sn"}}
    assert providers({"federal": table})["federal"].claims.ssin == "egovNRN"


HERE = {"issuer": "https://login.example"}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("x", "Expected a table"),
        ({}, "issuer"),
        ({"preset": ["federal"]}, "known presets are federal, directory"),
        ({"preset": "google"}, "known presets are federal, directory"),
        (SECRET, "issuer"),
        (SECRET | {"issuer": "http://login.example"}, "issuer must be an https address"),
        (SECRET | {"issuer": "login.example"}, "issuer must be an https address"),
        (
            SECRET | HERE | {"endpoints": {"token_endpoint": "http://login.example"}},
            "token_endpoint must be an https address",
        ),
        (HERE | {"client_id": "fla"}, "client_secret is missing"),
        (SECRET | HERE | {"client_authentication": "private_key_jwt"}, "client_key is missing"),
        (SECRET | HERE | {"client_authentication": "none"}, "client_authentication"),
        (SECRET | HERE | {"algorithms": ["none"]}, "algorithms"),
        (SECRET | HERE | {"algorithms": ["HS256"]}, "algorithms"),
        (SECRET | HERE | {"algorithms": []}, "algorithms must hold one"),
        (SECRET | HERE | {"scopes": ["profile"]}, "scopes must hold openid"),
        (SECRET | HERE | {"claims": "ssin"}, "claims"),
        (SECRET | HERE | {"acr": "x"}, "acr"),
        (SECRET | HERE | {"client_key": 7}, "client_key"),
    ],
)
def test_what_cannot_be_is_named(table: Any, says: str) -> None:
    with pytest.raises(SettingsError, match=r"^openid\.company: ") as refused:
        providers({"company": table})

    assert says in str(refused.value)
    assert "a secret" not in str(refused.value)


@pytest.mark.parametrize("name", ["Federal", "a b", "", "a/b", "1", "a" * 40])
def test_a_name_stands_in_addresses(name: str) -> None:
    with pytest.raises(SettingsError, match="small letters"):
        providers({name: SECRET | HERE})


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8080", "http://localhost/x", "http://[::1]"])
def test_this_machine_needs_no_encryption(issuer: str) -> None:
    assert providers({"a": SECRET | {"issuer": issuer}})["a"].issuer == issuer


@pytest.mark.parametrize("content", [None, "", "no key", "-----BEGIN PRIVATE KEY-----\nx"])
def test_a_key_that_cannot_be_read_is_said_at_the_start(
    tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "client.pem"
    if content is not None:
        file.write_text(content)
    table = {"client_authentication": "private_key_jwt", "client_key": str(file)}
    provider = providers({"a": SECRET | HERE | table})["a"]

    with pytest.raises(SettingsError, match=r"cannot read the client key .*client\.pem"):
        check_key(provider)
