"""A window over a booth in memory for every test that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.booth import MemoryBooth
from tests.helpers.window import Officer


@pytest.fixture
def at_window(qtbot: QtBot) -> Iterator[Callable[..., Officer]]:
    """Opens windows; arguments go to MemoryBooth. Every window is closed again."""
    opened: list[Officer] = []

    def open_window(**wanted: Any) -> Officer:
        officer = Officer(qtbot, MemoryBooth(**wanted))
        opened.append(officer)
        return officer

    yield open_window
    for officer in opened:
        officer.window.close()


@pytest.fixture
def officer(at_window: Callable[..., Officer]) -> Officer:
    """An officer who has signed in and stands at the empty desk."""
    return at_window().sign_in()
