"""Turn the database's errors into failures that an officer can be told about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.failure import FailureCode, WorldError
from app.store import driver

# Primary result codes (sqlite.org/rescode.html); extended codes carry them in their low byte.
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26
_CODES = {
    _BUSY: FailureCode.STORE_BUSY,
    _LOCKED: FailureCode.STORE_BUSY,
    _READONLY: FailureCode.STORE_DAMAGED,
    _IOERR: FailureCode.STORE_DAMAGED,
    _CORRUPT: FailureCode.STORE_DAMAGED,
    _FULL: FailureCode.STORE_FULL,
    _CANTOPEN: FailureCode.STORE_MISSING,
    _NOTADB: FailureCode.STORE_DAMAGED,
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise WorldError(STORE_BUSY, STORE_FULL, STORE_DAMAGED, STORE_MISSING) for what the world does.

    Errors that only a bug can cause (broken constraints, bad SQL) pass through untouched.
    """
    try:
        yield
    except driver.Error as error:
        result = getattr(error, "sqlite_errorcode", None)
        code = None if result is None else _CODES.get(result & 0xFF)
        if code is None:
            raise
        raise WorldError(code, place, sqlite=str(result)) from error
