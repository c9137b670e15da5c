"""Measure closing a day of 5,000 crossings with 200,000 on board, and taking a month of 60,000 to a drive.

All that closing takes is in the figure: finding the day, counting it in three places, the files for people
and for HQ, the signature and the disk. Days are found by the card index, so what else is on board costs
nothing; the list of days is measured beside it to show that.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import pyrage

from app.domain.export_policy import ExportPolicy
from app.domain.officer import Role
from app.domain.value_rows import to_plain
from app.flow.ports import HqEnrolment, SignedIn, StationPlan
from app.main.day_export import StationDayExport
from app.main.days import StationDays
from app.store.crossings import SqlCrossings
from app.store.door import StationDoor
from app.store.exports import save_export_policy
from bench.full_store import fill
from bench.table import Row

CROSSINGS, PER_DAY, MONTH = 200_000, 5_000, 60_000
DAY_MS = 86_400_000
SUPERVISOR, PASSWORD = "supervisor", "nine frigate birds"
PLAN = StationPlan("UTO", "UTAVR", "1", "", "harbour", "Harbour Master", "tall palm by the reef", True)
FIRST = date(2025, 1, 1)
ENROLMENT = HqEnrolment("https://hq.example", 7, "", b"\x07" * 32, bytes(32), b"\x09" + bytes(31), b"")


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Build a station in a temporary folder, close days of it, and make their logs anew."""
    home = Path(tempfile.mkdtemp(prefix="bench-days-"))
    try:
        rows = _measure(home / "full", max(6 * PER_DAY, int(CROSSINGS * scale)), say)
        return rows + _month(home, max(30 * 20, int(MONTH * min(scale, 1))), say)
    finally:
        shutil.rmtree(home)


def door_clock() -> datetime:
    """Long after the days that are closed."""
    return datetime(2026, 11, 24, 6, tzinfo=UTC)


def full_station(home: Path, count: int, per_day: int, say: Callable[[str], None]) -> StationDoor:
    """An enrolled station with `per_day` crossings on each day from the FIRST on; now is long after."""
    door = StationDoor(home, door_clock)
    door.found(PLAN)
    administrator = door.sign_in(PLAN.administrator, PLAN.password)
    administrator.officers.add(SUPERVISOR, "Some Supervisor", Role.SUPERVISOR, PASSWORD)
    administrator.enrolment.save(ENROLMENT)
    assert isinstance(administrator.crossings, SqlCrossings)
    with administrator.crossings.session.connections.reading("bench") as connection:
        fill(connection, count, SUPERVISOR, say, DAY_MS // per_day)
    door.sign_out(administrator)
    return door


def _measure(home: Path, count: int, say: Callable[[str], None]) -> list[Row]:
    door, days = full_station(home, count, PER_DAY, say), StationDays()
    session = door.sign_in(SUPERVISOR, PASSWORD)
    say("days: closing them")
    closing, making = [], []
    sizes: dict[str, int] = {}
    for place in range(3):
        day = FIRST + timedelta(days=place + 1)
        began = time.perf_counter()
        log = days.close(session, day, _unseen)
        closing.append(time.perf_counter() - began)
        began = time.perf_counter()
        made = days.make(session, log.head.number, _unseen, anew=True)
        making.append(time.perf_counter() - began)
        sizes = {name: len(content) for name, content in made.files}
    listing = _listing(days, session)
    previewing = time.perf_counter()
    days.preview(session, FIRST + timedelta(days=4))
    previewing = time.perf_counter() - previewing
    door.sign_out(session)
    weights = ", ".join(f"{name.rpartition('.')[2]} {size / 1e6:.2f} MB" for name, size in sizes.items())
    beside = f"worst of 3, {count:,} crossings on board"
    return [
        Row("Closing a day of 5,000", max(closing), "s", 5, f"{beside}; {weights}"),
        Row("Making its log anew and comparing", max(making), "s", 5, beside),
        Row("Counting it before it is closed", previewing, "s", None, "a preview"),
        Row("Listing 60 days", listing, "ms", 300, f"median of 5, {count:,} crossings on board"),
    ]


def _month(home: Path, count: int, say: Callable[[str], None]) -> list[Row]:
    """Thirty days closed one by one, then taken to a folder, sealed to two recipients."""
    door, days = full_station(home / "month", count, count // 30, say), StationDays()
    keys = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
    policy = ExportPolicy(tuple(zip(("HQ", "Immigration"), keys, strict=True)))
    session = door.sign_in(SUPERVISOR, PASSWORD)
    assert isinstance(session.crossings, SqlCrossings)
    with session.crossings.session.connections.writing("bench") as connection:
        save_export_policy(connection, to_plain(policy))
    say("days: closing a month")
    numbers = [days.close(session, FIRST + timedelta(days=day), _unseen).head.number for day in range(30)]
    drive = home / "drive"
    drive.mkdir()
    export = StationDayExport(days, door_clock)
    taken, size = [], 0
    for _ in range(2):  # the first freezes what waits for HQ, as any sending would
        began = time.perf_counter()
        receipt = export.export(session, numbers, drive, _unseen)
        taken.append(time.perf_counter() - began)
        size = receipt.size
        receipt.path.unlink()
    door.sign_out(session)
    beside = f"30 days, {count:,} crossings, {size / 1e6:.0f} MB; on this disk, not on a stick"
    return [
        Row("Exporting a month, nothing of it sent to HQ before", taken[0], "s", 20, beside),
        Row("Exporting a month again", taken[1], "s", 20, beside),
    ]


def _listing(days: StationDays, session: SignedIn) -> float:
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        assert days.days(session)
        taken.append((time.perf_counter() - began) * 1e3)
    return median(taken)


def _unseen(done: int, total: int) -> None:
    """Nobody looks on."""
