"""Fail the session when a thread outlives the tests: each has a named stop and is joined at exit."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def no_thread_left() -> Iterator[None]:
    """At the end of the session no thread started by a test is still running."""
    before = set(threading.enumerate())
    yield
    left = [f"thread {t.name}" for t in threading.enumerate() if t not in before and not t.daemon]
    left += running_qthreads()
    if left:
        pytest.fail("still running after the last test: " + ", ".join(left), pytrace=False)


def running_qthreads() -> list[str]:
    """Names of QThreads other than the application's own that have not ended."""
    if "PySide6.QtCore" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QThread
    from shiboken6 import isValid

    application = QCoreApplication.instance()
    own = {QThread.currentThread(), application.thread() if application else None}
    threads = [found for found in gc.get_objects() if isinstance(found, QThread)]
    running = [t for t in threads if isValid(t) and t not in own and t.isRunning()]
    return [f"QThread {t.objectName() or type(t).__name__}" for t in running]
