"""A list of checks as a sentence with slots: what repeats is said once, what differs fills the slots."""

from __future__ import annotations

from typing import Any

import cbor2

from sync.protocol.crossing_layout import Row


class Sentence:
    """A crossing's checks without evidence's values: `[[name, verdict, reason, [evidence keys]]...]`."""

    def __init__(self, skeleton: Any) -> None:
        """Raises ValueError for anything but the skeleton of a list of checks."""
        self._checks: list[Row] = []
        self._slotted: list[tuple[int, Row]] = []
        self._pieces: list[bytes] = []
        self.slots = 0
        piece = _array_head(len(skeleton))
        for place, (name, verdict, reason, keys) in enumerate(skeleton):
            piece += b"\x84" + b"".join(cbor2.dumps(part, canonical=True) for part in (name, verdict, reason))
            piece += _array_head(2 * len(keys))
            for key in keys:
                self._pieces.append(piece + cbor2.dumps(key, canonical=True))
                piece = b""
            self.slots += len(keys)
            self._checks.append([name, verdict, reason, []])
            if keys:
                self._slotted.append((place, [name, verdict, reason, keys]))
        self._pieces.append(piece)
        self._bare = self._pieces[0] if not self.slots else b""

    def filled(self, words: list[str], encoded: list[bytes]) -> tuple[Row, bytes]:
        """The checks and their canonical bytes with these values, and their bytes, in the slots in order."""
        if not words:
            return self._checks, self._bare
        checks, left = list(self._checks), iter(words)
        for place, (name, verdict, reason, keys) in self._slotted:
            checks[place] = [name, verdict, reason, [part for key in keys for part in (key, next(left))]]
        return checks, b"".join(
            [part for pair in zip(self._pieces, encoded, strict=False) for part in pair] + self._pieces[-1:]
        )


def _array_head(length: int) -> bytes:
    if length > 0xFF:
        raise ValueError("too many")
    return bytes((0x80 | length,)) if length < 24 else bytes((0x98, length))
