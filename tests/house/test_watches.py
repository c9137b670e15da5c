"""The watches over the tests themselves notice what they are there to notice."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QThread

from tests.helpers.logs import LogWatch
from tests.helpers.threads import running_qthreads


def watched(*messages: str) -> LogWatch:
    """A watch that has seen these warnings."""
    watch = LogWatch()
    for message in messages:
        watch.emit(logging.LogRecord("station", logging.WARNING, __file__, 1, message, (), None))
    return watch


def test_a_warning_that_nobody_announced_is_a_complaint() -> None:
    assert watched("SYN-01 at sync.http").complaints() == [
        "stray log line: WARNING station: SYN-01 at sync.http"
    ]


def test_an_announced_warning_is_none() -> None:
    watch = watched("SYN-01 at sync.http")
    watch.announce("SYN-01")
    assert watch.complaints() == []


def test_an_announced_warning_that_never_comes_is_a_complaint() -> None:
    watch = watched()
    watch.announce("SYN-01")
    assert watch.complaints() == ["never logged: SYN-01"]


def test_a_warning_that_only_may_come_is_none_when_it_does_not() -> None:
    watch = watched()
    watch.announce("SYN-01", maybe=True)
    assert watch.complaints() == []


def test_the_root_logger_is_watched_in_every_test(log_watch: LogWatch) -> None:
    logging.getLogger("app.somewhere").warning("DEV-01 at reader")
    assert log_watch.lines == ["WARNING app.somewhere: DEV-01 at reader"]
    log_watch.announce("DEV-01")


def test_a_running_qthread_is_seen_until_it_has_ended(qapp: object) -> None:
    go_home = threading.Event()

    class Lingering(QThread):
        def run(self) -> None:
            go_home.wait(30)

    thread = Lingering()
    thread.setObjectName("lingering")
    thread.start()
    assert running_qthreads() == ["QThread lingering"]
    go_home.set()
    assert thread.wait(30_000)
    assert running_qthreads() == []


def test_a_new_home_is_its_owners_only(home: Path) -> None:
    assert home.stat().st_mode & 0o077 == 0
    assert list(home.iterdir()) == []


def test_a_python_warning_is_an_error(request: pytest.FixtureRequest) -> None:
    assert request.config.getini("filterwarnings") == ["error"]
    assert request.config.getini("qt_log_level_fail") == "WARNING"
