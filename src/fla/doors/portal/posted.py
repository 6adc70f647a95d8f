"""A posted form as the portal takes it: bounded, readable text."""

from typing import Final
from urllib.parse import parse_qsl

from litestar.exceptions import ClientException, HTTPException

LARGEST_FORM: Final = 65_536
"""Bytes."""
MOST_FIELDS: Final = 2_000
"""An employment of as many occupation lines as there may be has some 1,400."""

Form = dict[str, list[str]]
"""A posted form: every value of every field, in order; values are never judged here."""


class FormTooLarge(HTTPException):
    """A form larger than any of ours."""

    status_code = 413


def parse_form(body: bytes) -> Form:
    """Return a form's fields; ClientException for too many, or for text that is not UTF-8."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError as error:  # UnicodeDecodeError is one
        raise ClientException("the form cannot be read") from error
    form: Form = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form
