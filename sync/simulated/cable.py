"""A cable between a station and HQ that can be pulled and put back: a TCP relay on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from types import TracebackType
from typing import Final, Self

_CHUNK: Final = 16_384
_LAST_WORDS: Final = 1.0
"""Seconds that calls under way have to end in when the cable goes."""


class Cable:
    """Relays `url` to HQ at `host:port` while plugged in. Runs on a thread of its own.

    Pulled out it drops what is under way and refuses new calls, as a dead link does.
    """

    def __init__(self, host: str, port: int) -> None:
        self._far = (host, port)
        self._pulled = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._port = 0
        self._thread = threading.Thread(target=self._run, name="cable", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def url(self) -> str:
        """Where a station calls HQ through this cable."""
        return f"https://127.0.0.1:{self._port}"

    def pull(self) -> None:
        """Pull it out."""
        self._loop.call_soon_threadsafe(self._pull)

    def put_back(self) -> None:
        """Put it back."""
        self._loop.call_soon_threadsafe(self._put_back)

    def _put_back(self) -> None:
        self._pulled = False

    def _pull(self) -> None:
        self._pulled = True
        for writer in self._writers:
            writer.transport.abort()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._joined, "127.0.0.1", 0))
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            self._pull()
            # Those that carry end by that; a cancelled one would be told as an error by asyncio's streams.
            tasks = asyncio.all_tasks(self._loop)
            if tasks:
                self._loop.run_until_complete(asyncio.wait(tasks, timeout=_LAST_WORDS))
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.close()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The cable goes while the far end has not answered yet, as an HQ that is starting: no error.
        with contextlib.suppress(asyncio.CancelledError):
            await self._carry(reader, writer)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._pulled:
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._far)
        except OSError:
            writer.transport.abort()
            self._writers.discard(writer)
            return
        self._writers.add(far_writer)
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            for end in (writer, far_writer):
                self._writers.discard(end)
                end.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry one way until either end is gone."""
    try:
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()
    except (OSError, RuntimeError):
        writer.transport.abort()
