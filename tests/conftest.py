"""Every test runs without a display, in its own home, and fails on any warning it did not announce."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.hq import postgres as postgres
from tests.helpers.logs import expect_log as expect_log
from tests.helpers.logs import log_watch as log_watch
from tests.helpers.threads import no_thread_left as no_thread_left

# Before anything imports Qt: the tests see the same pixels with and without a display.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("QT_STYLE_OVERRIDE", None)
os.environ.pop("QT_SCALE_FACTOR", None)

# Time limits of a busy two-core machine are noise; CI draws the same examples in every run.
settings.register_profile(
    "desk", deadline=None, max_examples=60, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True)
settings.register_profile("deep", settings.get_profile("desk"), max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "desk"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what waits most, whole journeys and HQ: the others fill the gaps, and none comes last."""
    first = ("journeys", "sync/hq", "sync")

    def rank(item: pytest.Item) -> int:
        folder = item.path.relative_to(Path(__file__).parent).parent.as_posix()
        return next((place for place, name in enumerate(first) if folder.startswith(name)), len(first))

    items.sort(key=rank)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home of a station, readable by its owner only."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(autouse=True, scope="session")
def no_real_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever asks platformdirs for a folder gets one of this session, never the user's own."""
    os.environ.pop("MATAPA_HOME", None)
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        os.environ[variable] = str(tmp_path_factory.mktemp(variable.lower()))
