"""Wait for chips at one reader and read each as it was wished, on a thread of the reader's own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from devices.api import ChipEvent, ChipWish, DriverInfo
from devices.chip.agreement import RANDOM, Random
from devices.chip.slot import Slot
from devices.chip.strategy import Remembered
from devices.chip.watch import Watch, WishBox

_PATIENCE: Final = 0.9  # seconds that `stop` waits for a thread that hangs in its reader's driver


class SlotChipReader:
    """A `devices.api.ChipReader` over any slot.

    The thread is called `chip <reader>`, and all events come from it. Whatever is no DeviceError is a
    bug and ends the thread. `stop` returns within a second: a thread that hangs in its driver is left
    behind silenced, and a later `start` waits for it.
    """

    def __init__(self, slot: Slot, info: DriverInfo, remembered: Remembered, random: Random = RANDOM) -> None:
        self._slot = slot
        self._info = info
        self._remembered = remembered
        self._random = random
        self._lock = threading.Lock()
        self._box = WishBox()
        self._watch: Watch | None = None
        self._thread: threading.Thread | None = None

    @property
    def info(self) -> DriverInfo:
        """Name card of this reader."""
        return self._info

    def start(self, listener: Callable[[ChipEvent], None]) -> None:
        """Begin reporting to `listener`; does nothing while already started."""
        with self._lock:
            if self._watch is not None:
                return
            before = self._thread
            watch = Watch(self._slot, self._info.name, self._remembered, self._random, self._box, listener)
            self._watch = watch

            def run() -> None:
                if before is not None:
                    before.join()
                watch.run()

            # A daemon, so that a desk that dies of a bug without stopping its readers still ends.
            self._thread = threading.Thread(target=run, name=f"chip {self._info.name}", daemon=True)
            self._thread.start()

    def read(self, wish: ChipWish) -> None:
        """See `ChipReader.read`."""
        self._box.put(wish)
        self._slot.wake()

    def leave(self) -> None:
        """See `ChipReader.leave`."""
        self._box.put(None)
        self._slot.wake()

    def stop(self) -> None:
        """End the thread and wait for it; nothing is reported after this returns.

        From inside the listener it cannot wait: the thread then ends as soon as the listener returns.
        """
        with self._lock:
            watch, self._watch = self._watch, None
            thread = self._thread
        if watch is None or thread is None:
            return
        watch.end()
        self._box.put(None)
        self._slot.wake()
        if threading.current_thread() is not thread:
            thread.join(_PATIENCE)
