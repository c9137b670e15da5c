"""Closing days, carrying their logs away and proving them, as the pages and the commands see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from app.domain.day import DayCounts, DayHead, OpenCount, Reconciliation
from app.domain.export_policy import ExportPolicy
from app.flow.ports import SignedIn

DayProgress: TypeAlias = Callable[[int, int], None]
"""Steps or bytes done, and all; called on the thread that works, raising stops the work."""


@dataclass(frozen=True, slots=True)
class DayLog:
    """A log that was made: its head, the SHA-256 of its signed manifest, its counts, and when it was last
    exported (None for never)."""

    head: DayHead
    digest: bytes
    counts: DayCounts
    exported_at: datetime | None


@dataclass(frozen=True, slots=True)
class DayView:
    """A local day with crossings or a log: crossings of it now, its logs (the day's own first, then
    addenda), and `new_rows` recorded or corrected since the last of them."""

    day: date
    crossings: int
    logs: tuple[DayLog, ...]
    new_rows: int

    @property
    def closed(self) -> bool:
        """Whether its log was made."""
        return bool(self.logs)


@dataclass(frozen=True, slots=True)
class DayPreview:
    """What closing a day now would say; nothing is changed. `over` is false before its midnight."""

    day: date
    over: bool
    counts: DayCounts
    reconciliation: Reconciliation
    open_items: tuple[OpenCount, ...]


@dataclass(frozen=True, slots=True)
class DayFiles:
    """A log made anew: manifest, signature, and its files by name, the same bytes each time; `public_key`
    (raw Ed25519) is the one by which it was signed when it was closed."""

    manifest: bytes
    signature: bytes
    files: tuple[tuple[str, bytes], ...]
    public_key: bytes = b""


class DaysPort(Protocol):
    """The days of a station. Calls may take seconds: off the UI thread. All raise WorldError(NOT_ALLOWED,
    STORE_*)."""

    def days(self, session: SignedIn, limit: int = 60) -> Sequence[DayView]:
        """Days with crossings or logs, newest first; counts only, nobody's data."""

    def preview(self, session: SignedIn, day: date) -> DayPreview:
        """What is counted and what is open; audited as supervision."""

    def close(
        self, session: SignedIn, day: date, progress: DayProgress, *, early: bool = False, note: str = ""
    ) -> DayLog:
        """Close a day: counted, reconciled, numbered, made into files, signed, kept, audited.

        Raises WorldError(DAY_NOT_OVER, DAY_CLOSED, NOT_ENROLLED, FIELD_INVALID)."""

    def add(self, session: SignedIn, day: date, progress: DayProgress, *, note: str = "") -> DayLog:
        """Make an addendum of what came to a closed day since; raises WorldError(DAY_UNKNOWN,
        DAY_NOTHING_NEW)."""

    def make(self, session: SignedIn, number: int, progress: DayProgress, *, anew: bool = False) -> DayFiles:
        """Make a log again from the store and hold it against what was signed: its rows, which are read each
        time, and its other files. These are made again too with `anew`, or where no copy of them is kept.

        Raises WorldError(DAY_UNKNOWN, DAY_DIFFERS, DAY_ERASED)."""


@dataclass(frozen=True, slots=True)
class DayReceipt:
    """What an export wrote: the file, its bytes and SHA-256, to whom it is encrypted (empty: plain), which
    logs are in it, and the moment. `slip` is what a receipt printer or a screen shows, in plain lines."""

    path: Path
    size: int
    digest: bytes
    recipients: tuple[str, ...]
    numbers: tuple[int, ...]
    at: datetime
    slip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerifiedLog:
    """A log that holds: its head and counts, the SHA-256 of its manifest, the raw public key that signed
    it, and whether that is the one it was to be held against (`trusted`; False: the log's own word)."""

    head: DayHead
    counts: DayCounts
    digest: bytes
    public_key: bytes
    trusted: bool


class DayExportPort(Protocol):
    """Takes logs to a drive and proves them. Off the UI thread."""

    def policy(self, session: SignedIn) -> ExportPolicy:
        """To whom HQ wants logs encrypted, and whether plain ones are allowed."""

    def export(
        self, session: SignedIn, numbers: Sequence[int], drive: Path, progress: DayProgress, *,
        plain_reason: str = "",
    ) -> DayReceipt:  # fmt: skip
        """Make the logs anew, seal them, write, sync, read back, compare; audited with the SHA-256.

        `plain_reason` asks for no encryption, where the policy allows it. Raises WorldError(DAY_UNKNOWN,
        DAY_DIFFERS, DAY_NO_RECIPIENT, DAY_PLAIN_FORBIDDEN, FIELD_INVALID, DRIVE_*)."""

    def verify(
        self, path: Path, public_key: bytes | None = None, identity: str = ""
    ) -> Sequence[VerifiedLog]:
        """Prove a log from its file or folder, plain or opened with an age identity; anybody may.

        Raises WorldError(DAY_NOT_SIGNED, DAY_DAMAGED, DAY_SEALED, DRIVE_MISSING)."""
