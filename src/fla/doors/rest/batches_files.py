"""What there is to download of a file set: replies, their signatures, and what to send again."""

from pathlib import Path
from typing import Final

from fla.doors.ranges import UnsatisfiableError, part_of, tag_of
from fla.doors.rest.answer import Answer, Refusal, not_found
from fla.doors.rest.batches import resend_path, seen, spool_of
from fla.doors.rest.batches_told import KINDS
from fla.doors.rest.call import Call
from fla.doors.rest.registry import operation
from fla.filesets import reply_store
from fla.filesets.model import Reply
from fla.filesets.names import beside

_PARTIAL: Final = 206
_XML: Final = "application/xml"
_GZIP: Final = "application/gzip"
_TEXT: Final = "text/plain; charset=us-ascii"


@operation("getBatchReply")
async def get_batch_reply(call: Call) -> Answer:
    """Hand out a reply as it lies in the set's folder."""
    reply = await _reply(call)
    media_type = _GZIP if reply.name.endswith(".gz") else _XML
    return _download(_folder(call) / reply.name, media_type, call, "replyName")


@operation("getBatchReplySignature")
async def get_batch_reply_signature(call: Call) -> Answer:
    """Hand out the signature of a reply."""
    reply = await _reply(call)
    return _download(_folder(call) / beside(reply.name, "FS"), _TEXT, call, "replyName")


@operation("getBatchResendFile")
async def get_batch_resend_file(call: Call) -> Answer:
    """Hand out the file of what was rejected."""
    one = await seen(call, call.path["ticket"])
    name = f"{one.ticket}-rejected.xml"
    return _download(resend_path(call, one.ticket), _XML, call, "ticket", name)


async def _reply(call: Call) -> Reply:
    """Return the reply that the address names. Raises Refusal where there is none."""
    one, name = await seen(call, call.path["ticket"]), call.path["replyName"]
    async with call.reading() as connection:
        found = await reply_store.reply(connection, one.ticket, KINDS[name])
    if found is None:
        raise not_found("replyName", name)
    return found


def _folder(call: Call) -> Path:
    return spool_of(call).set_folder(call.path["ticket"])


def _download(path: Path, media_type: str, call: Call, parameter: str, name: str = "") -> Answer:
    """Answer with a file by its name, or with the part of it that is asked for.

    Raises Refusal when it is not there, or no longer, and for a part that it has not.
    """
    if not path.is_file():
        raise not_found(parameter, call.path[parameter])
    tag = tag_of(path)
    headers = {
        "Content-Disposition": f'attachment; filename="{name or path.name}"',
        "Accept-Ranges": "bytes",
    }
    try:
        part = None if call.known & {tag, "*"} else part_of(path, *call.part)
    except UnsatisfiableError as error:
        said = {"Content-Range": error.content_range}
        raise Refusal(416, "fla:rangeNotSatisfiable", headers=said) from None
    if part is None:
        return Answer(body=path, etag=tag, media_type=media_type, headers=headers)
    headers["Content-Range"] = part.content_range
    return Answer(_PARTIAL, part, etag=tag, media_type=media_type, headers=headers)
