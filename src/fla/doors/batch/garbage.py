"""When a process of the batch channel looks for garbage: seldom, for it makes hardly any.

It holds thousands of records at a time and lets them go together; none of them refers to itself.
"""

import gc
from typing import Final

_YOUNG: Final = 50_000
"""Objects made since the last look that bring on the next."""


def collect_seldom() -> None:
    """Leave alone what was loaded until now, and look for garbage after thousands of records."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)
