"""Signatures that `openssl cms` makes, as a sender would: which count, and why others do not."""

import datetime as dt
from pathlib import Path

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fla.filesets.signature_text import sentence
from fla.filesets.signing import LARGEST_SIGNATURE, SIGNATURE_FAULTS, verify, verify_now
from fla.languages import LANGUAGES
from fla.senders.model import SenderCertificate
from tests.filesets import openssl
from tests.filesets.openssl import Signer, in_columns

DAY = dt.timedelta(days=1)
KINDS = {"RSA": openssl.RSA, "P-256": openssl.P256, "P-384": openssl.P384, "P-521": openssl.P521}
Signers = dict[str, Signer]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signing")


@pytest.fixture(scope="module")
def signers(place: Path) -> Signers:
    """What a sender has: a key of each kind."""
    return {name: openssl.signer(place, name, kind) for name, kind in KINDS.items()}


@pytest.fixture(scope="module")
def certificates(signers: Signers) -> list[SenderCertificate]:
    return [signer.registered() for signer in signers.values()]


@pytest.fixture(scope="module")
def at(signers: Signers) -> dt.datetime:
    return signers["P-521"].during


@pytest.fixture(scope="module")
def stranger(place: Path) -> Signer:
    return openssl.signer(place, "stranger")


@pytest.fixture(scope="module")
def file(place: Path) -> Path:
    path = place / "FI.FLAD.100001.20261122.00001.R.1.1"
    path.write_bytes(b"<Declarations>\r\n</Declarations>\r\n" * 999)
    return path


@pytest.fixture(scope="module")
def signature(signers: Signers, file: Path) -> bytes:
    return signers["P-256"].sign(file)


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("name", KINDS)
async def test_what_the_sender_signed_counts(
    signers: Signers,
    certificates: list[SenderCertificate],
    at: dt.datetime,
    file: Path,
    name: str,
    digest: str,
) -> None:
    signature = signers[name].sign(file, "-md", digest)
    assert await verify(file, signature, certificates, at) is None
    assert await verify(file.read_bytes(), signature, certificates, at) is None


async def test_every_way_of_writing_a_signature_is_read(
    signers: Signers, certificates: list[SenderCertificate], at: dt.datetime, file: Path
) -> None:
    signature = signers["RSA"].sign(file)
    line = openssl.openssl("base64", "-A", stdin=signature)
    for written in (
        signature,
        line,
        line + b"\r\n",
        in_columns(signature),
        in_columns(signature) + b"\r",
        in_columns(signature, b"\r\n"),
        openssl.openssl("base64", stdin=signature),
    ):
        assert await verify(file, written, certificates, at) is None


@pytest.mark.parametrize(
    "options",
    [
        ("-cades",),
        ("-keyid",),
        ("-nocerts",),
        ("-noattr",),
        ("-keyopt", "rsa_padding_mode:pss"),
    ],
    ids=" ".join,
)
async def test_other_forms_of_a_signature_count_too(
    signers: Signers,
    certificates: list[SenderCertificate],
    at: dt.datetime,
    file: Path,
    options: tuple[str, ...],
) -> None:
    signature = signers["RSA"].sign(file, *options)
    assert await verify(file, signature, certificates, at) is None
    assert await verify(b"else", signature, certificates, at) == "tampered"


@pytest.mark.parametrize("name", KINDS)
async def test_a_changed_file_is_noticed_to_the_byte(
    signers: Signers,
    certificates: list[SenderCertificate],
    at: dt.datetime,
    file: Path,
    name: str,
) -> None:
    content, signature = file.read_bytes(), signers[name].sign(file)
    for changed in (
        b"",
        content[:-1],
        content + b"\n",
        b" " + content[1:],
        content.replace(b"\r\n", b"\n"),
    ):
        assert await verify(changed, signature, certificates, at) == "tampered"


async def test_a_signature_moved_to_another_file_does_not_count(
    signers: Signers,
    certificates: list[SenderCertificate],
    at: dt.datetime,
    file: Path,
    place: Path,
) -> None:
    other = place / "other"
    other.write_bytes(b"other")
    signer = signers["RSA"]
    mine, others = (cms.ContentInfo.load(signer.sign(one)) for one in (file, other))
    assert await verify(file, others.dump(), certificates, at) == "tampered"
    # What it says of the file is true, but nobody has signed that.
    stolen = mine["content"]["signer_infos"][0]["signature"].native
    others["content"]["signer_infos"][0]["signature"] = stolen
    assert await verify(other, others.dump(), certificates, at) == "invalid"


async def test_only_the_senders_own_certificates_count(
    signers: Signers,
    certificates: list[SenderCertificate],
    at: dt.datetime,
    file: Path,
    place: Path,
    stranger: Signer,
) -> None:
    signature = signers["P-256"].sign(file)
    for registered in ([], [stranger.registered()], certificates[2:]):
        assert await verify(file, signature, registered, at) == "unknown"
    for options in ((), ("-nocerts",), ("-keyid",), ("-certfile", signers["P-256"].certificate)):
        assert await verify(file, stranger.sign(file, *options), certificates, at) == "unknown"
    number = openssl.openssl("x509", "-in", signers["P-256"].certificate, "-noout", "-serial")
    # Anybody can make a certificate that bears the same name and number.
    same = ("-set_serial", f"0x{number.decode().strip().removeprefix('serial=')}")
    twin = openssl.signer(place / "twin", "P-256", openssl.P256, *same)
    assert await verify(file, twin.sign(file), certificates, at) == "unknown"
    assert await verify(file, twin.sign(file, "-nocerts"), certificates, at) == "invalid"
    with_mine = twin.sign(file, "-certfile", signers["P-256"].certificate)
    assert await verify(file, with_mine, certificates, at) == "invalid"


async def test_of_two_certificates_with_one_number_that_counts_which_is_brought_along(
    file: Path, place: Path
) -> None:
    two = [
        openssl.signer(place / folder, "same", openssl.P256, "-set_serial", "1")
        for folder in ("one", "two")
    ]
    registered = [one.registered() for one in two]
    for signer in two:
        assert await verify(file, signer.sign(file), registered, two[1].during) is None


async def test_a_certificate_counts_when_registered_and_who_issued_it_never(
    file: Path, place: Path
) -> None:
    authority = openssl.signer(place, "authority")
    member = openssl.issued(authority, place, "member")
    signature = member.sign(file, "-certfile", authority.certificate)
    assert await verify(file, signature, [authority.registered()], member.during) == "unknown"
    assert await verify(file, signature, [member.registered()], member.during) is None


async def test_a_timestamp_of_whomever_is_passed_over(
    signature: bytes, certificates: list[SenderCertificate], at: dt.datetime, file: Path
) -> None:
    message = cms.ContentInfo.load(signature)
    stamp = {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(signature)]}
    message["content"]["signer_infos"][0]["unsigned_attrs"] = [stamp]
    assert len(message.dump()) > 1.9 * len(signature)
    assert await verify(file, message.dump(), certificates, at) is None


async def test_a_certificate_counts_while_it_is_in_force(signers: Signers, file: Path) -> None:
    signer = signers["P-256"]
    signature, registered, said = signer.sign(file), signer.registered(), signer.public
    for moment, fault in (
        (said.not_before - DAY, "early"),
        (said.not_before, None),
        (said.not_after - DAY, None),
        (said.not_after, "expired"),
    ):
        assert await verify(file, signature, [registered], moment) == fault, moment
    noon = said.not_before + DAY
    for changed, fault in (
        (replace(registered, valid_from=noon + DAY), "early"),
        (replace(registered, valid_until=noon), "expired"),
        (replace(registered, revoked_at=noon + DAY, revoked_by="operator"), "revoked"),
    ):
        assert await verify(file, signature, [changed], noon) == fault


async def test_weak_and_unusual_algorithms_are_refused(
    signers: Signers, certificates: list[SenderCertificate], at: dt.datetime, file: Path
) -> None:
    for name, digest in (
        *(("RSA", "sha1"), ("RSA", "sha224"), ("RSA", "md5")),
        *(("P-256", "sha1"), ("P-256", "sha224")),
    ):
        signature = signers[name].sign(file, "-md", digest)
        assert await verify(file, signature, certificates, at) == "algorithm", (name, digest)


async def test_two_digests_in_one_signature_are_refused(
    signers: Signers, certificates: list[SenderCertificate], at: dt.datetime, file: Path
) -> None:
    message = cms.ContentInfo.load(signers["P-256"].sign(file))
    message["content"]["signer_infos"][0]["digest_algorithm"] = {"algorithm": "sha512"}
    assert await verify(file, message.dump(), certificates, at) == "algorithm"


async def test_what_is_no_detached_signature_of_one_is_refused(
    signers: Signers,
    certificates: list[SenderCertificate],
    at: dt.datetime,
    file: Path,
    place: Path,
    stranger: Signer,
) -> None:
    small = place / "small"
    small.write_bytes(b"small")
    signer = signers["P-256"]
    sound = signer.sign(small)
    sealed = openssl.openssl(
        *("cms", "-encrypt", "-in", small, "-outform", "DER", "-aes256", signers["RSA"].certificate)
    )
    for signature, fault in (
        (signer.sign(small, "-nodetach"), "attached"),
        (signer.sign(small, "-stream"), "attached"),  # OpenSSL attaches what it streams
        (signer.sign(small, "-signer", stranger.certificate, "-inkey", stranger.key), "signers"),
        (signer.sign(small, "-outform", "PEM"), "unreadable"),
        (signer.sign(small, "-outform", "SMIME"), "unreadable"),
        (sealed, "unreadable"),
        (openssl.openssl("cms", "-data_create", "-in", small, "-outform", "DER"), "unreadable"),
        (b"", "unreadable"),
        (b"\r\n", "unreadable"),
        (b"MII", "unreadable"),
        (b"\x30\x80", "unreadable"),
        (b"\x30\x80" * 5000, "unreadable"),
        (sound[:-1], "unreadable"),
        (sound + b"\0", "unreadable"),
        (in_columns(sound, b" "), "unreadable"),
        (in_columns(sound)[:-1], "unreadable"),
        (small.read_bytes(), "unreadable"),
        (b"M" * (LARGEST_SIGNATURE + 1), "large"),
    ):
        assert await verify(small, signature, certificates, at) == fault, signature[:40]


def test_every_fault_is_a_sentence_in_every_language() -> None:
    for language in LANGUAGES:
        told = [sentence(fault, language) for fault in SIGNATURE_FAULTS]
        assert len(set(told)) == len(SIGNATURE_FAULTS)
        assert all(one.endswith(".") for one in told)


async def test_a_file_that_is_not_there_is_no_fault_of_the_signature(
    signers: Signers, certificates: list[SenderCertificate], at: dt.datetime, file: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        await verify(file.with_name("gone"), signers["RSA"].sign(file), certificates, at)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_whatever_hostile_bytes_say_it_is_a_fault_and_no_exception(
    certificates: list[SenderCertificate],
    at: dt.datetime,
    file: Path,
    signature: bytes,
    data: st.DataObject,
) -> None:
    start = data.draw(st.integers(0, len(signature)))
    cut = data.draw(st.integers(0, 8))
    changed = signature[:start] + data.draw(st.binary(max_size=8)) + signature[start + cut :]
    assert verify_now(b"another file", changed, certificates, at) in SIGNATURE_FAULTS
    # What is not looked at may change; what is signed may not.
    assert verify_now(file, changed, certificates, at) in (None, *SIGNATURE_FAULTS)
