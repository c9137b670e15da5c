"""Walk the audit chain beside all that holds it: records, batches that HQ has, and signed daily logs."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.failure import FailureCode, WorldError
from app.flow.trail import Breach, LogCopy, TrailAnchor, TrailProgress, TrailProof
from app.store import audit, driver
from app.store.audit import KEEPING, AuditAct, AuditLine, record_hash
from app.store.driver import Connection
from app.store.identity import load_enrolment
from app.store.moments import from_ms
from app.store.trail_lines import detail_of
from sync.protocol.day import read_manifest, require_signed

_KEEPING = frozenset(act.value for act in KEEPING)
_OFTEN = 5_000
"""Lines between two words of progress."""
# A purged record is empty, and its mark holds the hash that its line holds; a mark counts where the chain
# has the approval of its purge.
_RECORDS = """
    SELECT r.audit_seq, r.record_id, r.record, m.digest FROM records r
    LEFT JOIN purge_rows m ON m.seq = r.seq AND m.line = r.audit_seq AND EXISTS ({approved}) ORDER BY r.seq"""
_FOREIGN = """
    SELECT f.audit_seq, f.event_id, f.record, m.digest FROM foreign_events f
    LEFT JOIN purge_foreign m ON m.number = f.number AND m.line = f.audit_seq AND EXISTS ({approved})
    ORDER BY f.number"""
_APPROVED = f"""
    SELECT 1 FROM purges p JOIN audit a ON a.seq = p.approve_line
    WHERE p.number = m.purge AND a.act = '{AuditAct.PURGE_APPROVED.value}' AND a.subject = p.digest"""
_BATCHES = "SELECT number, audit_seq, audit_head, settled_at FROM batches WHERE settled_at IS NOT NULL"
_FROZEN = "SELECT number, audit_seq, audit_head, frozen_at FROM batches WHERE settled_at IS NULL"
_LOGS = "SELECT number, manifest, signature, public_key FROM day_logs"


_Row: TypeAlias = "tuple[int, bytes, bytes, bytes | None]"
"""Line, id and bytes of a record, and what the mark of its purge holds."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What an anchor says of a line: its hash, None where the anchor itself is not what was signed."""

    anchor: TrailAnchor
    digest: bytes | None
    breach: Breach
    at_hq: bool = True


def prove(connection: Connection, progress: TrailProgress, copies: Sequence[LogCopy] = ()) -> TrailProof:
    """Walk all of it; call it within one unmoving picture of the store.

    Raises WorldError(DAY_NOT_SIGNED, DAY_DAMAGED, NOT_ENROLLED) for a copy of a log that is none of ours.
    """
    walk = _Walk(connection, progress, [_copy(connection, one) for one in copies])
    try:
        walk.run()
    except driver.DatabaseError:
        walk.broken = (walk.lines + 1, Breach.UNREADABLE)
    return walk.proof()


class _Walk:
    def __init__(self, connection: Connection, progress: TrailProgress, copies: Sequence[_Held]) -> None:
        self._connection, self._progress, self._copies = connection, progress, copies
        self.lines, self.head = 0, audit.GENESIS
        self.records = self.erased = 0
        self.broken: tuple[int, Breach] | None = None
        self._newest: dict[Breach, TrailAnchor] = {}

    def proof(self) -> TrailProof:
        first, breach = self.broken or (None, None)
        return TrailProof(
            self.lines, self.head, self.records, self.erased, first, breach,
            self._newest.get(Breach.LOG), self._newest.get(Breach.BATCH),
        )  # fmt: skip

    def run(self) -> None:
        whole = audit.head(self._connection)[0]
        anchors = _anchors(self._connection)
        for copy in self._copies:
            anchors.setdefault(copy.anchor.line, []).append(copy)
        kept = _Kept(self._connection)
        for line in audit.lines(self._connection):
            breach = self._sound(line) or kept.compare(line) or self._held(anchors.pop(line.seq, ()), line)
            if breach is not None:
                self.broken = (self.lines + 1, breach)
                return
            self.lines, self.head = line.seq, line.hash
            self.records, self.erased = kept.compared, kept.erased
            if line.seq % _OFTEN == 0:
                self._progress(line.seq, whole)
        if kept.more:
            self.broken = (self.lines + 1, Breach.UNSPOKEN)
        elif anchors:  # they hold lines that are gone now
            self.broken = (self.lines + 1, Breach.MISSING)
        self._progress(whole, whole)

    def _sound(self, line: AuditLine) -> Breach | None:
        if line.seq != self.lines + 1:
            return Breach.MISSING
        if line.hash != line.digest():
            return Breach.CHANGED
        return None if line.previous == self.head else Breach.CHAIN

    def _held(self, held: tuple[_Held, ...] | list[_Held], line: AuditLine) -> Breach | None:
        for one in held:
            if one.digest != line.hash:
                return one.breach
        for one in held:
            if one.at_hq:
                self._newest[one.breach] = one.anchor
        return None


class _Kept:
    """The records as they are kept, walked beside the lines that speak of them."""

    def __init__(self, connection: Connection) -> None:
        kept = (connection.execute(select.format(approved=_APPROVED)) for select in (_RECORDS, _FOREIGN))
        self._rows: Iterator[_Row] = heapq.merge(*kept, key=itemgetter(0))
        self._next = next(self._rows, None)
        self.compared = self.erased = 0

    @property
    def more(self) -> bool:
        """Whether records are left that no line spoke of."""
        return self._next is not None

    def compare(self, line: AuditLine) -> Breach | None:
        """Compare the record of a line with the hash in it."""
        if self._next is not None and self._next[0] < line.seq:
            return Breach.UNSPOKEN
        if line.act not in _KEEPING:
            return Breach.UNSPOKEN if self._next is not None and self._next[0] == line.seq else None
        wanted = dict(detail_of(line.detail)).get("record")
        if self._next is None or self._next[0] != line.seq:
            return Breach.RECORD_GONE
        _, record_id, record, purged = self._next
        held = record_hash(record) if record else purged
        if record_id != line.subject or held != wanted:
            return Breach.RECORD if record else Breach.RECORD_GONE
        self._next = next(self._rows, None)
        self.compared += bool(record)
        self.erased += not record
        return None


def _anchors(connection: Connection) -> dict[int, list[_Held]]:
    found: dict[int, list[_Held]] = {}
    for settled, select in ((True, _BATCHES), (False, _FROZEN)):
        for number, line, digest, at in connection.execute(select):
            held = _Held(TrailAnchor(number, line, from_ms(at)), digest, Breach.BATCH, settled)
            found.setdefault(line, []).append(held)
    for number, manifest, signature, key in connection.execute(_LOGS):
        held = _log(number, manifest, signature, key)
        found.setdefault(held.anchor.line, []).append(held)
    return found


def _copy(connection: Connection, copy: LogCopy) -> _Held:
    enrolment = load_enrolment(connection)
    if enrolment is None:
        raise WorldError(FailureCode.NOT_ENROLLED, "store.proof")
    key = Ed25519PrivateKey.from_private_bytes(enrolment.signing_key).public_key().public_bytes_raw()
    require_signed(copy.manifest, copy.signature, key)
    head = read_manifest(copy.manifest).head
    return _Held(TrailAnchor(head.number, head.audit_seq, head.closed_at), head.audit_hash, Breach.LOG)


def _log(number: int, manifest: bytes, signature: bytes, key: bytes) -> _Held:
    try:
        require_signed(manifest, signature, key)
        head = read_manifest(manifest).head
    except WorldError as error:
        if error.failure.code not in (FailureCode.DAY_NOT_SIGNED, FailureCode.DAY_DAMAGED):
            raise
        return _Held(TrailAnchor(number, 1, from_ms(0)), None, Breach.LOG)
    return _Held(TrailAnchor(number, head.audit_seq, head.closed_at), head.audit_hash, Breach.LOG)
