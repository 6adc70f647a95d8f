"""Keys as people give them: what is read of them, and what is refused."""

import datetime as dt
import hashlib
import ssl
from base64 import urlsafe_b64encode

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey

from fla.access.client_key import KeyFault, KeyRefusedError, read_jwk, read_key
from tests.access.machine import certificate, ec_key, jwk_text, rsa_key

NOW = dt.datetime(2026, 11, 22, 11, tzinfo=dt.UTC)


def _pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _fault(text: str) -> KeyFault | None:
    try:
        read_key(text, NOW)
    except KeyRefusedError as error:
        return error.fault
    return None


@pytest.mark.parametrize("line_ends", ["\n", "\r\n"])
def test_a_certificate_is_known_by_its_thumbprint(line_ends: str) -> None:
    text = certificate(rsa_key())
    key = read_key(f"\n  {text.replace(chr(10), line_ends)}", NOW)

    der = ssl.PEM_cert_to_DER_cert(text)
    assert key.kid == urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    assert key.algorithm == "RS256"
    assert key.subject == "CN=payroll-demo"
    assert key.valid_from == dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert key.valid_until == dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    chain = text + certificate(ec_key())
    assert read_key(chain, NOW) == key, "the first of a chain is the client's own"


def test_a_bare_key_is_known_by_its_numbers() -> None:
    for pair in (rsa_key(), ec_key()):
        key = read_key(jwk_text(pair), NOW)
        assert key.kid == pair.thumbprint()
        assert (key.subject, key.valid_from, key.valid_until) == ("", None, None)
        assert read_key(pair.as_pem(private=False).decode(), NOW) == key
        in_a_set = f'{{"keys": [{jwk_text(pair)}]}}'
        assert read_key(in_a_set, NOW) == key
        assert set(msgspec.json.decode(key.jwk)) == {"kty"} | (
            {"n", "e"} if pair.key_type == "RSA" else {"crv", "x", "y"}
        )


def test_what_cannot_be_a_clients_key_is_refused() -> None:
    short = rsa.generate_private_key(65537, 1024).public_key()  # noqa: S505
    other_curve = ec.generate_private_key(ec.SECP384R1()).public_key()
    edwards = ed25519.Ed25519PrivateKey.generate().public_key()
    jwk = msgspec.json.decode(jwk_text(rsa_key()))
    last = NOW - dt.timedelta(days=1)
    refused: dict[str, KeyFault] = {
        "": "absent",
        " \r\n": "absent",
        "nonsense": "unreadable",
        "é": "unreadable",
        "x" * 30_000: "unreadable",
        "[" * 10_000: "unreadable",
        "{}": "unreadable",
        '{"keys": []}': "unreadable",
        f'{{"keys": [{jwk_text(rsa_key())}, {jwk_text(ec_key())}]}}': "unreadable",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----": "unreadable",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----": "unreadable",
        rsa_key().as_pem(private=True).decode(): "private",
        certificate(rsa_key()) + rsa_key().as_pem(private=True).decode(): "private",
        jwk_text(rsa_key(), private=True): "private",
        jwk_text(ec_key(), private=True): "private",
        msgspec.json.encode(OctKey.generate_key(256).as_dict(private=True)).decode(): "private",
        _pem(short): "weak",
        msgspec.json.encode(jwk | {"e": "Aw"}).decode(): "weak",
        msgspec.json.encode(jwk | {"n": "_" * 1400}).decode(): "large",
        _pem(other_curve): "type",
        _pem(edwards): "type",
        jwk_text(ECKey.generate_key("P-384")): "type",
        msgspec.json.encode(jwk | {"use": "enc"}).decode(): "type",
        '{"kty": "OKP", "crv": "Ed25519", "x": "AA"}': "type",
        '{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}': "unreadable",
        '{"kty": "RSA", "n": "", "e": ""}': "unreadable",
        certificate(rsa_key(), last - dt.timedelta(days=9), last): "expired",
    }
    found = {text: _fault(text) for text in refused}
    assert found == refused


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert _fault(text) is not None


@given(st.dictionaries(st.sampled_from(["kty", "n", "e", "crv", "x", "y", "use"]), st.text()))
def test_no_jwk_is_too_odd(members: dict[str, str]) -> None:
    members.setdefault("kty", "RSA")
    with pytest.raises(KeyRefusedError):
        read_jwk(msgspec.json.encode(members))
