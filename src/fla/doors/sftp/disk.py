"""Threads of the SFTP door: what waits for the disk does so there, and never in the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

_THREADS: Final = 8
"""Requests that wait for the disk at a time, of all senders together."""

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Disk:
    """A few threads of the door's own: other doors' do not queue behind a slow disk."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="sftp")

    async def __call__(
        self, work: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs
    ) -> Found:
        """Do something that takes the disk, and return what it found."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Let what is under way end, and begin nothing else."""
        self._threads.shutdown(cancel_futures=True)
