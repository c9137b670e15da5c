"""The batches that the relay carries for other booths, and HQ's receipts for them, in a folder.

A batch is sealed to HQ: the relay keeps bytes that it cannot read. Each booth keeps its own batch until it
has HQ's receipt, so the folder may be lost at any moment; what the relay has said to carry is on disk.
From any thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.domain.link_policy import Lane
from sync.ports import FrozenBatch
from sync.protocol.batch import Header
from sync.relay.files import forget_parts, write_whole

MOST_BYTES: Final = 64 << 20
"""Bytes of batches carried for one booth: some 600,000 crossings."""
MOST_BATCHES: Final = 20_000
KEPT_RECEIPTS: Final = 500
"""Receipts kept for one booth: it fetches each within a minute."""
ASIDE: Final = 3600.0
"""Seconds for which a batch that HQ refused is neither carried nor offered again."""

TURNED_AWAY: Final = 60.0
"""Seconds for which a station that HQ refused is sent to HQ itself."""

_BATCH, _RECEIPT = ".mbat", ".mrec"
_LANES: Final = [lane.value for lane in Lane]


@dataclass(frozen=True, slots=True)
class Carrying:
    """A batch that waits here for HQ."""

    station_number: int
    batch: FrozenBatch


class BatchHold:
    """Keeps batches whole or not at all; `moved` is called after each one that came, `answered` after each
    word of HQ about one."""

    def __init__(
        self,
        folder: Path,
        moved: Callable[[], None],
        answered: Callable[[], None] = lambda: None,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._answered = answered
        self._folder = folder
        self._moved = moved
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._refused: dict[bytes, float] = {}
        self._turned_away: dict[int, float] = {}
        folder.mkdir(parents=True, exist_ok=True)
        forget_parts(folder)

    def size(self, station: int, batch_id: bytes) -> int | None:
        """Bytes of a batch that is here, None for one that is not."""
        path = self._find(station, batch_id)
        return None if path is None else _size(path)

    def receipt(self, station: int, batch_id: bytes) -> bytes | None:
        """HQ's receipt for a batch, None before it came."""
        try:
            return (self._of(station) / (batch_id.hex() + _RECEIPT)).read_bytes()
        except FileNotFoundError:
            return None

    def is_refused(self, batch_id: bytes) -> bool:
        """Whether HQ refused this batch within the last hour."""
        with self._lock:
            return self._refused.get(batch_id, 0.0) > time.monotonic()

    def keep(self, header: Header, batch_id: bytes, data: bytes, lane: Lane = Lane.CROSSINGS) -> bool:
        """Keep a batch on disk; False when there is no room for more of its station. Raises OSError.

        A receipt that is here for it is forgotten: who brings a batch again wants HQ to be asked again,
        which may have gone back to an older copy.
        """
        folder = self._of(header.station_number)
        with self._lock:
            held = [_size(path) for path in folder.glob(f"*{_BATCH}")] if folder.exists() else []
            if self._find(header.station_number, batch_id) is None:
                if len(held) >= MOST_BATCHES or sum(held) + len(data) > self._most_bytes:
                    return False
                name = f"{header.first_seq:010}-{header.count}-{lane}-{batch_id.hex()}{_BATCH}"
                write_whole(folder / name, data)
            (folder / (batch_id.hex() + _RECEIPT)).unlink(missing_ok=True)
        self._moved()
        return True

    def waiting(self) -> list[tuple[int, Path]]:
        """Station and file of every batch that waits for HQ: urgent lanes first, then as they came."""
        found = []
        for path in self._folder.glob(f"*/*{_BATCH}"):
            try:
                lane = _LANES.index(path.stem.split("-")[2])
                found.append((lane, path.stat().st_mtime_ns, int(path.parent.name), path))
            except (FileNotFoundError, ValueError, IndexError):
                continue
        return [(station, path) for _, _, station, path in sorted(found)]

    def settle(self, station: int, batch_id: bytes, receipt: bytes) -> None:
        """Keep HQ's receipt in place of the batch; raises OSError."""
        write_whole(self._of(station) / (batch_id.hex() + _RECEIPT), receipt)
        with self._lock:
            path = self._find(station, batch_id)
            if path is not None:
                path.unlink(missing_ok=True)
        receipts = sorted(self._of(station).glob(f"*{_RECEIPT}"), key=_age)
        for old in receipts[:-KEPT_RECEIPTS]:
            old.unlink(missing_ok=True)
        self._answered()

    def refuse(self, station: int, batch_id: bytes) -> None:
        """HQ will not have this batch: say so to its booth, which sets it aside for a person."""
        with self._lock:
            now = time.monotonic()
            self._refused = {name: until for name, until in self._refused.items() if until > now}
            self._refused[batch_id] = now + ASIDE
            path = self._find(station, batch_id)
            if path is not None:
                path.unlink(missing_ok=True)
        self._answered()

    def turn_away(self, station: int, batch_id: bytes) -> None:
        """HQ takes nothing of this station now: let go of the batch, which its booth has, and send the booth
        to HQ for a minute. What is wrong is the station, which may be enrolled again, and not the batch."""
        with self._lock:
            self._turned_away[station] = time.monotonic() + TURNED_AWAY
            path = self._find(station, batch_id)
            if path is not None:
                path.unlink(missing_ok=True)
        self._answered()

    def turns_away(self, station: int) -> bool:
        """Whether HQ refused this station within the last minute."""
        with self._lock:
            return self._turned_away.get(station, 0.0) > time.monotonic()

    def _find(self, station: int, batch_id: bytes) -> Path | None:
        return next(self._of(station).glob(f"*-{batch_id.hex()}{_BATCH}"), None)

    def _of(self, station: int) -> Path:
        return self._folder / f"{station:06}"


def read_carried(station: int, path: Path) -> Carrying | None:
    """The batch of a file of `BatchHold.waiting`; None when it went meanwhile or its name is not ours."""
    try:
        first, count, lane, name = path.stem.split("-")
        batch = FrozenBatch(bytes.fromhex(name), int(first), int(count), path.read_bytes(), Lane(lane))
    except (ValueError, OSError):
        return None
    return Carrying(station, batch)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
