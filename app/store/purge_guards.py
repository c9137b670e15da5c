"""What nobody at a desk sees and for which a purge is refused: a clock that leapt, one person as two."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.store.audit import AuditAct
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms

LATELY: Final = timedelta(days=30)
"""How long a station must have been in use after a pause, and two people must have had their passwords."""
LEAP: Final = timedelta(days=60)
"""A longer pause between two lines of the audit chain may be a clock that was set ahead."""

_PLACE: Final = "store.retention"
# Lines need not be in order of their moments: a clock may have been behind for a while.
_PAUSE: Final = """
    WITH old AS (SELECT seq, at FROM audit WHERE at < ? ORDER BY seq DESC LIMIT 5000)
    SELECT (SELECT max(at) FROM old),
        (SELECT min(at) FROM audit WHERE seq > (SELECT min(seq) FROM old) AND at >= ?)"""
_GIVEN: Final = f"""
    SELECT 1 FROM audit WHERE at >= ? AND act IN ('{AuditAct.OFFICER_ADDED}', '{AuditAct.PASSWORD_RESET}')
    AND actor IN ({{places}}) AND subject IN ({{places}}) AND CAST(subject AS TEXT) <> actor LIMIT 1"""


def require_steady_clock(connection: Connection, now: datetime) -> None:
    """Raise WorldError(PURGE_REFUSED, reason=clock) where the clock may have been set ahead lately: all would
    seem to be over, and what was erased by it does not come back."""
    lately = to_ms(now - LATELY)
    last, first = connection.execute(_PAUSE, (lately, lately)).fetchone()
    if last is not None and from_ms(to_ms(now) if first is None else first) - from_ms(last) > LEAP:
        raise WorldError(FailureCode.PURGE_REFUSED, _PLACE, reason="clock")


def require_two(connection: Connection, usernames: Collection[str], now: datetime) -> None:
    """Raise WorldError(PURGE_REFUSED, reason=one_person) where one of them gave another of them the account
    or a password lately, and so could be both."""
    names = sorted(set(usernames))
    asked = _GIVEN.format(places=", ".join("?" * len(names)))
    values = (to_ms(now - LATELY), *names, *(name.encode() for name in names))
    if connection.execute(asked, values).fetchone() is not None:
        raise WorldError(FailureCode.PURGE_REFUSED, _PLACE, reason="one_person")
