"""Gather batches that wait to be settled into groups: many commits become one, one station stays in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sync.hq.ledger import BatchName
from sync.hq.settling import DatabaseAway, NotSettled, Settler

_log = logging.getLogger("sync.hq.queue")
_MOST_TOGETHER = 16
"""Batches of one transaction; beyond this a commit costs nothing against the records."""
_PATIENCE = 5.0
"""Seconds that the group being settled has to end in when HQ stops; later it is settled again."""


class Queue:
    """Batches waiting to be settled, and the settlers that take them. Lives on one event loop."""

    def __init__(self, settlers: Sequence[Settler]) -> None:
        self._settlers = settlers
        self._waiting: dict[BatchName, asyncio.Future[bytes | None]] = {}
        self._taken: dict[BatchName, asyncio.Future[bytes | None]] = {}
        self._changed = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    @property
    def depth(self) -> int:
        """Batches that wait, and those being settled."""
        return len(self._waiting) + len(self._taken)

    @property
    def working(self) -> int:
        """Settlers that take batches."""
        return sum(not task.done() for task in self._tasks)

    def start(self) -> None:
        """Set the settlers to work."""
        self._tasks = [asyncio.create_task(self._work(settler)) for settler in self._settlers]
        for task in self._tasks:
            task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Let the settlers end their group and end them; what waits is settled at the next start."""
        async with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_PATIENCE)
        for settler in self._settlers:
            await asyncio.to_thread(settler.close)
        for future in [*self._waiting.values(), *self._taken.values()]:
            future.cancel()

    async def settle(self, name: BatchName) -> bytes | None:
        """The batch's receipt once it is settled; None when HQ cannot settle it now. It stays kept."""
        if any(task.done() for task in self._tasks):
            raise RuntimeError("settling has ended")
        future = self._waiting.get(name) or self._taken.get(name)
        if future is None:
            async with self._changed:
                future = self._waiting.setdefault(name, asyncio.get_running_loop().create_future())
                self._changed.notify_all()
        return await asyncio.shield(future)

    async def _work(self, settler: Settler) -> None:
        await asyncio.to_thread(settler.open)  # now, so that the first batch need not wait for it
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._stopping or self._ready())
                if self._stopping:
                    return
                group = self._take()
            await self._settle_group(settler, group)
            async with self._changed:
                for name in group:
                    future = self._taken.pop(name)
                    if not future.done():
                        future.set_result(None)
                self._changed.notify_all()

    async def _settle_group(self, settler: Settler, group: list[BatchName]) -> None:
        try:
            settled = await asyncio.to_thread(settler.settle, group)
        except NotSettled as error:
            _log.warning("not settled batches=%d reason=%s", len(group), error)
            if len(group) > 1 and not isinstance(
                error, DatabaseAway
            ):  # one bad batch must not hold up the others
                for name in group:
                    await self._settle_group(settler, [name])
            return
        for one in settled:
            future = self._taken[one.name]
            if not future.done():
                future.set_result(one.receipt)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A bug ended a task: nobody must wait for it in vain. Stations get 500 and keep what they have."""
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        _log.critical("settling ended", exc_info=error)
        for future in [*self._waiting.values(), *self._taken.values()]:
            if not future.done():
                future.set_exception(error)

    def _ready(self) -> bool:
        busy = {name.station for name in self._taken}
        return any(name.station not in busy for name in self._waiting)

    def _take(self) -> list[BatchName]:
        """Some of what waits, oldest first, of stations that no other settler works for."""
        busy = {name.station for name in self._taken}
        free = [name for name in self._waiting if name.station not in busy]
        share = min(_MOST_TOGETHER, max(1, len(free) // len(self._settlers)))
        group = free[:share]
        for name in group:
            self._taken[name] = self._waiting.pop(name)
        return group
