"""Certificates to sign with: which are taken, and for how long they count."""

import datetime as dt
import hashlib

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from fla.senders.certificates import certificate_of, read_certificate
from fla.senders.credential import CredentialFault, CredentialRefusedError
from tests.rows import NOW
from tests.senders.credentials import END, START, certificate, issued

DAY = dt.timedelta(days=1)
KEY = ec.generate_private_key(ec.SECP256R1())


def usage(**said: bool) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: said.get(name, False) for name in names})


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def refused(content: bytes) -> CredentialFault:
    with pytest.raises(CredentialRefusedError) as error:
        read_certificate(content)
    return error.value.fault


def test_der_pem_and_a_chain_give_the_same_certificate() -> None:
    der = issued(KEY, "Payroll")
    read = read_certificate(der)
    assert read_certificate(pem(der)) == read
    assert read_certificate(pem(der).replace(b"\n", b"\r\n") + pem(issued(KEY, "above"))) == read
    assert (read.der, read.fingerprint) == (der, hashlib.sha256(der).hexdigest())
    assert (read.subject, read.issuer) == ("CN=Payroll", "CN=Payroll")
    assert (read.not_before, read.not_after) == (START, END)


def test_signing_is_what_it_is_for() -> None:
    for extensions in (
        (),
        (usage(digital_signature=True),),
        (usage(content_commitment=True),),  # as on the Belgian identity card
    ):
        assert read_certificate(issued(KEY, "x", *extensions)).subject == "CN=x"
    assert refused(issued(KEY, "x", usage(key_encipherment=True))) == "usage"


@pytest.mark.parametrize(
    "private",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
        rsa.generate_private_key(65_537, 2048),
    ],
    ids=["P-384", "P-521", "RSA"],
)
def test_other_keys_of_the_same_strength_are_taken(
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
) -> None:
    assert read_certificate(issued(private)).subject == "CN=first"


def test_what_cannot_be_signed_with_is_refused() -> None:
    private = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    sound = issued(KEY)
    for content, fault in (
        (b"\n", "absent"),
        (b"no certificate", "unreadable"),
        (sound[:-1], "unreadable"),
        (pem(sound)[:200], "unreadable"),
        (sound + b"\0" * 20_000, "unreadable"),
        (pem(sound) + private, "private"),
        (issued(rsa.generate_private_key(65_537, 1024)), "weak"),  # noqa: S505 - that is why
        (issued(rsa.generate_private_key(3, 2048)), "weak"),
        (issued(ec.generate_private_key(ec.SECP256K1())), "type"),
        (issued(ed25519.Ed25519PrivateKey.generate()), "type"),
        (issued(dsa.generate_private_key(2048)), "type"),
    ):
        assert refused(content) == fault, content


@settings(deadline=None)
@given(st.binary(max_size=100), st.integers(0, 400), st.integers(0, 400))
def test_whatever_is_given_is_a_certificate_or_refused(junk: bytes, start: int, end: int) -> None:
    sound = certificate().der
    for content in (junk, sound[:start] + junk + sound[end:]):
        try:
            assert len(read_certificate(content).fingerprint) == 64
        except CredentialRefusedError:
            continue


def test_it_counts_for_as_long_as_it_says_unless_told_less() -> None:
    whole = certificate_of("100001", certificate(), "me", NOW)
    assert (whole.valid_from, whole.valid_until) == (START, END)
    assert [whole.holds(at) for at in (START - DAY, START, END - DAY, END)] == [
        False,
        True,
        True,
        False,
    ]
    less = certificate_of("100001", certificate(), "me", NOW, valid_from=NOW, valid_until=NOW + DAY)
    assert (less.valid_from, less.valid_until) == (NOW, NOW + DAY)
    more = certificate_of(
        "100001", certificate(), "me", NOW, valid_from=START - DAY, valid_until=END + DAY
    )
    assert (more.valid_from, more.valid_until) == (START, END)


def test_what_counts_for_no_moment_is_refused() -> None:
    for now, start, end, fault in (
        (END, None, None, "expired"),
        (NOW, END, None, "period"),
        (NOW, None, START, "period"),
        (NOW, None, NOW, "period"),
        (NOW, NOW + DAY, NOW + DAY, "period"),
    ):
        with pytest.raises(CredentialRefusedError) as error:
            certificate_of("100001", certificate(), "me", now, valid_from=start, valid_until=end)
        assert error.value.fault == fault
