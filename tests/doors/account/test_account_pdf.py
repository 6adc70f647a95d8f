"""The account as PDF: readable by all, quickly made, and with inert text."""

import json
import re
import time
import warnings
import zlib
from decimal import Decimal
from importlib.resources import files

import msgspec
import pytest
import typst

from fla.doors.account.blocks import Table
from fla.doors.account.model import Account
from fla.doors.account.sheet import sheet
from fla.doors.account.writer_pdf import write_pdf
from fla.languages import LANGUAGES, Language
from tests.doors.account import world
from tests.rows import Connection

HOSTILE = '#import "/etc/passwd": * $x^2$ *b* _i_ [c] @a <b> `c` // d \\u{41} #panic("x") "q" ~ = h'


def streams(pdf: bytes) -> bytes:
    """All streams of a document, unpacked, and what stands between them."""
    parts = [pdf]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"\n".join(parts)


def texts(account: Account) -> str:
    return msgspec.json.encode(sheet(account)).decode()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_made_in_each_language(app: Connection, language: Language) -> None:
    await world.build(app)
    account = await world.export(app, language=language)
    begun = time.perf_counter()
    pdf = write_pdf(account)
    taken = time.perf_counter() - begun

    assert pdf.startswith(b"%PDF-")
    assert taken < 2
    content = streams(pdf)
    assert b"/StructTreeRoot" in content, "tagged"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert f"({language}-BE)".encode() in content, "its language is said"


async def test_the_same_account_gives_the_same_file(app: Connection) -> None:
    await world.build(app)
    account = await world.export(app)
    assert write_pdf(account) == write_pdf(account)


async def test_letters_of_belgium_and_the_euro_are_in_the_font(app: Connection) -> None:
    """A letter without a glyph would keep the document from its standard."""
    await world.build(app)
    account = await world.export(app)
    for text in ("Zoë", "Müller-Straße", "Größe & Café", "€"):
        assert text in texts(account)
    assert b"pdfuaid" in streams(write_pdf(account))


async def test_text_stays_text(app: Connection) -> None:
    await world.build(app)
    account = await world.export(app)
    worker = msgspec.structs.replace(
        account.worker, family_name=HOSTILE, given_name="#", address=HOSTILE
    )
    employer = msgspec.structs.replace(account.employer, name=HOSTILE)
    training = msgspec.structs.replace(
        account.trainings[0], title=HOSTILE, certificate_number="#", provider_name="= h"
    )
    hostile = msgspec.structs.replace(
        account, worker=worker, employer=employer, trainings=(training,)
    )

    assert b"pdfuaid" in streams(write_pdf(hostile))
    template = files("fla.doors.account").joinpath("account.typ").read_bytes()
    set_in_type = typst.query(template, "terms", sys_inputs={"sheet": texts(hostile)})
    [person, *_] = json.loads(set_in_type)
    domicile = person["children"][5]["description"]
    assert domicile == {"func": "text", "text": HOSTILE}


async def test_unbroken_and_unknown_letters_stop_nothing(app: Connection) -> None:
    await world.build(app)
    account = await world.export(app)
    training = msgspec.structs.replace(account.trainings[0], title="W" * 200)
    long = msgspec.structs.replace(account, trainings=(training,) * 300)
    assert b"pdfuaid" in streams(write_pdf(long))

    name = "漢字 \N{GRINNING FACE} \N{ARABIC LETTER AIN}"
    worker = msgspec.structs.replace(account.worker, family_name=name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        pdf = write_pdf(msgspec.structs.replace(account, worker=worker))
    assert pdf.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in streams(pdf), "tagged all the same"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_field_stands_on_paper(app: Connection, language: Language) -> None:
    await world.build(app)
    account = await world.export(app, language=language)
    written = texts(account)

    for text in (
        *("Müller-Straße", "Zoë", "Eupen", "Klosterstraße 1", "85.07.30"),
        *("0200.001.033", "Größe & Café", world.CBA, "C-1", "Erste Hilfe", "Tabellen", "Altes"),
    ):
        assert text in written, text
    shown = sheet(account)
    tables = [one for part in shown.sections for one in part.blocks if isinstance(one, Table)]
    assert all(len(row) == len(one.head) == len(one.widths) for one in tables for row in one.rows)
    assert len(shown.sections) == 9


async def test_an_account_of_nothing_but_a_name_is_made_too(app: Connection) -> None:
    await world.build(app)
    account = await world.export(app, world.BARE)
    assert b"pdfuaid" in streams(write_pdf(account))
    assert texts(account).count("inconnu") >= 4


@pytest.mark.parametrize("reason", ["windowEnd", "smallEmployer", "leaver"])
async def test_what_lapsed_is_told_with_its_reason(app: Connection, reason: str) -> None:
    await world.build(app)
    account = await world.export(app, language="en")
    [closing] = account.years[1].closings
    lapsed = msgspec.structs.replace(closing, lapsed=Decimal(2), lapse_reason=reason)
    year = msgspec.structs.replace(account.years[1], closings=(lapsed,))
    assert "Lapsed: 2 days" in texts(msgspec.structs.replace(account, years=(year,)))
