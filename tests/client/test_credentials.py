"""Credentials: keys that the service would take and no others, and assertions that it takes."""

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

from fla.access.client_key import read_key
from fla.client import Credentials
from fla.demo.sandbox_keys import certified, key_file

NOW = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)
CURVE = ec.generate_private_key(ec.SECP256R1())
WEAK = rsa.generate_private_key(65_537, 1024)  # noqa: S505
PASSWORD = b"a word that is kept secret"


def pem(key: Any, password: bytes | None = None) -> bytes:
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password is not None:
        encryption = serialization.BestAvailableEncryption(password)
    content: bytes = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
    return content


def public(key: Any) -> bytes:
    content: bytes = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return content


def opened(assertion: str, key: RSAKey | ECKey) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and claims of an assertion whose signature is the key's."""
    told = jws.deserialize_compact(assertion, key, algorithms=["RS256", "ES256"])
    return dict(told.headers()), msgspec.json.decode(told.payload)


def test_an_assertion_is_signed_for_one_endpoint_and_one_use() -> None:
    credentials = Credentials("payroll-demo", pem(CURVE))
    first, second = (credentials.assertion("https://x/oauth/v1/token") for _ in range(2))
    header, claims = opened(first, ECKey.import_key(public(CURVE)))
    assert header == {
        "alg": "ES256",
        "kid": read_key(public(CURVE).decode(), NOW).kid,
        "typ": "JWT",
    }
    assert claims["iss"] == claims["sub"] == "payroll-demo"
    assert claims["aud"] == "https://x/oauth/v1/token"
    assert 0 < claims["exp"] - claims["iat"] <= 300
    assert claims["jti"] != opened(second, ECKey.import_key(public(CURVE)))[1]["jti"]


def test_a_certificate_names_the_key_as_the_service_does(tmp_path: Path) -> None:
    kid = certified(tmp_path, "anybody", NOW).kid
    key = key_file(tmp_path, "anybody")
    credentials = Credentials("anybody", key, key.with_suffix(".crt"))
    header, _ = opened(credentials.assertion("x"), RSAKey.import_key(key.read_bytes()))
    assert (header["alg"], header["kid"]) == ("RS256", kid)


def test_a_published_key_has_the_name_it_is_given() -> None:
    header, _ = opened(
        Credentials("anybody", pem(CURVE), kid="2026-11").assertion("x"),
        ECKey.import_key(public(CURVE)),
    )
    assert header["kid"] == "2026-11"


def test_an_encrypted_key_is_opened_with_its_password() -> None:
    credentials = Credentials("anybody", pem(CURVE, PASSWORD), password=PASSWORD)
    assert opened(credentials.assertion("x"), ECKey.import_key(public(CURVE)))


@pytest.mark.parametrize(
    ("key", "password", "said"),
    [
        (pem(WEAK), None, "2048 bits or more"),
        (pem(ec.generate_private_key(ec.SECP384R1())), None, "curve P-256"),
        (pem(ed25519.Ed25519PrivateKey.generate()), None, "curve P-256"),
        (public(CURVE), None, "private key as PEM"),
        (b"", None, "private key as PEM"),
        (b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----", None, "as PEM"),
        (pem(CURVE, PASSWORD), None, "needs its password"),
        (pem(CURVE, PASSWORD), b"another", "its password"),
        (pem(CURVE), PASSWORD, "has no password"),
    ],
)
def test_a_key_that_cannot_be_a_client_s_is_refused(
    key: bytes, password: bytes | None, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        Credentials("anybody", key, password=password)
    assert "c2VjcmV0" not in str(refused.value)
    assert PASSWORD.decode() not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_the_certificate_must_be_the_key_s(tmp_path: Path) -> None:
    certified(tmp_path, "one", NOW)
    certificate = tmp_path / "one.crt"
    with pytest.raises(ValueError, match="another key's"):
        Credentials("one", pem(CURVE), certificate)
    with pytest.raises(ValueError, match="certificate as PEM"):
        Credentials("one", tmp_path / "one.key", b"none")
