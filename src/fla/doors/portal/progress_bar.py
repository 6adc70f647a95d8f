"""How far a file set is, as a bar: what of its forms was accepted, warned about, refused."""

from decimal import Decimal

from msgspec import Struct

from fla.doors.portal.credit_bar import percent
from fla.filesets.model import FileSet


class ProgressBar(Struct, frozen=True):
    """Positions and widths in percent of the bar's width; the rest is not answered yet."""

    accepted: str
    warned: str
    refused: str
    refused_from: str


def progress_bar(file_set: FileSet) -> ProgressBar | None:
    """Return the bar of a file set, None before its forms are counted."""
    if not file_set.forms:
        return None
    one = Decimal(1) / file_set.forms
    return ProgressBar(
        accepted=percent(file_set.accepted * one),
        warned=percent(file_set.warned * one),
        refused=percent(file_set.rejected * one),
        refused_from=percent((file_set.accepted + file_set.warned) * one),
    )
