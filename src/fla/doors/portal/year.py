"""An employer's year: what workers are owed, used and have left, and what asks for attention."""

from litestar import Response, Router, get
from litestar.params import FromPath

from fla.credit.store import overview
from fla.doors.portal.collective import duties
from fla.doors.portal.declaring import Received
from fla.doors.portal.entrance import AnyVisit, OpenEmployer
from fla.doors.portal.head_count import read_size
from fla.doors.portal.years import known_year, years_to_choose
from fla.law.applied import size_class
from fla.law.pack import pack
from fla.rights import store as rights
from fla.rights.year_store import year_counts


@get("/employers/{enterprise_number:str}/years/{year:int}")
async def show_year(visit: AnyVisit, employer: OpenEmployer, year: FromPath[int]) -> Response[str]:
    """Show the year added up, by joint committee and by right."""
    today = visit.house.clock.today()
    known_year(year, today)
    async with visit.reading() as connection:
        figures = await overview(connection, employer.id, year)
        counts = await year_counts(connection, employer.id, year)
        size = await read_size(connection, employer, year)
        opt_outs = await rights.opt_outs_of_year(connection, employer.id, year)
        committees = [one.joint_committee or "" for one in figures.by_committee]
        collective = await duties(connection, employer, committees, size.average, year)
    return visit.page(
        "year.html",
        employer=employer,
        year=year,
        years=years_to_choose(today),
        figures=figures,
        counts=counts,
        size=size,
        size_class=None if size.average is None else size_class(pack(), size.average),
        company_opt_out=next((one for one in opt_outs if one.worker_id is None), None),
        duties=collective,
        received=visit.sealed(Received),
    )


YEAR = Router("/", route_handlers=[show_year])
