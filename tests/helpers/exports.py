"""Exports of daily logs in memory; the real ones have their own tests."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from app.domain.export_policy import ExportPolicy
from app.domain.failure import FailureCode, WorldError
from app.flow.days import DayProgress, DayReceipt, VerifiedLog
from app.flow.ports import SignedIn
from app.reports.day_slip import Slip, SlipLog, slip_lines

POLICY = ExportPolicy((("HQ", "age1hq"), ("Immigration Service", "age1service")))


class MemoryExports:
    """DayExportPort of one HQ's policy; `hold` keeps an export under way until it is set."""

    def __init__(self, policy: ExportPolicy = POLICY) -> None:
        self.said = policy
        self.fails: FailureCode | None = None
        self.hold = threading.Event()
        self.hold.set()
        self.made: list[tuple[tuple[int, ...], Path, str]] = []

    def policy(self, session: SignedIn) -> ExportPolicy:
        return self.said

    def export(
        self, session: SignedIn, numbers: Sequence[int], drive: Path, progress: DayProgress, *,
        plain_reason: str = "",
    ) -> DayReceipt:  # fmt: skip
        progress(1, 3)
        self.hold.wait(10)
        progress(2, 3)
        if self.fails is not None:
            raise WorldError(self.fails, "exports")
        self.made.append((tuple(numbers), drive, plain_reason))
        names = () if plain_reason else tuple(name for name, _ in self.said.recipients)
        name = "000007-000012-2026-11-22.zip" + ("" if plain_reason else ".age")
        digest, at = hashlib.sha256(name.encode()).digest(), datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
        logs = [SlipLog(number, date(2026, 11, 10 + number), 196) for number in numbers]
        slip = Slip(
            "VUT", "VUVLI", "A1", 7, logs, name, 1_482_331, digest, names, plain_reason, at, "leilani"
        )
        path = drive / "MATAPA" / "days" / "000007" / name
        return DayReceipt(path, 1_482_331, digest, names, tuple(numbers), at, slip_lines(slip))

    def verify(
        self, path: Path, public_key: bytes | None = None, identity: str = ""
    ) -> Sequence[VerifiedLog]:
        return ()
