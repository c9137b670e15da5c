"""Find out whether the store still says what was written into it, and where it first does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cbor2

from app.domain.failure import WorldError
from app.domain.officer import Act
from app.domain.record import decode
from app.flow.ports import StoreReport
from app.store import audit
from app.store.audit import KEEPING, AuditAct, AuditLine
from app.store.crossings import index_columns
from app.store.driver import Connection
from app.store.failures import translated
from app.store.outbox import count
from app.store.session import Session

_KEEPING = frozenset(act.value for act in KEEPING)
_CROSSINGS = (
    "SELECT audit_seq, record_id, crossing_id, version, at, officer, number_key, surname_key, birth_date,"
    " given_key, nationality, record FROM crossings ORDER BY id"
)


class SqlKeeper:
    """Checks of the store, for an officer who may run them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def check(self) -> StoreReport:
        """Cipher and SQLite integrity, the audit chain, every crossing against its line, the outbox.

        Minutes at a million crossings: call it off the UI thread. Raises WorldError(NOT_ALLOWED,
        STORE_DAMAGED) when the store cannot even be read.
        """
        with self._session.connections.reading("store.check") as connection:
            self._session.require(connection, Act.CHECK_STORE)
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            cipher_ok = _cipher_ok(connection)
            connection.execute("BEGIN")  # one unmoving picture while others go on writing
            try:
                report = self._look(connection, cipher_ok)
            finally:
                connection.execute("COMMIT")
        with self._session.connections.writing("store.check") as connection:
            self._session.note(connection, AuditAct.STORE_CHECKED, intact=int(report.intact))
        return report

    @staticmethod
    def _look(connection: Connection, cipher_ok: bool) -> StoreReport:
        walk = walk_chain(connection)
        sqlite_ok = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        (crossings,) = connection.execute("SELECT count(*) FROM crossings").fetchone()
        return StoreReport(
            cipher_ok,
            sqlite_ok,
            walk.lines,
            walk.first_broken,
            crossings,
            count(connection),
            outbox_sound(connection),
        )


@dataclass(frozen=True, slots=True)
class Walk:
    """Lines walked and the first one that is broken, by itself or by the crossing it stands for."""

    lines: int
    first_broken: int | None


def walk_chain(connection: Connection) -> Walk:
    """Walk the whole chain beside the crossings and the batches that it speaks of."""
    crossings = _kept(connection)
    frozen = dict(connection.execute("SELECT audit_seq, audit_head FROM batches"))
    kept = next(crossings, None)
    previous, seen = audit.GENESIS, 0
    for line in audit.lines(connection):
        sound = (
            line.seq == seen + 1
            and line.previous == previous
            and line.hash == line.digest()
            and frozen.get(line.seq, line.hash) == line.hash
        )
        if sound and line.act in _KEEPING:
            sound = kept is not None and kept.stands_for(line)
            kept = next(crossings, None)
        if not sound:
            return Walk(seen, seen + 1)
        previous, seen = line.hash, line.seq
    # Crossings that no line speaks of, or batches frozen after lines that are gone now.
    cut_off = kept is not None or any(seq > seen for seq in frozen)
    return Walk(seen, seen + 1 if cut_off else None)


@dataclass(frozen=True, slots=True)
class _Kept:
    audit_seq: int
    columns: tuple[object, ...]
    record: bytes

    def stands_for(self, line: AuditLine) -> bool:
        """Whether this is the crossing, bytes and columns, that the line speaks of."""
        detail = cbor2.loads(line.detail)
        if self.audit_seq != line.seq or detail.get("record") != audit.record_hash(self.record):
            return False
        try:
            return index_columns(decode(self.record)) == self.columns
        except WorldError:
            return False


def _kept(connection: Connection) -> Iterator[_Kept]:
    for row in connection.execute(_CROSSINGS):
        yield _Kept(row[0], row[1:-1], row[-1])


def outbox_sound(connection: Connection) -> bool:
    """Whether outbox rows count from 1 without gaps, each crossing has one, and batches follow on."""
    rows, last, crossings = connection.execute(
        "SELECT count(*), coalesce(max(seq), 0), count(DISTINCT crossing) FROM outbox"
    ).fetchone()
    (kept,) = connection.execute("SELECT count(*) FROM crossings").fetchone()
    (torn,) = connection.execute(
        "SELECT count(*) FROM batches b WHERE first_seq <> coalesce("
        "(SELECT p.first_seq + p.count FROM batches p WHERE p.number = b.number - 1), 1)"
    ).fetchone()
    (strays,) = connection.execute(
        "SELECT count(*) FROM crossings c LEFT JOIN outbox o ON o.seq = c.outbox_seq"
        " WHERE o.crossing IS NOT c.id"
    ).fetchone()
    return bool(rows == last == crossings == kept and not torn and not strays)


def _cipher_ok(connection: Connection) -> bool:
    # Twice if need be: a page that another connection is just folding in looks torn for a moment.
    with translated("store.check"):
        for _ in range(2):
            if not connection.execute("PRAGMA cipher_integrity_check").fetchall():
                return True
    return False
