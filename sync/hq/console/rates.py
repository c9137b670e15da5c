"""Bound how much one visitor, one address and all together may ask of the console in this process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

_MOST_NAMES: Final = 20_000
"""Buckets kept at once; the one unused for longest goes first."""


class Buckets:
    """Token buckets by name: each holds `burst` and fills by `per_second`."""

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float]) -> None:
        self._burst, self._fill, self._clock = burst, per_second, clock
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> bool:
        """Take one; whether there was one."""
        moment = self._clock()
        left, since = self._kept.pop(name, (self._burst, moment))
        left = min(self._burst, left + (moment - since) * self._fill)
        taken = left >= 1
        self._kept[name] = (left - 1 if taken else left, moment)
        if len(self._kept) > _MOST_NAMES:
            self._kept.popitem(last=False)
        return taken


class Rates:
    """What is bounded, and by how much. An office may share one address: it gets more than a person."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions = Buckets(120, 4, clock)
        self._files = Buckets(6, 0.1, clock)
        self._addresses = Buckets(600, 20, clock)
        self._signing_in = Buckets(20, 0.5, clock)
        self._all_signing_in = Buckets(60, 4, clock)

    def session(self, username: str) -> bool:
        """Whether this user may have one more page now."""
        return self._sessions.take(username)

    def file(self, username: str) -> bool:
        """Whether this user may have one more file made now: one takes seconds of a core, and megabytes until
        it was fetched."""
        return self._files.take(username)

    def address(self, address: str) -> bool:
        """Whether this address may ask once more now."""
        return self._addresses.take(address)

    def signing_in(self, address: str) -> bool:
        """Whether one more try to sign in may come from this address, and from anywhere, now."""
        return self._signing_in.take(address) and self._all_signing_in.take("")
