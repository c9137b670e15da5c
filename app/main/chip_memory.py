"""Keep what was learnt of chip readers over restarts: how many bytes each carries at once."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

_FILE = "chip-readers.json"
_LARGEST_FILE = 64 * 1024
_MOST_READERS = 100
_SMALLEST, _LARGEST = 16, 65_536

_log = logging.getLogger(__name__)


class ChipMemory:
    """`devices.chip.strategy.Remembered` in a file of the station's home; nothing personal is in it.

    May be called on any thread. A file that makes no sense, or cannot be written, costs a desk some
    tenths of a second at its next passport, and nothing else.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / _FILE
        self._lock = threading.Lock()
        self._known = _load(self._path)

    def most(self, reader: str) -> int | None:
        """The most bytes that this reader carries at once; None while nothing stood in its way."""
        with self._lock:
            return self._known.get(reader)

    def keep(self, reader: str, most: int) -> None:
        """Remember it for the next passport, and the next start."""
        with self._lock:
            self._known[reader] = most
            fresh = self._path.with_suffix(".new")
            try:
                fresh.write_text(json.dumps(self._known), encoding="utf-8")
                fresh.replace(self._path)
            except OSError as error:
                _log.warning("chip readers: what was learnt is not kept (%s)", type(error).__name__)


def _load(path: Path) -> dict[str, int]:
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_LARGEST_FILE))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError):
        _log.warning("chip readers: what was learnt cannot be read and is learnt again")
        return {}
    pairs = list(said.items())[:_MOST_READERS] if isinstance(said, dict) else []
    return {name: most for name, most in pairs if type(most) is int and _SMALLEST <= most <= _LARGEST}
