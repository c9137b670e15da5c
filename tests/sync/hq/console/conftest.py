"""One console for each module of tests, and Debian's Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.helpers.browser import browser as browser
from tests.helpers.console import RunningConsole, running_console
from tests.helpers.hq import Postgres


@pytest.fixture(scope="module")
def console(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningConsole]:
    """An HQ with nothing in it but users, and its console."""
    with running_console(tmp_path_factory.mktemp("console"), postgres.new_database()) as running:
        yield running
