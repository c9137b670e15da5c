"""Sticks in memory that keep the contract of `app.flow.courier`; the real ones have their own tests."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.domain.failure import FailureCode, WorldError
from app.flow.courier import CourierRead, CourierWritten, DriveSeen, Progress, StickContents
from app.flow.ports import SignedIn

MIB = 1 << 20


class MemoryCourier:
    """One or more sticks; `plug` and `pull` as hands do. `hold` keeps work under way until it is set."""

    def __init__(self) -> None:
        self._sticks: dict[Path, tuple[DriveSeen, StickContents]] = {}
        self.hold = threading.Event()
        self.hold.set()
        self.fails: FailureCode | None = None

    def plug(self, label: str = "BOAT 2", for_us: int = 0, torn: tuple[str, ...] = ()) -> Path:
        """Put a stick in."""
        path = Path("/media") / label
        drive = DriveSeen(path, "/dev/sdb1", label, "vfat", 15_360 * MIB, 14_000 * MIB, read_only=False)
        self._sticks[path] = (drive, StickContents(for_us, 0, 0, torn, None, foreign=False))
        return path

    def pull(self, path: Path) -> None:
        """Pull it out."""
        del self._sticks[path]

    def drives(self) -> Sequence[DriveSeen]:
        """What is plugged in."""
        return [drive for drive, _ in self._sticks.values()]

    def look(self, session: SignedIn, drive: Path) -> StickContents:
        """What is on it."""
        return self._contents(drive)

    def write(self, session: SignedIn, drive: Path, progress: Progress) -> CourierWritten:
        """Two batches."""
        self._work(progress)
        seen, before = self._sticks[drive][0], self._contents(drive)
        self._sticks[drive] = (seen, replace(before, from_us=2))
        return CourierWritten(batches=2, rows=14, already_there=before.from_us, size=18_432)

    def read(self, session: SignedIn, drive: Path, progress: Progress) -> CourierRead:
        """What HQ sent, once."""
        self._work(progress)
        seen, before = self._sticks[drive][0], self._contents(drive)
        self._sticks[drive] = (seen, replace(before, for_us=0))
        failed = tuple((name, WorldError(FailureCode.DRIVE_TORN, "stick")) for name in before.torn)
        there = bool(before.for_us)
        return CourierRead(int(there), 14 * there, ("people/un",) * there, renewed=False, failed=failed)

    def eject(self, drive: Path) -> None:
        """Let go."""
        self._contents(drive)
        self.pull(drive)

    def _work(self, progress: Progress) -> None:
        progress(1, 2)
        self.hold.wait(20)
        if self.fails is not None:
            raise WorldError(self.fails, "stick")
        progress(2, 2)

    def _contents(self, drive: Path) -> StickContents:
        if drive not in self._sticks:
            raise WorldError(FailureCode.DRIVE_GONE, "stick")
        return self._sticks[drive][1]
