"""The documentation's page and stylesheet, made once a process."""

import asyncio
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from fla.doors.rest.answer import Answer
from fla.doors.rest.contract import BASE, contract
from fla.doors.rest.doc.prose import prose
from fla.doors.rest.doc.shapes import Shapes
from fla.doors.rest.doc.view import View
from fla.doors.rest.issues import TITLES as ISSUES
from fla.doors.rest.problems import STATUSES, TITLES, urn
from fla.doors.rest.service import ASK_AGAIN, etag_of
from fla.doors.rest.texts import problem_detail

PAGE: Final = "/doc/"
STYLE: Final = "/doc/style.css"
WITHOUT_SLASH: Final = "/doc"
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {**ASK_AGAIN, "Content-Security-Policy": _POLICY}


async def documentation(path: str) -> Answer | None:
    """Return what lies at a path below the base, None where it is nothing of ours."""
    if path == PAGE:
        return _file(await asyncio.to_thread(page), "text/html; charset=utf-8")
    if path == STYLE:
        return _file(_style(), "text/css; charset=utf-8")
    if path == WITHOUT_SLASH:
        return Answer(308, location=BASE + PAGE)
    return None


def _file(content: bytes, media_type: str) -> Answer:
    return Answer(body=content, etag=etag_of(content), media_type=media_type, headers=_HEADERS)


@cache
def _style() -> bytes:
    return files("fla.doors.rest.doc").joinpath("style.css").read_bytes()


@cache
def page() -> bytes:
    """Return the page: everything that the contract says, in English as the contract is."""
    environment = Environment(
        loader=PackageLoader("fla.doors.rest.doc"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    document = contract().document
    scheme = document["components"]["securitySchemes"]["Oauth"]
    return (
        environment.get_template("page.html")
        .render(
            info=document["info"],
            introduction=prose(document["info"]["description"]),
            access=prose(scheme["description"]),
            scopes=scheme["flows"]["clientCredentials"]["scopes"],
            groups=View(contract(), BASE).groups(),
            shapes=Shapes(contract()).all(),
            problems=[_problem(kind) for kind in TITLES],
            issues=ISSUES,
            base=BASE,
        )
        .encode()
    )


def _problem(kind: str) -> tuple[str, int, str, str]:
    said = problem_detail(kind.removeprefix("fla:"), "en")
    return urn(kind), STATUSES[kind], TITLES[kind], said
