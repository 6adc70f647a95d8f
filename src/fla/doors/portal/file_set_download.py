"""A file of a set on its way to a browser: all of it, or the part that a download goes on with."""

from pathlib import Path
from typing import Any, Final

from litestar import Response
from litestar.datastructures import ETag
from litestar.exceptions import NotFoundException
from litestar.response import File, Stream

from fla.doors.portal.visit import Visit
from fla.doors.ranges import UnsatisfiableError, part_of, tag_of

_XML: Final = "application/xml"
_GZIP: Final = "application/gzip"
_PARTIAL: Final = 206
_UNSATISFIABLE: Final = 416


def download(visit: Visit, path: Path, name: str) -> Response[Any]:
    """Answer with a file under a name; NotFoundException where it is not there, or no longer."""
    if not path.is_file():
        raise NotFoundException
    asked, tag = visit.request.headers, tag_of(path)
    media_type = _GZIP if name.endswith(".gz") else _XML
    try:
        part = part_of(path, asked.get("range", ""), asked.get("if-range", ""))
    except UnsatisfiableError as error:
        said = {"Content-Range": error.content_range}
        return Response(b"", status_code=_UNSATISFIABLE, headers=said)
    if part is None:
        return File(
            path,
            filename=name,
            media_type=media_type,
            etag=ETag(value=tag),
            headers={"Accept-Ranges": "bytes"},
        )
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(part.length),
        "Content-Range": part.content_range,
        "ETag": f'"{tag}"',
    }
    return Stream(part.pieces(), status_code=_PARTIAL, media_type=media_type, headers=headers)
