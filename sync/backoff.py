"""How long to wait after a failure: longer each time, by chance, so that stations do not call in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential backoff with full jitter: a wait drawn evenly from zero to a ceiling that doubles.

    `first` and `longest` are seconds; `chance` draws from 0 up to 1 (`random.random`).
    """

    chance: Callable[[], float]
    first: float = 1.0
    longest: float = 60.0

    def wait(self, failures: int, at_least: float = 0.0) -> float:
        """Seconds to wait after so many failures in a row, never under `at_least` (what HQ asked for)."""
        doublings = min(max(failures - 1, 0), 32)
        return at_least + self.chance() * min(self.longest, self.first * 2.0**doublings)
