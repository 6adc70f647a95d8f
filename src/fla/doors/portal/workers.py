"""An employer's workers with their credit: searched, paged, and chosen to register something for.

What was searched for and who was chosen travels sealed in the address, never readable.
"""

import datetime as dt
import uuid
from typing import Final

from litestar import Response, Router, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from msgspec import Struct
from msgspec.structs import replace

from fla.credit import store as credit
from fla.credit.model import CreditLine
from fla.database.records import Page, Window
from fla.doors.portal.entrance import READING, AnyVisit, OpenEmployer
from fla.doors.portal.posted import Form
from fla.doors.portal.visit import VIEW, Visit
from fla.doors.portal.years import chosen_year, years_to_choose
from fla.register import store as register
from fla.register.model import Worker

PAGE_SIZE: Final = 25
MOST_CHOSEN: Final = 100
"""Workers one form registers something for."""
WORKERS_PAGE: Final = "/employers/{}/workers"
_LONGEST_SEARCH: Final = 200
_WITH_CHOSEN: Final = {"register": "new", "change": "shared"}
"""Where the buttons lead that do something for those who are chosen."""


class ListView(Struct, frozen=True, omit_defaults=True):
    """Which part of the list is shown, and who is chosen on other parts of it."""

    year: int
    search: str = ""
    after: uuid.UUID | None = None
    before: uuid.UUID | None = None
    chosen: tuple[uuid.UUID, ...] = ()
    complaint: str = ""


class Chosen(Struct, frozen=True):
    """The workers something is to be registered for."""

    workers: tuple[uuid.UUID, ...]


class Line(Struct, frozen=True):
    """A worker in the list, with his credit of the year and whether he is chosen."""

    worker: Worker
    credit: list[CreditLine]
    chosen: bool


@get("/employers/{enterprise_number:str}/workers")
async def list_workers(visit: AnyVisit, employer: OpenEmployer) -> Response[str]:
    """Show a part of the list."""
    view = visit.sealed(ListView) or ListView(year=visit.house.clock.today().year)
    window = Window[uuid.UUID](limit=PAGE_SIZE, after=view.after, before=view.before)
    async with visit.reading() as connection:
        page: Page[Worker] = await register.workers(connection, employer.id, window, view.search)
        count = await register.count_workers(connection, employer.id, view.search)
        ids = [worker.id for worker in page.rows]
        lines = await credit.credit_of_workers(connection, employer.id, ids, view.year)
    elsewhere = tuple(one for one in view.chosen if one not in ids)
    return visit.page(
        "workers.html",
        employer=employer,
        view=view,
        page=page,
        count=count,
        lines=_lines(page, lines, view),
        elsewhere=len(elsewhere),
        most_chosen=MOST_CHOSEN,
        years=years_to_choose(visit.house.clock.today()),
        sealed=visit.house.seal.close(replace(view, chosen=elsewhere)),
    )


@post("/employers/{enterprise_number:str}/workers", status_code=HTTP_303_SEE_OTHER, opt=READING)
async def move_in_list(visit: AnyVisit, employer: OpenEmployer) -> Redirect:
    """Search, turn the page, or go on with those who are chosen; nothing is changed."""
    form = visit.form
    view = _opened(visit, form)
    here = WORKERS_PAGE.format(employer.enterprise_number)
    go = form.get("go", [""])[-1]
    if go in _WITH_CHOSEN:
        if 0 < len(view.chosen) <= MOST_CHOSEN:
            there = f"/employers/{employer.enterprise_number}/trainings/{_WITH_CHOSEN[go]}"
            return visit.go(there, Chosen(view.chosen))
        return visit.go(here, replace(view, complaint="many" if view.chosen else "none"))
    return visit.go(here, _moved(view, form, go, visit.house.clock.today()))


def nobody_chosen(visit: Visit) -> ListView:
    """Return the view that asks to choose somebody first."""
    return ListView(year=visit.house.clock.today().year, complaint="none")


def _opened(visit: Visit, form: Form) -> ListView:
    """Return the view the form came from, with those chosen on it."""
    sealed = visit.house.seal.open(form.get(VIEW, [""])[-1], ListView)
    view = sealed or ListView(year=visit.house.clock.today().year)
    chosen = dict.fromkeys((*view.chosen, *read_ids(form.get("worker", []))))
    return replace(view, chosen=tuple(chosen)[: MOST_CHOSEN + 1], complaint="")


def _moved(view: ListView, form: Form, go: str, today: dt.date) -> ListView:
    if go == "clear":
        return replace(view, chosen=())
    cursor = next(iter(read_ids(form.get(go, []))), None)
    if go == "after":
        return replace(view, after=cursor, before=None)
    if go == "before":
        return replace(view, after=None, before=cursor)
    return replace(
        view,
        search=form.get("search", [""])[-1].strip()[:_LONGEST_SEARCH],
        year=chosen_year(form.get("year", [""])[-1], today),
        after=None,
        before=None,
    )


def read_ids(texts: list[str]) -> list[uuid.UUID]:
    """Return the ids among some texts; what is none is nobody's."""
    found = []
    for text in texts[:1000]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _lines(page: Page[Worker], lines: list[CreditLine], view: ListView) -> list[Line]:
    of_worker: dict[uuid.UUID, list[CreditLine]] = {}
    for line in lines:
        of_worker.setdefault(line.worker_id, []).append(line)
    return [
        Line(worker, of_worker.get(worker.id, []), worker.id in view.chosen) for worker in page.rows
    ]


WORKERS = Router("/", route_handlers=[list_workers, move_in_list])
