"""The one place that names the encrypted SQLite driver and the schema library on top of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as _sqlcipher

# sqlite-utils tries pysqlite3 before the standard library's sqlite3. Handing it SQLCipher under that
# name makes it open encrypted files and catch the right exceptions; it must happen before its import.
sys.modules.setdefault("pysqlite3", sys.modules["sqlcipher3"])
sys.modules.setdefault("pysqlite3.dbapi2", _sqlcipher)

from sqlite_utils import Database, Migrations  # noqa: E402

if TYPE_CHECKING:
    # Same interface (PEP 249 as the standard library's module has it); only its types are borrowed.
    from sqlite3 import Connection, DatabaseError, Error, IntegrityError, OperationalError
else:
    Connection = _sqlcipher.Connection
    DatabaseError = _sqlcipher.DatabaseError
    Error = _sqlcipher.Error
    IntegrityError = _sqlcipher.IntegrityError
    OperationalError = _sqlcipher.OperationalError

__all__ = [
    "Connection",
    "Database",
    "DatabaseError",
    "Error",
    "IntegrityError",
    "Migrations",
    "OperationalError",
    "connect",
]

OLDEST_SAFE_SQLITE = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can damage a WAL database that two connections write (sqlite.org/wal.html)."""


def connect(uri: str, busy_seconds: float) -> Connection:
    """Open a database file by `file:` URI in autocommit mode.

    The connection may be closed by another thread than the one that uses it, never used by two.
    Raises Error.
    """
    version = tuple(_sqlcipher.sqlite_version_info)
    if version < OLDEST_SAFE_SQLITE:
        raise RuntimeError(f"SQLite {version} can damage the store; sqlcipher3 0.6.4 or later is needed")
    connection: Connection = _sqlcipher.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, timeout=busy_seconds
    )
    return connection
