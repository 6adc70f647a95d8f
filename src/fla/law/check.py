"""What a pack must hold beyond its form; each fault with the entry it stands in."""

from collections.abc import Iterator

from fla.law.schema import Pack
from fla.law.strict import Fault


def check(pack: Pack) -> Iterator[Fault]:
    """Yield every fault of a pack whose files have the right form."""
    yield from ()
