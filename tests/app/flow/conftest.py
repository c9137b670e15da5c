"""A desk over a real store, with a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.flow.at_the_desk import DeskInTest


@pytest.fixture
def at_desk(home: Path) -> Iterator[DeskInTest]:
    """An officer of Vanuatu at an airport's booth, signed in, nothing on the desk."""
    with DeskInTest.opened(home) as opened:
        yield opened
