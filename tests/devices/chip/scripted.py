"""A chip that knows what it will be asked, and randomness that is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence


class ScriptedChip:
    """Answers exactly these commands in exactly this order; `over` says that all were asked."""

    def __init__(self, exchanges: Sequence[tuple[bytes, bytes]]) -> None:
        self._left = list(exchanges)

    @property
    def over(self) -> bool:
        return not self._left

    def transmit(self, command: bytes) -> bytes:
        asked, answer = self._left.pop(0)
        assert command.hex().upper() == asked.hex().upper()
        return answer


def known_random(*values: bytes) -> Callable[[int], bytes]:
    """A source of randomness that gives these values, each asked for in its own length."""
    left = list(values)

    def random(size: int) -> bytes:
        value = left.pop(0)
        assert len(value) == size
        return value

    return random
