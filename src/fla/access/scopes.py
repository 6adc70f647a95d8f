"""What a client may do at all: the scopes of the REST contract, `scope:fla:<object>:<right>`.

They are coarse: for which employer and which quarter is a matter of mandates.
"""

from collections.abc import Iterable
from typing import Final

SCOPES: Final = (
    "scope:fla:training:declare",
    "scope:fla:training:consult",
    "scope:fla:training:verify",
    "scope:fla:employment:declare",
    "scope:fla:employment:consult",
    "scope:fla:right:declare",
    "scope:fla:right:consult",
    "scope:fla:right:calculate",
    "scope:fla:account:consult",
    "scope:fla:mandate:manage",
    "scope:fla:mandate:consult",
    "scope:fla:event:consult",
    "scope:fla:batch:send",
    "scope:fla:batch:consult",
)
"""In the order in which the contract lists them."""


def in_order(scopes: Iterable[str]) -> list[str]:
    """Return scopes once each, in the contract's order; ValueError names one that there is not."""
    chosen = set(scopes)
    if unknown := chosen.difference(SCOPES):
        raise ValueError(min(unknown))
    return [scope for scope in SCOPES if scope in chosen]
