"""What lines of the chain led to: the correction of a record, what two people did together."""

from __future__ import annotations

from uuid import UUID

from app.domain.failure import WorldError
from app.domain.officer import Act
from app.domain.record import decode
from app.flow.trail import CorrectionLine, SecondLine, TrailLine
from app.store.audit import AuditAct
from app.store.driver import Connection
from app.store.trail_lines import load

NEAR = 2_000
"""Lines after a second person was proven among which what they stood for is looked for."""
FOLLOWS: dict[str, tuple[AuditAct, ...]] = {
    Act.RELEASE_ALERT.value: (AuditAct.RECORDED, AuditAct.CORRECTED, AuditAct.ALERT_EVENT),
    Act.APPROVE_PURGE.value: (AuditAct.PURGE_APPROVED, AuditAct.PURGED, AuditAct.PURGE_REFUSED),
}
"""By which line it shows what a second person's proof was for; none: the next act of the officer."""

_CORRECTION = """
    SELECT k.crossing, k.crossing_id, k.version, r.record, b.officer FROM cards k
    JOIN records r ON r.seq = k.crossing LEFT JOIN cards b ON b.superseded_by = k.crossing
    WHERE k.record_id = ?"""
_DONE = "SELECT seq FROM audit WHERE seq > ? AND seq <= ? AND actor = ? AND act IN ({}) ORDER BY seq LIMIT 1"
_AGAIN = "SELECT min(seq) FROM audit WHERE seq > ? AND seq <= ? AND actor = ? AND act IN (?, ?)"


def correction(connection: Connection, line: TrailLine, may_read: bool) -> tuple[CorrectionLine, int | None]:
    """The correction of a line, and the row shown of it; the reason only for who may read records."""
    row = connection.execute(_CORRECTION, (line.subject,)).fetchone()
    if row is None:
        return CorrectionLine(line, "", 0, "", ""), None
    seq, crossing, version, record, before_by = row
    reason = _reason(record) if may_read else ""
    return CorrectionLine(line, _text(crossing), version, before_by or "", reason), seq


def second(connection: Connection, line: TrailLine) -> SecondLine:
    """A second person's proof with what was done by it."""
    what, fit = str(line.said("what") or ""), bool(line.said("fit"))
    done = _done(connection, line, what) if fit else None
    return SecondLine(line, line.subject.decode(errors="replace"), what, fit, done)


def _done(connection: Connection, line: TrailLine, what: str) -> TrailLine | None:
    # Another proof at this desk, or the end of its duty, ends what this one can have been for.
    last = line.seq + NEAR
    values = (line.seq, last, line.actor, AuditAct.VOUCHED.value, AuditAct.SIGNED_OUT.value)
    (again,) = connection.execute(_AGAIN, values).fetchone()
    acts = [act.value for act in FOLLOWS.get(what, ())]
    marks = ",".join("?" * len(acts))
    row = connection.execute(
        _DONE.format(marks), (line.seq, min(again or last, last), line.actor, *acts)
    ).fetchone()
    return None if row is None else next(iter(load(connection, [row[0]])), None)


def _reason(record: bytes) -> str:
    try:
        return decode(record).correction
    except WorldError:
        return ""


def _text(crossing: bytes) -> str:
    return str(UUID(bytes=crossing))
