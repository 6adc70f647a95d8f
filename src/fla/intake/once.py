"""What there may be only once, such as a right of one worker, year and type, within a set."""

import uuid
from collections.abc import Hashable

from fla.intake.filing import Filing


class Once:
    """Who holds what there may be only once, as a set gives up and takes."""

    def __init__(self) -> None:
        self._claimed: dict[Hashable, str] = {}
        self._given_up: set[uuid.UUID | None] = set()

    def give_up(self, filing: Filing) -> None:
        """Let an accepted cancellation make room."""
        self._given_up.add(filing.target)

    def holder(
        self, filing: Filing, claim: Hashable, held: uuid.UUID | None, reference: str | None
    ) -> str | None:
        """The reference of what stands in a filing's way, if anything does.

        `held` and `reference` are of the live object that the register has, if it has one.
        """
        if held is not None and held != filing.target and held not in self._given_up:
            return reference
        return self._claimed.get(claim)

    def take(self, filing: Filing, claim: Hashable) -> None:
        """Let a filing that was not refused have it."""
        self._claimed[claim] = filing.declaration.reference
