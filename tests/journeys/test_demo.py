"""The demo as a newcomer runs it: one command, and both sides agree at its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from devices.simulated.people import TRAVELLERS, load_people

TREE = Path(__file__).parents[2]


def test_the_demo_plays_the_main_job_and_station_and_hq_agree(tmp_path: Path) -> None:
    out = tmp_path / "shots"
    homes = tmp_path / "temporary"
    homes.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "app", "demo", "--headless", "--out", str(out), "--json"],
        cwd=TREE,
        env={**os.environ, "TMPDIR": str(homes)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["processed"] >= 14
    assert figures["processed"] == figures["recorded"] == figures["accepted_by_hq"]
    assert figures["receipts"] == figures["accepted_by_hq"] + figures["alert_events_at_hq"]
    assert figures["receipts_by_stick"] > 0, "a stick went to HQ and back while the link was cut"
    # Like one listed, on the list, a stolen document, looked for in silence; one more met late.
    alerts = figures["alerts"]
    assert (alerts["cases"], alerts["late"], alerts["silent"]) == (5, 1, 1)
    assert figures["crossings_in_log"] == figures["recorded"], "the day was closed and carried to HQ"
    assert figures["console"].startswith("https://127.0.0.1:")
    assert figures["duplicates_at_hq"] == 0
    assert figures["audit"] == "intact"
    assert sum(figures["decisions"].values()) == figures["recorded"]
    assert set(figures["decisions"]) == {"admit", "refer", "refuse"}
    people = load_people(TRAVELLERS, datetime.now(UTC).date())
    expected = Counter(person.expect.chip.overall for person in people if person.expect.chip is not None)
    chips = figures["chips"]
    assert (chips["proven"], chips["failed"]) == (expected["PASSED"], expected["FAILED"])
    assert chips["proven"] + chips["failed"] + chips["unclear"] == chips["read"]
    assert chips["read"] >= 16
    assert len(figures["screens"]) > figures["processed"]
    for name in ("01-tonga-chip-good", "20-cloned-chip-failed", "21-tampered-page-chip-failed"):
        assert any(screen.endswith(f"{name}.png") for screen in figures["screens"])
    for screen in figures["screens"]:
        assert QImage(screen).width() >= 1280, screen
    assert list(homes.iterdir()) == [], "the demo leaves nothing behind but its pictures"


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups, and nobody sends SIGTERM there")
@pytest.mark.parametrize("moment", ["HQ: making", "Reader:", "  admit"])
def test_a_demo_asked_to_end_leaves_no_hq_and_no_home(tmp_path: Path, moment: str) -> None:
    homes = tmp_path / "temporary"
    homes.mkdir()
    errors = tmp_path / "errors"
    with (
        errors.open("w", encoding="utf-8") as told,
        subprocess.Popen(
            [sys.executable, "-u", "-m", "app", "demo", "--headless", "--out", str(tmp_path / "shots")],
            cwd=TREE,
            env={**os.environ, "TMPDIR": str(homes)},
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            start_new_session=True,
        ) as demo,
    ):
        assert demo.stdout is not None
        assert any(line.startswith(moment) for line in demo.stdout)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(timeout=60) == 128 + signal.SIGTERM
        assert _ended(demo.pid)
    assert list(homes.iterdir()) == [], errors.read_text("utf-8")


def _ended(group: int, within: float = 30.0) -> bool:
    """Whether no process of a group is left, or is soon: HQ's own helpers end a moment after it."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        threading.Event().wait(0.05)
    return False
