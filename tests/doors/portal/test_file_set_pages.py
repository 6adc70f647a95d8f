"""Pages of file sets and senders are built for assistive technology as all others are."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest
from lxml import html

from fla.access.model import PersonaKind
from fla.filesets.spool import Spool
from fla.languages import LANGUAGES
from fla.settings import Settings
from tests.databases import Databases
from tests.doors.portal import file_set_world, sender_world
from tests.doors.portal.conftest import Opener, Visitor, opener
from tests.doors.portal.file_set_doors import settings_of, upload
from tests.doors.portal.file_set_world import STATES, FileSets
from tests.doors.portal.test_pages import (
    Page,
    test_a_page_says_its_language_its_name_and_where_its_content_is,
    test_every_control_has_a_name,
    test_forms_do_without_scripts_and_keep_nothing_in_browsers,
    test_headings_lead_through_a_page,
    test_pictures_are_described_or_passed_over,
    test_references_within_a_page_are_kept,
    test_regions_are_told_apart,
    test_tables_name_their_rows_and_columns,
)
from tests.doors.portal.world import build
from tests.intake.build import CLOCK

__all__ = [
    "test_a_page_says_its_language_its_name_and_where_its_content_is",
    "test_every_control_has_a_name",
    "test_forms_do_without_scripts_and_keep_nothing_in_browsers",
    "test_headings_lead_through_a_page",
    "test_pictures_are_described_or_passed_over",
    "test_references_within_a_page_are_kept",
    "test_regions_are_told_apart",
    "test_tables_name_their_rows_and_columns",
]


@dataclass(frozen=True)
class Shown:
    """The portal over file sets that nobody changes."""

    bakery: str
    sets: FileSets
    number: str
    settings: Settings
    open_portal: Opener

    def addresses(self, kind: PersonaKind) -> list[str]:
        one = "/file-sets/" + self.sets.tickets["held"]
        running = "/file-sets/" + self.sets.tickets["processing"]
        if kind == "employer":
            all_sets = [f"/file-sets/{self.sets.tickets[state]}" for state in STATES]
            forms = ["/file-sets/new", f"{one}/confirm", f"{one}/cancel", f"{running}/cancel"]
            return ["/file-sets", "/file-sets?which=held", *all_sets, *forms]
        sender = f"/senders/{self.number}"
        return ["/file-sets", f"{running}?follow=1", "/senders", sender, f"{sender}/disable"]


@pytest.fixture(scope="module")
def shown(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """File sets of the bakery in each state, and a sender."""
    database = databases.lend()
    settings = settings_of(tmp_path_factory.mktemp("sets"))

    async def fill() -> tuple[str, FileSets, str]:
        world = await databases.built(database, build)
        async with await psycopg.AsyncConnection.connect(database.app_url) as connection:
            spool = Spool(settings.spool_directory)
            sets = await file_set_world.build(connection, spool, world.bakery)
            return world.bakery, sets, await sender_world.build(connection, world.payroll)

    with ExitStack() as stack:
        stack.callback(databases.take_back, database)
        yield Shown(*asyncio.run(fill()), settings, opener(stack, database, CLOCK))


def _looked_at(visitor: Visitor, shown: Shown, kind: PersonaKind) -> Iterator[tuple[str, str]]:
    for address in shown.addresses(kind):
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        yield address, answer.text
    if kind == "employer":
        visitor.get("/file-sets/new")
        yield "refused", upload(visitor, b"", environment="", purpose="").text


@pytest.fixture(scope="module", params=LANGUAGES)
def pages(request: pytest.FixtureRequest, shown: Shown) -> list[tuple[str, Page]]:
    """All of these pages in one language."""
    found: list[tuple[str, Page]] = []
    kinds: list[tuple[PersonaKind, str]] = [("employer", shown.bakery), ("operator", "")]
    for kind, number in kinds:
        visitor = shown.open_portal(shown.settings)
        visitor.get(f"/language/{request.param}")
        visitor.log_in(kind, number)
        for address, text in _looked_at(visitor, shown, kind):
            found.append((f"{request.param} {kind} {address}", html.fromstring(text)))
    return found


def test_the_picture_is_said_in_words_too(pages: list[tuple[str, Page]]) -> None:
    pictures = 0
    for address, page in pages:
        for picture in page.xpath("//*[local-name()='svg'][contains(@class, 'progress')]"):
            assert picture.get("aria-hidden") == "true", address
            assert picture.getnext().text_content().strip(), address
            pictures += 1
    assert pictures > len(STATES)
