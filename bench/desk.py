"""Measure the desk: from the swipe to the filled screen, and from the start to the sign-in screen.

The window is the real one without a display, the store the real encrypted one on this disk; the
swipe comes from another thread, as a reader's does, and the screen counts as filled when it is painted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from app.domain.officer import Role
from app.flow.ports import StationPlan
from app.store.door import StationDoor
from bench.table import Row

SWIPES, STARTS = 600, 9
OFFICER, PASSWORD = "amoana", "nine frigate birds"
PLAN = StationPlan("UTO", "UTAVR", "1", "", "harbour", "Harbour Master", "tall palm by the reef", True)


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """Make a station in a temporary folder and measure its window."""
    home = Path(tempfile.mkdtemp(prefix="bench-desk-"))
    try:
        door = StationDoor(home, lambda: datetime.now(UTC))
        door.found(PLAN)
        administrator = door.sign_in(PLAN.administrator, PLAN.password)
        administrator.officers.add(OFFICER, "Ana Moana", Role.OFFICER, PASSWORD)
        door.sign_out(administrator)
        say("desk: swiping")
        rows = _swipes(home, max(50, int(SWIPES * scale)))
        say("desk: starting")
        return rows + _starts(home, max(3, int(STARTS * scale)))
    finally:
        shutil.rmtree(home)


def _swipes(home: Path, count: int) -> list[Row]:
    figures = [float(figure) for figure in _ask(home, "swipe", str(count)).split()]
    shown, admitted = figures[::2], figures[1::2]
    return [
        Row("swipe to filled screen, p50", median(shown) * 1e3, "ms"),
        Row("swipe to filled screen, p99", quantiles(shown, n=100)[98] * 1e3, "ms", aim=50),
        Row("Admit to the next traveller's screen, p99", quantiles(admitted, n=100)[98] * 1e3, "ms"),
    ]


def _starts(home: Path, count: int) -> list[Row]:
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        _ask(home, "start", "0")
        taken.append(time.perf_counter() - began)
    return [
        Row("fresh process to painted sign-in screen, median", median(taken) * 1e3, "ms", aim=1500),
        Row("fresh process to painted sign-in screen, slowest", max(taken) * 1e3, "ms", beside=f"of {count}"),
    ]


def _ask(home: Path, what: str, number: str) -> str:
    """Run `bench.desk_window` as a process of its own; what it printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.desk_window", what, str(home), number], env=environment, check=True,
        capture_output=True, text=True, timeout=600, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    return done.stdout
