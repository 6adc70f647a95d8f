"""How much memory a process of the batch channel may take: far more than any file needs.

It needs little, whatever the size of a set. Should a file be found that makes it take all there is,
as those of nothing but names did (`name_watch`), then the process ends, and not the machine with
all that runs on it.
"""

import resource
from typing import Final

MOST_MEMORY: Final = 2 * 1024**3
"""Bytes."""


def bound_memory(most: int = MOST_MEMORY) -> None:
    """Let this process have so many bytes of memory of its own, unless it may have fewer already.

    What it asks for beyond that, it is denied: it ends with an error, or the file is refused.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, hard))
