"""Ctrl-C as a request to stop tidily."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruption() -> Iterator[asyncio.Event]:
    """An event that the first Ctrl-C (SIGINT) sets; the next one interrupts as it always does.

    To be entered in the main thread's running event loop.
    """
    loop = asyncio.get_running_loop()
    wanted = asyncio.Event()

    def first() -> None:
        wanted.set()
        loop.remove_signal_handler(signal.SIGINT)

    loop.add_signal_handler(signal.SIGINT, first)
    try:
        yield wanted
    finally:
        loop.remove_signal_handler(signal.SIGINT)
