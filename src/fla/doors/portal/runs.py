"""The runs of training rights, for the operator: how far each is, what it did, how to stop it."""

from typing import Final

from litestar import Response, Router, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from fla.access import permissions
from fla.access.model import Persona
from fla.database.records import Connection
from fla.doors.portal.entrance import AnyVisit, LoggedIn
from fla.rights import run_store
from fla.rights.run_list_store import latest_runs, workers_of
from fla.rights.run_model import Run

_SHOWN: Final = 50
_SECONDS: Final = 5
"""Between two reloads of a page that follows a run."""
_LARGEST: Final = 2**31 - 1
_UNDER_WAY: Final = ("running", "stopping")


@get("/runs")
async def list_runs(visit: AnyVisit, persona: LoggedIn) -> Response[str]:
    """Show the latest runs."""
    _require_operator(persona)
    async with visit.reading() as connection:
        runs = await latest_runs(connection, _SHOWN)
        workers = await workers_of(connection, [run.number for run in runs])
    rows = [(run, workers.get(run.number, 0)) for run in runs]
    return visit.page("runs.html", rows=rows)


@get("/runs/{number:int}")
async def show_run(
    visit: AnyVisit, persona: LoggedIn, number: FromPath[int], follow: FromQuery[str] = ""
) -> Response[str]:
    """Show how far a run is; with `follow` the page reloads itself while the run goes on."""
    _require_operator(persona)
    async with visit.reading() as connection:
        run = await _find(connection, number)
        reached = await run_store.reached(connection, number)
        problems = await run_store.problems(connection, number)
        reasons = await run_store.reasons(connection, number)
    under_way = run.state in _UNDER_WAY
    return visit.page(
        "run.html",
        run=run,
        reached=reached,
        problems=problems,
        reasons=reasons,
        under_way=under_way,
        refresh=_SECONDS if under_way and follow else None,
    )


@post("/runs/{number:int}/stop")
async def stop_run(visit: AnyVisit, persona: LoggedIn, number: FromPath[int]) -> Redirect:
    """Let no further part of a run begin; what is under way is finished first."""
    _require_operator(persona)
    async with visit.writing() as connection:
        run = await _find(connection, number)
        await run_store.ask_to_stop(connection, run.number)
    return visit.go(f"/runs/{run.number}")


async def _find(connection: Connection, number: int) -> Run:
    if not 0 < number <= _LARGEST:
        raise NotFoundException
    run = await run_store.run_by_number(connection, number)
    if run is None:
        raise NotFoundException
    return run


def _require_operator(persona: Persona) -> None:
    if not permissions.may_open_runs(persona):
        raise NotFoundException


RUNS = Router("/", route_handlers=[list_runs, show_run, stop_run])
