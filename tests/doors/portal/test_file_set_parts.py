"""Several files sent from a browser at once become the parts of one set, or nothing does."""

import re
from pathlib import Path

import pytest

from fla.clock import FixedClock
from fla.database.identity import BATCH, assume
from fla.doors.batch.work import process
from fla.doors.portal.upload import _order
from fla.filesets import store
from fla.filesets.model import FileSet
from fla.settings import Settings
from tests.conftest import Database
from tests.doors.portal.conftest import Opener, Visitor, find
from tests.doors.portal.file_set_doors import LIMIT, Doors, settings_of, upload_several
from tests.doors.portal.world import World
from tests.intake.build import TODAY, Connection

DECLARATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<LearningAccountDeclaration xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="learningAccount_2026q4.xsd">
  <Header><Sender>{number}</Sender><CreationDate>2026-11-22</CreationDate></Header>
  <OptOut>
    <Action>register</Action><Reference>{reference}</Reference>
    <EnterpriseNumber>{number}</EnterpriseNumber><Year>2027</Year>
  </OptOut>
</LearningAccountDeclaration>
"""


@pytest.fixture
def doors(world: World, tmp_path: Path, open_portal: Opener) -> Doors:
    return Doors(world, settings_of(tmp_path), open_portal)


@pytest.fixture
def bakery(doors: Doors) -> Visitor:
    visitor = doors.bakery()
    visitor.get("/file-sets/new")
    return visitor


def _file(doors: Doors, reference: str) -> bytes:
    return DECLARATIONS.format(number=doors.world.bakery, reference=reference).encode()


async def _sets(connection: Connection) -> list[FileSet]:
    async with connection.transaction():
        await assume(connection, BATCH, TODAY)
        return list((await store.list_sets(connection, store.Filter())).rows)


def _left(doors: Doors) -> list[Path]:
    return [path for path in doors.spool.root.rglob("*") if path.is_file()]


async def test_parts_are_taken_in_the_order_of_their_names(
    bakery: Visitor, doors: Doors, app: Connection
) -> None:
    named = {f"Part {n}.xml": _file(doors, f"N-{n}") for n in (10, 2, 1)}

    answer = upload_several(bakery, named)

    [one] = await _sets(app)
    assert answer.headers["location"].startswith(f"/file-sets/{one.ticket}?")
    assert one.parts == 3
    folder = doors.spool.set_folder(one.ticket)
    parts = [folder / f"FI.{one.go_name.removeprefix('GO.')}.{part}" for part in (1, 2, 3)]
    assert [part.read_bytes() for part in parts] == [named[f"Part {n}.xml"] for n in (1, 2, 10)]
    assert not list(doors.spool.receiving.iterdir())


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["b.xml", "A.xml"], ["A.xml", "b.xml"]),
        (["p10", "p9", "p010a"], ["p9", "p10", "p010a"]),
        (["2026-11.xml", "2026-2.xml"], ["2026-2.xml", "2026-11.xml"]),
        (["1" + "0" * 4500, "9"], ["9", "1" + "0" * 4500]),
    ],
)
def test_numbers_in_names_are_numbers(names: list[str], ordered: list[str]) -> None:
    assert sorted(names, key=_order) == ordered


async def test_one_notification_answers_both_parts(
    bakery: Visitor, doors: Doors, app: Connection, database: Database, clock: FixedClock
) -> None:
    upload_several(bakery, {"a.xml": _file(doors, "N-1"), "b.xml": _file(doors, "N-2")})
    [one] = await _sets(app)
    settings = Settings(database_url=database.app_url, spool=doors.spool.root)
    await process(settings, one.ticket, clock)

    page = bakery.get(f"/file-sets/{one.ticket}").text

    [address] = find(page, "//a[contains(@href, 'FO.NOTI')]/@href")
    references = re.findall(r">(N-[0-9])<", bakery.get(address).text)
    assert list(dict.fromkeys(references)) == ["N-1", "N-2"]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (b"", "b.xml: There is nothing in this file"),
        (b"%PDF-1.7", "b.xml: This is neither XML nor a compressed file"),
        (b"<x/>" * (LIMIT // 4), "at most 100 kB may be sent at once"),
    ],
)
async def test_one_that_cannot_be_taken_keeps_all_back(
    bakery: Visitor, doors: Doors, app: Connection, second: bytes, told: str
) -> None:
    answer = upload_several(bakery, {"a.xml": b"<x/>", "b.xml": second})

    assert answer.status_code == 422
    [link] = find(answer.text, "//*[@role='alert']//a")
    assert told in link.text_content()
    assert link.get("href") == "#file"
    assert await _sets(app) == []
    assert _left(doors) == []


async def test_there_are_only_so_many_parts(bakery: Visitor, doors: Doors, app: Connection) -> None:
    most = doors.settings.batch_parts
    answer = upload_several(bakery, {f"{n}.xml": b"<x/>" for n in range(most + 1)})

    assert answer.status_code == 422
    assert f"at most {most} parts" in answer.text
    assert await _sets(app) == []
    assert _left(doors) == []


async def test_a_second_file_cut_off_on_its_way_leaves_nothing(
    bakery: Visitor, doors: Doors, app: Connection
) -> None:
    fields = {"_csrf_token": bakery.token, "purpose": "FLAD", "environment": "S"}
    body = "".join(
        f'--b\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    for name in ("a", "b"):
        body += f'--b\r\ncontent-disposition: form-data; name="file"; filename="{name}.xml"\r\n'
        body += "\r\n<x/>\r\n" if name == "a" else "\r\n<x"
    answer = bakery.client.post(
        "/file-sets/new",
        content=body.encode(),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )

    assert answer.status_code == 400
    assert await _sets(app) == []
    assert _left(doors) == []
