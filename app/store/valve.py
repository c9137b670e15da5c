"""The load valve, kept so that it shuts by itself whatever happens to the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.domain.failure import FailureCode, WorldError
from app.domain.load_valve import LONGEST, CaptureLevel, LoadValve, ValveReason
from app.domain.officer import Act
from app.store.audit import AuditAct
from app.store.driver import Connection
from app.store.moments import from_ms, to_ms
from app.store.session import Session

_PLACE: Final = "store.valve"
_LONGEST_NOTE: Final = 200
_COLUMNS: Final = "level, coalesce(shut_at, until), reason, note, officer, opened_at"


# The latest moment of which the chain knows since the valve was opened, among its newest lines.
_LATEST: Final = f"""
    WITH newest AS (SELECT seq, at, act FROM audit ORDER BY seq DESC LIMIT 500)
    SELECT coalesce(max(at), 0) FROM newest
    WHERE seq >= coalesce((SELECT max(seq) FROM newest WHERE act = '{AuditAct.VALVE_OPENED}'), 0)"""
_SET_BACK: Final = 120_000
"""Milliseconds by which a clock is behind the chain that was set back, and not only put right."""


class SqlValve:
    """Implements `app.flow.shift.ValvePort` for one signed-in officer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def now(self) -> LoadValve | None:
        """The valve that is open at this moment; none after the clock was set back: it would stay open for
        longer than it was opened."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.PROCESS, Act.SEE_SHIFT, Act.SEE_OUTBOX)
            moment = to_ms(self._session.clock())
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM valve_openings ORDER BY number DESC LIMIT 1"
            ).fetchone()
            if row is None or not row[5] <= moment < row[1]:
                return None
            (latest,) = connection.execute(_LATEST).fetchone()
        return _valve(row) if latest - moment <= _SET_BACK else None

    def open(self, level: CaptureLevel, until: datetime, reason: ValveReason, note: str) -> LoadValve:
        """Open it, in the place of any other; see `ValvePort.open`."""
        session, note = self._session, note.strip()
        opened = session.clock()
        if level is CaptureLevel.FULL:
            raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="level")
        if not opened < until <= opened + LONGEST:
            raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="until")
        if len(note) > _LONGEST_NOTE or (reason is ValveReason.OTHER and not note):
            raise WorldError(FailureCode.FIELD_INVALID, _PLACE, field="note")
        with session.connections.writing(_PLACE) as connection:
            session.require(connection, Act.SET_VALVE)
            self._shut(connection, to_ms(opened))
            connection.execute(
                "INSERT INTO valve_openings (level, opened_at, until, reason, note, officer)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (level.value, to_ms(opened), to_ms(until), reason.value, note, session.officer.username),
            )
            session.note(
                connection, AuditAct.VALVE_OPENED, level=level.value, until=to_ms(until), reason=reason.value
            )
        return LoadValve(level, until, reason, note, session.officer.username, opened)

    def shut(self) -> None:
        """Capture everything again from now on; nothing happens where it is shut already."""
        session = self._session
        with session.connections.writing(_PLACE) as connection:
            session.require(connection, Act.SET_VALVE)
            if self._shut(connection, to_ms(session.clock())):
                session.note(connection, AuditAct.VALVE_SHUT)

    def past(self, since: datetime) -> Sequence[LoadValve]:
        """Every opening since, newest first, as long as each lasted."""
        with self._session.connections.reading(_PLACE) as connection:
            self._session.require(connection, Act.SEE_SHIFT)
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM valve_openings WHERE coalesce(shut_at, until) > ?"
                " ORDER BY number DESC",
                (to_ms(since),),
            ).fetchall()
        return [_valve(row) for row in rows]

    @staticmethod
    def _shut(connection: Connection, moment: int) -> bool:
        """Shut what is open; whether anything was. A clock set back shuts it at its own beginning."""
        found = connection.execute(
            "UPDATE valve_openings SET shut_at = max(?, opened_at) WHERE shut_at IS NULL AND until > ?",
            (moment, moment),
        )
        return found.rowcount > 0


def _valve(row: tuple[str, int, str, str, str, int]) -> LoadValve:
    level, until, reason, note, officer, opened = row
    return LoadValve(CaptureLevel(level), from_ms(until), ValveReason(reason), note, officer, from_ms(opened))
