"""A document reader that is not there but speaks a maker's real bytes on a real port."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from devices.api import DocumentReader, DriverInfo, Framing, ReaderEvent
from devices.simulated.frames import ENCODERS
from devices.simulated.people import Traveller
from devices.simulated.wire import Wire, make_wire

_INQUIRE = b"I\x00\x00"
_NOTHING_READ = b"I\x00\x00"


class SimulatedReader:
    """The hardware side: open `port` as one opens a real reader, then swipe travellers.

    Has no thread: everything happens in the call. `swipe`, `half`, `noise` and `send` raise
    TimeoutError when nobody reads and ConnectionError while unplugged. `seed` makes noise repeatable.
    """

    def __init__(self, framing: Framing, *, wire: Wire | None = None, seed: int = 9303) -> None:
        if framing not in ENCODERS:
            raise ValueError(f"no reader sends by {framing}")
        self.framing = framing
        self._wire = wire or make_wire()
        self._random = random.Random(seed)
        self._laid_on: bytes = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def port(self) -> str:
        """What a driver opens: a path, or a `socket://` URL on Windows."""
        return self._wire.port

    def swipe(self, document: Traveller | Sequence[str]) -> None:
        """Send a traveller's document, or bare lines, in this reader's framing."""
        self._laid_on = self.frame(document)
        self._wire.write(self._laid_on)

    def half(self, document: Traveller | Sequence[str]) -> None:
        """Send the first half of a document's frame, as when it is pulled out too early."""
        frame = self.frame(document)
        self._wire.write(frame[: len(frame) // 2])

    def noise(self, count: int) -> None:
        """Send `count` random bytes."""
        self._wire.write(self._random.randbytes(count))

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._wire.write(data)

    def hear(self, timeout: float) -> bytes:
        """What a driver wrote to the reader, waiting up to `timeout` seconds; empty when nothing."""
        return self._wire.read(timeout)

    def answer(self, timeout: float) -> bytes:
        """Hear a command and, if it is the inquiry of TLV readers, answer with the last document."""
        command = self.hear(timeout)
        if command == _INQUIRE:
            self._wire.write(self._laid_on or _NOTHING_READ)
        return command

    def unplug(self) -> None:
        """Pull the reader's plug."""
        self._wire.unplug()

    def replug(self) -> None:
        """Put it back, under the same port name."""
        self._wire.replug()

    def close(self) -> None:
        """Unplug for good and remove the port."""
        self._wire.close()

    def frame(self, document: Traveller | Sequence[str]) -> bytes:
        """The bytes that `swipe` would send."""
        lines = document.lines if isinstance(document, Traveller) else document
        return ENCODERS[self.framing](lines)


class SimulatedDocumentReader:
    """A simulated reader with its driver and a queue of travellers: a `DocumentReader` in one piece.

    `swipe_next` lays the next traveller's document on; after the last the queue begins again.
    """

    def __init__(self, reader: SimulatedReader, driver: DocumentReader, people: Sequence[Traveller]) -> None:
        self._reader = reader
        self._driver = driver
        self._queue = deque(people)

    @property
    def info(self) -> DriverInfo:
        """Name card that nobody takes for a real reader's."""
        return DriverInfo(
            f"simulated:{self._reader.framing}", "document", f"Simulated reader ({self._reader.framing})"
        )

    def start(self, listener: Callable[[ReaderEvent], None]) -> None:
        """Begin reporting through the real driver; plugs the reader in."""
        self._reader.replug()
        self._driver.start(listener)

    def stop(self) -> None:
        """Stop the driver, then remove the port."""
        self._driver.stop()
        self._reader.close()

    def swipe_next(self) -> Traveller:
        """Swipe the next traveller's document; raises IndexError when there are no people."""
        traveller = self._queue[0]
        self._reader.swipe(traveller)
        self._queue.rotate(-1)
        return traveller
