"""Reads a file one chunk ahead, in a thread of its own, while the caller waits for the database."""

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

from fla.doors.batch.chunk import Chunk, chunks
from fla.doors.batch.reader import Header, Reader


class Ahead:
    """A declaration file read by `worker`, an executor of one thread: a reader keeps to its own."""

    def __init__(self, worker: ThreadPoolExecutor, stream: BinaryIO, chunk_size: int) -> None:
        self._worker = worker
        self._stream = stream
        self._chunk_size = chunk_size

    async def header(self) -> Header:
        """Read the header, once; raises `FileRefusedError`."""
        self._reader = await self._loop.run_in_executor(self._worker, Reader, self._stream)
        return self._reader.header

    async def chunks(self) -> AsyncGenerator[Chunk]:
        """The chunks of the file; to be closed when left early (`contextlib.aclosing`)."""
        source = chunks(self._reader, self._chunk_size)
        following = self._loop.run_in_executor(self._worker, next, source, None)
        try:
            while (chunk := await following) is not None:
                following = self._loop.run_in_executor(self._worker, next, source, None)
                yield chunk
        finally:
            following.cancel()

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()
