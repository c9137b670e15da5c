"""One desk at a time on a home, whatever the last one died of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.failure import FailureCode, WorldError
from app.main.alone import alone

TREE = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from app.main.alone import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(home: Path) -> list[str]:
    """A program that holds the home until it is told to end."""
    return [sys.executable, "-c", HOLD, str(home)]


def test_a_second_desk_is_refused_until_the_first_is_closed(home: Path) -> None:
    with alone(home):
        done = subprocess.run(
            [sys.executable, "-c", HOLD, str(home)],
            cwd=TREE,
            input="",
            capture_output=True,
            text=True,
            check=False,
        )
        assert FailureCode.DESK_OPEN in done.stderr
    with alone(home):
        pass


def test_a_desk_that_was_killed_keeps_nobody_out(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        cwd=TREE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "held\n"
        with pytest.raises(WorldError):
            alone(home).__enter__()
        killed.kill()
    with alone(home):
        pass


def test_opening_the_desk_without_a_screen_is_said_in_words(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--home", str(home), "run"],
        cwd=TREE, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no screen" in done.stderr
