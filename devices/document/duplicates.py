"""Swallow a document that a reader sends again while it still lies there."""

from __future__ import annotations

from devices.api import DocumentScan

WINDOW = 2.0  # seconds


class Duplicates:
    """Remembers the last document for as long as it keeps coming within the window.

    Each repeat begins the window anew: a document left in a reader that repeats is one document.
    """

    def __init__(self, window: float = WINDOW) -> None:
        self._window = window
        self._last: tuple[tuple[str, ...], bool] | None = None
        self._at = 0.0

    def is_new(self, scan: DocumentScan, at: float) -> bool:
        """Whether this document, come at `at`, was not there just before."""
        key = (scan.mrz_lines, scan.partial)
        new = key != self._last or at - self._at >= self._window
        self._last, self._at = key, at
        return new
