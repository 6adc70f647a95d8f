"""What a sheet of paper is made of: plain strings in sections, which a template sets."""

from msgspec import Struct

from fla.languages import Language


class Block(Struct, frozen=True, tag_field="kind"):
    """A part of a section."""


class Text(Block, frozen=True, tag="text"):
    """A paragraph; `quiet` ones are in smaller letters."""

    text: str
    quiet: bool = False


class Heading(Block, frozen=True, tag="heading"):
    """A heading within a section."""

    text: str


class Pairs(Block, frozen=True, tag="pairs"):
    """Names with their values."""

    rows: tuple[tuple[str, str], ...]


class Table(Block, frozen=True, tag="table"):
    """Rows below a head; `widths` are shares of the page, `amounts` columns set to the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    amounts: tuple[int, ...] = ()


AnyBlock = Text | Heading | Pairs | Table


class Section(Struct, frozen=True):
    """A heading with what stands below it."""

    heading: str
    blocks: tuple[AnyBlock, ...]


class Sheet(Struct, frozen=True, kw_only=True):
    """A whole document; `header` stands on every page, `page` and `of` around its number."""

    language: Language
    title: str
    subtitle: str
    header: str
    issued: str
    page: str
    of: str
    sections: tuple[Section, ...]
