"""The kinds of thing that are declared and then lie at an address of their own."""

from typing import Final

from msgspec import Struct

from fla.codes import Kind as Tag
from fla.intake.content import (
    Adjustment,
    Content,
    Employment,
    HeadCount,
    OptOut,
    Right,
    Training,
    Verification,
)
from fla.intake.declaration import (
    AdjustmentDeclaration,
    EmploymentDeclaration,
    HeadCountDeclaration,
    OptOutDeclaration,
    ReadableDeclaration,
    RightDeclaration,
    TrainingDeclaration,
    VerificationDeclaration,
)


class Kind(Struct, frozen=True):
    """One kind: `tag` is its name in the journal and the member that holds its content.

    `scopes`: what the declare scope is named after.
    """

    tag: Tag
    declaration: type[ReadableDeclaration]
    content: type[Content]
    scopes: str = "right"

    @property
    def name(self) -> str:
        """The kind as operations name it: `OptOut`, for `registerOptOut`."""
        return self.tag[0].upper() + self.tag[1:]

    @property
    def parameter(self) -> str:
        """The parameter of an address that holds the id: `optOutId`."""
        return f"{self.tag}Id"

    @property
    def declare_scope(self) -> str:
        """The scope that declaring it asks for."""
        return f"scope:fla:{self.scopes}:declare"


TRAINING: Final = Kind("training", TrainingDeclaration, Training, "training")
EMPLOYMENT: Final = Kind("employment", EmploymentDeclaration, Employment, "employment")
KINDS: Final = {
    kind.tag: kind
    for kind in (
        TRAINING,
        EMPLOYMENT,
        Kind("right", RightDeclaration, Right),
        Kind("adjustment", AdjustmentDeclaration, Adjustment),
        Kind("optOut", OptOutDeclaration, OptOut),
        Kind("verification", VerificationDeclaration, Verification),
        Kind("headCount", HeadCountDeclaration, HeadCount),
    )
}
"""The kinds by their tags."""
