"""Bad lines between many stations and HQ: TCP relays on loopback, slow, late, and cut after some bytes.

All lines of a process run on one thread. A cut is a cable that was pulled: no word of goodbye either way.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from random import Random
from types import TracebackType
from typing import Final, Self

_PIECE: Final = 1024
_LAST_WORDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Quality:
    """How bad a line is: bytes a second each way, seconds that they are under way, and how many bytes both
    ways together a connection carries on the mean until it is cut, at least a tenth of that."""

    rate: float
    delay: float
    carries: float


class BadLinks:
    """A line to `far` for each quality, while the block runs; `ports` are their near ends on loopback."""

    def __init__(self, far: tuple[str, int], qualities: Sequence[Quality], seed: int) -> None:
        self._far, self._qualities = far, qualities
        self._dice = Random(seed)
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bad links", daemon=True)
        self.ports: list[int] = []
        self.connections = self.cuts = self.carried = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        servers = [self._loop.run_until_complete(self._listen(quality)) for quality in self._qualities]
        self.ports = [server.sockets[0].getsockname()[1] for server in servers]
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            for server in servers:
                server.close()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            if tasks:
                self._loop.run_until_complete(asyncio.wait(tasks, timeout=_LAST_WORDS))
            self._loop.close()

    async def _listen(self, quality: Quality) -> asyncio.Server:
        return await asyncio.start_server(partial(self._joined, quality), "127.0.0.1", 0, limit=_PIECE)

    async def _joined(
        self, quality: Quality, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        ends = [writer]
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._far, limit=_PIECE)
            ends.append(far_writer)
            self.connections += 1
            least = quality.carries / 10
            line = _Line(self, quality, least + self._dice.expovariate(1 / (quality.carries - least)))
            ways = [
                asyncio.create_task(line.carry(reader, far_writer)),
                asyncio.create_task(line.carry(far_reader, writer)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                await asyncio.sleep(quality.delay)
            finally:
                for way in ways:
                    way.cancel()
        except (OSError, asyncio.CancelledError):
            pass  # HQ is away, or all lines end
        finally:
            for end in ends:
                end.transport.abort()


class _Line:
    """One connection; it is cut when `left` bytes were carried."""

    def __init__(self, links: BadLinks, quality: Quality, left: float) -> None:
        self._links, self._quality, self._left = links, quality, left
        self._loop = asyncio.get_running_loop()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one way until it ends or is cut."""
        with suppress(OSError):
            while piece := await reader.read(_PIECE):
                await asyncio.sleep(len(piece) / self._quality.rate)
                self._left -= len(piece)
                if self._left < 0:
                    self._links.cuts += 1
                    return
                self._links.carried += len(piece)
                self._loop.call_later(self._quality.delay, self._arrive, writer, piece)

    def _arrive(self, writer: asyncio.StreamWriter, piece: bytes) -> None:
        if not writer.transport.is_closing():
            writer.write(piece)
