"""Take in daily logs that were brought: proved, batches settled, every record held against the ledger.

A package is proved to its end before anything of it is taken. Its batches go through the same proofs and
ledger as those on a stick; the records of a log enter by their batches alone, and are compared here by id and
SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, NamedTuple, TypeVar

from app.domain.failure import FailureCode, WorldError
from sync.courier.day_reading import DaySource
from sync.hq import audit, certificates, days
from sync.hq.age_keys import load_age
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.days import Standing
from sync.hq.failure import HqCode, HqError
from sync.hq.home import HqHome
from sync.hq.intake import keep_from_stick
from sync.hq.keys import load_keys
from sync.hq.ledger import BatchName, Ledger
from sync.protocol import receipt
from sync.protocol.batch import Header, batch_id, verify
from sync.protocol.day import DayManifest
from sync.protocol.day_proof import ProvedLog, Prover
from sync.protocol.day_records import RECORDS, read_records

_T = TypeVar("_T")

_TOGETHER: Final = 16
_AT_ONCE: Final = 5_000
_STATION: Final = f"""
SELECT station_id, port, public_key, revoked_at IS NOT NULL, {certificates.COUNTS} FROM station
WHERE number = %s
"""
# Of these records: whether the ledger has their id, and whether with these bytes.
_LOOK: Final = """
SELECT w.place, w.digest = sha256(coalesce(c.payload, e.payload))
FROM unnest(%(ids)s::uuid[], %(digests)s::bytea[]) WITH ORDINALITY AS w (record_id, digest, place)
LEFT JOIN record r ON r.record_id = w.record_id
LEFT JOIN crossing c ON c.record_id = r.record_id AND c.at = r.at
LEFT JOIN alert_event e ON e.event_id = w.record_id
WHERE c.payload IS NOT NULL OR e.payload IS NOT NULL
"""
_ERASED: Final = """
SELECT w.place FROM unnest(%(seqs)s::bigint[]) WITH ORDINALITY AS w (seq, place)
WHERE EXISTS (SELECT FROM batch b WHERE b.station = %(station)s AND b.first_seq <= w.seq
    AND b.first_seq > w.seq - 1001 AND b.first_seq + b.count > w.seq AND b.erased_at IS NOT NULL)
"""


class _Row(NamedTuple):
    """A record of a log, without its bytes."""

    seq: int
    record_id: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class TakenLog:
    """What became of one log: `new` whether HQ had it not yet; the others as `days.Standing` counts."""

    station: int
    number: int
    kind: str
    day: str
    crossings: int
    records: int
    new: bool
    same: int
    came: int
    differing: int
    missing: int
    erased: int


@dataclass(frozen=True, slots=True)
class TakenPackage:
    """What became of one package: its logs, and its batches: new, come before, records turned away, and HQ's
    receipts by batch."""

    name: str
    logs: tuple[TakenLog, ...]
    batches: int
    known: int
    rejected: int
    receipts: Mapping[BatchName, bytes]


@dataclass(slots=True)
class _Found:
    """What a package holds, while it is proved."""

    rows: dict[int, list[_Row]] = field(default_factory=dict)
    batches: list[tuple[str, bytes]] = field(default_factory=list)

    def see_file(self, log: ProvedLog, name: str, content: bytes) -> None:
        if name == RECORDS:
            self.rows[log.manifest.head.number] = [
                _Row(one.seq, one.record_id, sha256(one.payload).digest()) for one in read_records(content)
            ]

    def see_batch(self, name: str, data: bytes) -> None:
        self.batches.append((name, data))


class DayIntake:
    """Takes in packages of daily logs over a connection in autocommit mode; with `port` of that port alone.

    Raises HqError(KEYS_MISSING).
    """

    def __init__(self, home: HqHome, connection: Connection, reader: Reader, port: str | None = None) -> None:
        self._connection, self._reader, self._port = connection, reader, port
        keys = load_keys(home)
        self._identities = [load_age(home)]
        self._training = home.settings().training
        self._receipt_public = keys.receipt_public
        self._ledger = Ledger(connection, keys, self._training)

    def take(self, source: DaySource) -> TakenPackage:
        """Prove one package and take it in; taking it in again takes nothing twice. Audited.

        Raises WorldError(DAY_SEALED, DAY_DAMAGED, DAY_NOT_SIGNED, DRIVE_*), HqError(DAY_REFUSED).
        """
        found = _Found()
        logs = source.prove(Prover(self._key_of, found.see_file, found.see_batch), self._identities)
        for log in logs:
            self._require_whole(log, found)
        batches = [self._proved(data, logs[0]) for _, data in found.batches]
        before = {log.manifest.head.number: self._look(found.rows[log.manifest.head.number]) for log in logs}
        new = sum(keep_from_stick(self._connection, *one) for one in batches)
        receipts = self._settle([name for name, _, _ in batches])
        taken = tuple(self._keep(log, found.rows[log.manifest.head.number], before) for log in logs)
        rejected = sum(len(receipt.read(one, self._receipt_public).rejected) for one in receipts.values())
        return TakenPackage(source.name, taken, new, len(batches) - new, rejected, receipts)

    def _key_of(self, manifest: DayManifest) -> bytes:
        """The key that HQ has for the station, if logs of it are taken."""
        head = manifest.head
        number = head.station_number if head.station_number < 1 << 31 else 0
        row = self._connection.execute(_STATION.encode(), (number,)).fetchone()
        if row is None:
            raise _refused(f"this HQ has no station {head.station_number}", "Is it another HQ's?")
        if row[3]:
            raise _refused(f"station {number} is revoked", "What a revoked station signs is not believed.")
        if not row[4]:
            raise _refused(
                f"the certificate of station {number} is over",
                "Let it enrol again with a new code, by stick too; then take the log in again.",
            )
        if self._port is not None and row[1] != self._port:
            raise _refused(f"station {number} is of {row[1]}, not of {self._port}", "Leave --port out.")
        if row[0] != head.station:
            raise _refused(f"station {number} is {row[0]}, and the log says {head.station}", "Ask there.")
        if head.training != self._training:
            kinds = ("live", "a training") if head.training else ("for training", "a live")
            raise _refused(f"this HQ is {kinds[0]} and the log is {kinds[1]} one", "They never mix.")
        return bytes(row[2])

    def _require_whole(self, log: ProvedLog, found: _Found) -> None:
        """Raise unless the records are as many as the manifest says, and no other log has the number."""
        rows = found.rows.get(log.manifest.head.number)
        if rows is None or len(rows) != log.manifest.records:
            raise WorldError(FailureCode.DAY_DAMAGED, "day.records", reason="another_count")
        try:
            days.require_only(self._connection, log)
        except HqError:
            with self._connection.transaction():
                days.ask_about_twice(self._connection, log)
                audit.note(self._connection, self._reader, "day refused", _said(log))
            raise

    def _proved(self, data: bytes, log: ProvedLog) -> tuple[BatchName, Header, bytes]:
        """A batch of the same station, by its own signature."""
        header = verify(data, log.public_key)
        if header.station_number != log.manifest.head.station_number:
            raise WorldError(FailureCode.BATCH_DAMAGED, "batch.station")
        return BatchName(header.station_number, batch_id(data)), header, data

    def _settle(self, names: Sequence[BatchName]) -> dict[BatchName, bytes]:
        """Settle these batches; the receipts of those that HQ can open."""
        settled = [one for _, part in _parts(names, _TOGETHER) for one in self._ledger.settle(part)]
        return {one.name: one.receipt for one in settled if one.receipt is not None}

    def _look(self, rows: Sequence[_Row]) -> dict[int, bool]:
        """By place of each row that the ledger has, whether with the same bytes."""
        return {place: same for start, part in _parts(rows) for place, same in self._ask(start, part)}

    def _ask(self, start: int, rows: Sequence[_Row]) -> list[tuple[int, bool]]:
        asked = {"ids": [one.record_id.hex() for one in rows], "digests": [one.digest for one in rows]}
        found = self._connection.execute(_LOOK, asked).fetchall()
        return [(start + place - 1, bool(same)) for place, same in found]

    def _keep(self, log: ProvedLog, rows: Sequence[_Row], before: dict[int, dict[int, bool]]) -> TakenLog:
        head = log.manifest.head
        was, now = before[head.number], self._look(rows)
        lacking = [place for place in range(len(rows)) if place not in now]
        erased = self._erased(head.station_number, [rows[place].seq for place in lacking])
        standing = Standing(
            same=sum(now[place] for place in now if place in was),
            came=sum(now[place] for place in now if place not in was),
            differing=[rows[place] for place in sorted(now) if not now[place]],
            missing=len(lacking) - erased,
            erased=erased,
        )
        with self._connection.transaction():
            new = days.keep_log(self._connection, log, standing)
            taken = TakenLog(
                head.station_number, head.number, head.kind.value, head.day.isoformat(),
                log.manifest.counts.crossings, log.manifest.records, new, standing.same, standing.came,
                len(standing.differing), standing.missing, standing.erased,
            )  # fmt: skip
            audit.note(self._connection, self._reader, "day taken in", {**_said(log), **_counted(taken)})
        return taken

    def _erased(self, station: int, seqs: Sequence[int]) -> int:
        """How many of these were in batches that retention has erased."""
        return sum(
            len(self._connection.execute(_ERASED, {"seqs": list(part), "station": station}).fetchall())
            for _, part in _parts(seqs)
        )


def _parts(rows: Sequence[_T], most: int = _AT_ONCE) -> Iterator[tuple[int, Sequence[_T]]]:
    return ((start, rows[start : start + most]) for start in range(0, len(rows), most))


def _said(log: ProvedLog) -> dict[str, object]:
    head = log.manifest.head
    return {"station": head.station_number, "number": head.number, "digest": log.digest.hex()}


def _counted(taken: TakenLog) -> dict[str, object]:
    names = ("new", "same", "came", "differing", "missing", "erased")
    return {name: getattr(taken, name) for name in names}


def _refused(reason: str, remedy: str) -> HqError:
    return HqError(HqCode.DAY_REFUSED, reason=reason, remedy=remedy)
