"""The demo as a newcomer runs it: one command, and both sides agree at its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

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
    assert figures["processed"] == figures["recorded"] == figures["receipts"] == figures["accepted_by_hq"]
    assert figures["duplicates_at_hq"] == 0
    assert figures["audit"] == "intact"
    assert sum(figures["decisions"].values()) == figures["recorded"]
    assert set(figures["decisions"]) == {"admit", "refer", "refuse"}
    assert len(figures["screens"]) > figures["processed"]
    for screen in figures["screens"]:
        assert QImage(screen).width() >= 1280, screen
    assert list(homes.iterdir()) == [], "the demo leaves nothing behind but its pictures"
