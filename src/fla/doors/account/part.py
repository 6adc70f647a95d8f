"""What the parts of an account have in common: how they are written, and the types they share."""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

Hundredths = Annotated[int, Meta(ge=0, description="hundredths of an hour a week")]
Minutes = Annotated[int, Meta(ge=0, description="minutes")]
InUnit = Annotated[Decimal, Meta(description="in the unit beside it")]
Enterprise = Annotated[str, Meta(pattern=r"^[01][0-9]{9}$", description="enterprise number")]
SourceIds = Annotated[str, Meta(description="ids of the law pack's sources, commas between")]
Sentence = Annotated[str, Meta(description="in the language of the file")]


class Outward(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A part of the file: camelCase names, none unknown; dates and times as in ISO 8601."""
