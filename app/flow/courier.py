"""The road by stick as the desk and the commands see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from app.domain.failure import WorldError
from app.flow.ports import SignedIn

Progress: TypeAlias = Callable[[int, int], None]
"""Bytes done and bytes in all; called on the thread that works, raising stops the work."""


@dataclass(frozen=True, slots=True)
class DriveSeen:
    """A removable drive: where it is, what it is called, bytes in all and free."""

    path: Path
    device: str
    label: str
    filesystem: str
    size: int
    free: int
    read_only: bool


@dataclass(frozen=True, slots=True)
class StickContents:
    """What is on a stick, without taking anything in. `for_us` counts receipts and publications that
    this station lacks, `from_us` its batches that HQ has not read yet, `others` files of other stations,
    `torn` names of files that are damaged. `written_at` is when HQ or a station last wrote it."""

    for_us: int
    from_us: int
    others: int
    torn: tuple[str, ...]
    written_at: datetime | None
    foreign: bool


@dataclass(frozen=True, slots=True)
class CourierWritten:
    """What writing brought to the stick: batches and rows that wait for HQ, files that were there already,
    bytes written; every one was read back and compared."""

    batches: int
    rows: int
    already_there: int
    size: int


@dataclass(frozen=True, slots=True)
class CourierRead:
    """What reading took in: receipts and the rows that they settle, publications by stream, a renewed
    certificate, and files that could not be taken in with why."""

    receipts: int
    rows_settled: int
    publications: tuple[str, ...]
    renewed: bool
    failed: tuple[tuple[str, WorldError], ...]


class CourierPort(Protocol):
    """Carries for one signed-in session. Each call may take minutes on a slow stick: off the UI thread.

    Raises WorldError(NOT_ENROLLED, NOT_ALLOWED, DRIVE_MISSING, DRIVE_FULL, DRIVE_READ_ONLY, DRIVE_GONE,
    DRIVE_TORN, DRIVE_WRONG_BYTES, DRIVE_BUSY, DRIVE_FOREIGN, DRIVE_NOTHING).
    """

    def drives(self) -> Sequence[DriveSeen]:
        """Removable drives that are plugged in now."""

    def look(self, session: SignedIn, drive: Path) -> StickContents:
        """What is on it, taking nothing in."""

    def write(self, session: SignedIn, drive: Path, progress: Progress) -> CourierWritten:
        """Freeze what waits, write it with what HQ needs to answer, sync, read back, compare."""

    def read(self, session: SignedIn, drive: Path, progress: Progress) -> CourierRead:
        """Take in receipts and publications; what is damaged is told and left."""

    def eject(self, drive: Path) -> None:
        """Let go of the drive, so that it may be pulled out."""
