"""Say of each class of records where it lies, what is due in it, and how it is erased.

A source gives for every record: its `keys`, `at`, `port`, `country` and `other` (issuing state and
nationality), and whether it is `held`. `%(moment)s` is the plan's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_IN_FORCE: Final = "SELECT FROM legal_hold h WHERE h.released_at IS NULL"


@dataclass(frozen=True, slots=True)
class RecordClass:
    """One class: `source` is a SELECT, `keys` its columns that name a record, `erase` what erases the
    records that stand in the table `due`, `besides` what goes with them, before they do."""

    source: str
    keys: tuple[str, ...]
    erase: tuple[str, ...]
    besides: tuple[str, ...] = ()


_EVIDENCE: Final = (
    "SELECT e.record_id, e.station, e.batch_id, e.seq, e.at, s.port, '' AS country, '' AS other,"
    f" (EXISTS ({_IN_FORCE} AND h.kind <> 'port')"
    f" OR EXISTS ({_IN_FORCE} AND h.kind = 'port' AND h.port = upper(s.port)"
    " AND e.at >= h.since AND e.at < h.until)) AS held"
    " FROM evidence e JOIN station s ON s.number = e.station"
)
# What contradicts a record may be about somebody else, who is held.
_EVIDENCE_BESIDE: Final = (
    f"DELETE FROM evidence USING due, ({_EVIDENCE}) AS said WHERE evidence.record_id = due.record_id"
    " AND evidence.record_id = said.record_id AND evidence.station = said.station"
    " AND evidence.batch_id = said.batch_id AND evidence.seq = said.seq AND NOT said.held"
)


def crossings_of(partition: str) -> str:
    """The source of one partition of the crossings."""
    return (
        "SELECT c.record_id, c.at, c.port, c.issuing_state AS country, c.nationality AS other,"
        " EXISTS (SELECT FROM held WHERE held.record_id = c.record_id) AS held"
        f" FROM {partition} c"
    )


CLASSES: Final[Mapping[str, RecordClass]] = {
    "crossings": RecordClass(
        crossings_of("crossing"),
        ("record_id", "at"),
        ("DELETE FROM crossing USING due WHERE crossing.record_id = due.record_id AND crossing.at = due.at",),
        (_EVIDENCE_BESIDE,),
    ),
    "alerts": RecordClass(
        "SELECT e.event_id, e.at, e.port, e.issuing_state AS country, '' AS other,"
        " EXISTS (SELECT FROM held_event WHERE held_event.event_id = e.event_id) AS held FROM alert_event e",
        ("event_id",),
        (
            "INSERT INTO erased_event (event_id, station) SELECT event_id, station FROM alert_event"
            " JOIN due USING (event_id) ON CONFLICT DO NOTHING",
            "DELETE FROM alert_event USING due WHERE alert_event.event_id = due.event_id",
        ),
    ),
    "batches": RecordClass(
        "SELECT b.station, b.id, b.received_at AS at, s.port, '' AS country, '' AS other,"
        " (EXISTS (SELECT FROM held WHERE held.station = b.station"
        " AND held.seq BETWEEN b.first_seq AND b.first_seq + b.count - 1)"
        " OR EXISTS (SELECT FROM held_event e WHERE e.station = b.station"
        " AND e.seq BETWEEN b.first_seq AND b.first_seq + b.count - 1)"
        f" OR EXISTS ({_IN_FORCE} AND h.kind = 'port' AND h.port = upper(s.port)"
        " AND b.received_at >= h.since AND b.received_at < h.until)) AS held"
        " FROM batch b JOIN station s ON s.number = b.station"
        " WHERE b.erased_at IS NULL AND b.state <> 'received'",
        ("station", "id"),
        # The header stays: its station's seqs are settled for good, and it says which key sealed the rest.
        (
            "UPDATE batch SET bytes = substring(bytes FROM 1 FOR 38), erased_at = now() FROM due"
            " WHERE batch.station = due.station AND batch.id = due.id",
        ),
    ),
    "quarantine": RecordClass(
        "SELECT q.station, q.batch_id, q.seq, q.noted_at AS at, s.port, '' AS country, '' AS other,"
        f" (EXISTS ({_IN_FORCE} AND h.kind <> 'port')"
        f" OR EXISTS ({_IN_FORCE} AND h.kind = 'port' AND h.port = upper(s.port)"
        " AND q.noted_at >= h.since AND q.noted_at < h.until)) AS held"
        " FROM quarantine q JOIN station s ON s.number = q.station WHERE q.bytes IS NOT NULL",
        ("station", "batch_id", "seq"),
        (
            "UPDATE quarantine SET bytes = NULL FROM due WHERE quarantine.station = due.station"
            " AND quarantine.batch_id = due.batch_id AND quarantine.seq = due.seq",
        ),
    ),
    "evidence": RecordClass(
        _EVIDENCE,
        ("record_id", "station", "batch_id", "seq"),
        (
            "DELETE FROM evidence USING due WHERE evidence.record_id = due.record_id"
            " AND evidence.station = due.station AND evidence.batch_id = due.batch_id"
            " AND evidence.seq = due.seq",
        ),
    ),
    "late-hits": RecordClass(
        "SELECT l.event_id, l.found_at AS at, l.port, '' AS country, '' AS other,"
        " (EXISTS (SELECT FROM held WHERE held.crossing_id = l.crossing)"
        f" OR EXISTS ({_IN_FORCE} AND h.kind = 'port' AND h.port = upper(l.port)"
        " AND l.found_at >= h.since AND l.found_at < h.until)) AS held"
        " FROM late_hit l WHERE l.published IS NOT NULL",
        ("event_id",),
        ("DELETE FROM late_hit USING due WHERE late_hit.event_id = due.event_id",),
    ),
    "uploads": RecordClass(
        "SELECT u.station, u.batch_id, u.begun_at AS at, s.port, '' AS country, '' AS other, false AS held"
        " FROM upload u JOIN station s ON s.number = u.station",
        ("station", "batch_id"),
        ("DELETE FROM upload USING due WHERE upload.station = due.station"
         " AND upload.batch_id = due.batch_id",),
    ),
    "earlier": RecordClass(
        "SELECT e.crossing, e.digest, e.day::timestamptz AS at, e.port, '' AS country, '' AS other,"
        " false AS held FROM earlier_crossing e",
        ("crossing", "digest"),
        (
            "WITH gone AS (DELETE FROM earlier_crossing e USING due WHERE e.crossing = due.crossing"
            " AND e.digest = due.digest RETURNING e.digest, e.day)"
            " INSERT INTO earlier_dirty SELECT digest, day FROM gone ON CONFLICT DO NOTHING",
        ),
    ),
    # Their files go by the press (`sync.hq.pruning`), which writes what stays anew; travellers by whoever
    # joins them (`sync.hq.joining_erased`), as do those of whom no crossing is left.
    "publications": RecordClass(
        "SELECT p.stream, p.sequence, p.issued_at AS at, split_part(p.stream, '/', 2) AS port,"
        " '' AS country, '' AS other, false AS held FROM publication p WHERE p.stream LIKE 'late/%%'"
        " AND (p.count > 0 OR p.sequence < (SELECT max(n.sequence) FROM publication n"
        " WHERE n.stream = p.stream))",
        ("stream", "sequence"),
        (),
    ),
    "travellers": RecordClass(
        "SELECT b.number, max(x.at) AS at, '' AS port, b.issuing_state AS country, b.nationality AS other,"
        " (bool_or(EXISTS (SELECT FROM held WHERE held.crossing_id = x.crossing_id))"
        f" OR EXISTS ({_IN_FORCE} AND h.kind = 'document' AND h.document_key = b.document_key)) AS held"
        " FROM bearer b JOIN bearer_crossing x ON x.bearer = b.number GROUP BY b.number",
        ("number",),
        (),
    ),
}  # fmt: skip
"""By name, in the order in which a plan erases."""
