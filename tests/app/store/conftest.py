"""A founded station for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.flow.ports import SignedIn
from tests.app.store.booth import StationInTest


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a station with an account per role, made once and only ever copied."""
    home = tmp_path_factory.mktemp("founded") / "home"
    StationInTest(home).found()
    return home


@pytest.fixture
def station(home: Path, founded: Path) -> StationInTest:
    """A station with an account per role."""
    shutil.copytree(founded, home, dirs_exist_ok=True)
    return StationInTest(home)


@pytest.fixture
def officer(station: StationInTest) -> Iterator[SignedIn]:
    """The officer signed in at that station."""
    with station.signed_in("officer") as session:
        yield session
