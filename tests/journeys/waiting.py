"""Waiting for what stations and HQ come to by themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

TURNS, PAUSE = 600, 0.05


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait half a minute for it to become true, or fail and name it."""
    waiting = threading.Event()
    for _ in range(TURNS):
        if condition():
            return
        waiting.wait(PAUSE)
    pytest.fail(f"waited for {what}")
