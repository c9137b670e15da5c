"""Take one batch's body in as it comes, keeping parts on disk so that a cut costs only what was in flight."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from starlette.requests import ClientDisconnect

from sync.hq.intake import Intake
from sync.hq.ledger import BatchName

_KEEP_EVERY = 0.5
"""Seconds after which what came is put on disk, also while more is coming."""


class TooLong(Exception):
    """More came than was announced."""


class Overtaken(Exception):
    """Another connection brought other parts of the same batch meanwhile."""


class Upload:
    """The body of one PUT: it continues at `kept` bytes of a file of `length` bytes.

    Reading never waits for the disk: what has been read when a link is cut is kept.
    """

    def __init__(self, intake: Intake, name: BatchName, length: int, kept: int) -> None:
        self._intake = intake
        self._name = name
        self._length = length
        self._begun_at = kept
        self._kept = kept
        self._body = bytearray()
        self._keeping = asyncio.Lock()

    @property
    def reached(self) -> int:
        """Bytes of the file that have come, kept or not."""
        return self._begun_at + len(self._body)

    async def read(self, stream: AsyncIterator[bytes], skip: int) -> bool:
        """Read the stream's bytes after the first `skip`; False if it was cut off before the end.

        Raises TooLong, and Overtaken when a newer connection of the station has brought more.
        """
        timer = asyncio.create_task(self._keep_regularly())
        try:
            async for chunk in stream:
                skipped = min(skip, len(chunk))
                skip -= skipped
                self._body += chunk[skipped:]
                if self.reached > self._length:
                    raise TooLong
        except ClientDisconnect:
            return False
        finally:
            timer.cancel()
            await asyncio.gather(timer, return_exceptions=True)
        return self.reached == self._length

    async def keep(self) -> None:
        """Put on disk what has come and is not there yet; raises Overtaken."""
        async with self._keeping:
            part = bytes(self._body[self._kept - self._begun_at :])
            if not part:
                return
            if not await self._intake.keep_part(self._name, self._length, self._kept, part):
                raise Overtaken
            self._kept += len(part)

    async def whole(self) -> bytes:
        """The whole file, once it has come."""
        if not self._begun_at:
            return bytes(self._body)
        before = await self._intake.parts(self._name)
        return before[: self._begun_at] + bytes(self._body)

    async def _keep_regularly(self) -> None:
        while True:
            await asyncio.sleep(_KEEP_EVERY)
            await self.keep()
