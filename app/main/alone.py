"""Let one program at a time own a home's desk: two windows would share one draft."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLockFile

from app.domain.failure import FailureCode, WorldError

_FILE = "desk.lock"


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home's lock; a lock whose program died is taken over.

    Raises WorldError(DESK_OPEN) while another program holds it.
    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = QLockFile(str(home / _FILE))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
        raise WorldError(FailureCode.DESK_OPEN, "desk.lock")
    try:
        # A full disk cannot hold a lock file, and must not keep the desk from opening.
        yield
    finally:
        lock.unlock()
