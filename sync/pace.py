"""How much of a file goes in one call: what the link carries in some seconds, so that urgent things pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.domain.link_policy import LinkPolicy
from sync.lanes import WAIT_SECONDS

LEAST: Final = 1 << 10
MOST: Final = 2 << 20
_TURNS: Final = 5
"""Round trips that a slice is long at least: what waits for answers stays under a fifth of the time."""


class Pace:
    """Sizes of slices on one link, first by its policy and then by what it carried.

    `between` is called after each slice but the last with the bytes that are left; it may raise, and the
    rest goes later.
    """

    def __init__(self, policy: LinkPolicy, between: Callable[[int], object] = lambda _: None) -> None:
        self.between = between
        self._turn = policy.round_trip_ms / 1000
        self._seconds = max(WAIT_SECONDS, _TURNS * self._turn)
        self._size = _bounded(policy.bits_per_second / 8 * self._seconds)

    @property
    def size(self) -> int:
        """Bytes of a full slice now."""
        return self._size

    @property
    def slowest(self) -> float:
        """Bytes a second below which the link counts as cut: an eighth of what it carried last,
        200 at most."""
        return min(max(self._size / self._seconds / 8, 30.0), 200.0)

    def took(self, count: int, seconds: float) -> None:
        """A slice of `count` bytes took so long, answer included."""
        if count < self._size:
            return
        fitting = count / max(seconds - self._turn, 0.001) * self._seconds
        self._size = _bounded(min(fitting, 2 * self._size))

    def broke(self) -> None:
        """The link broke in the middle of a slice."""
        self._size = _bounded(self._size / 2)


def _bounded(size: float) -> int:
    return int(min(max(size, LEAST), MOST))


class _Whole(Pace):
    """Everything in one call, whatever the link does."""

    def took(self, count: int, seconds: float) -> None:
        """Nothing to learn."""

    def broke(self) -> None:
        """Nothing to learn."""


WHOLE: Final[Pace] = _Whole(LinkPolicy(bits_per_second=8 * MOST))
