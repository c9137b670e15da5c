"""A small nation at HQ: three ports, a known traveller, hits, and things that wait for a decision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.alert_entry import AlertEntry, Disclosure, EntryKind, EntryName
from app.domain.crossing import Crossing
from app.domain.dates import PartialDate
from app.domain.record import encode
from sync.hq import own_list, rollup
from sync.hq.audit import Reader
from sync.hq.database import Connection
from sync.hq.joining import join_arrived
from sync.protocol.kinds import CROSSING
from tests.helpers.console import RunningConsole
from tests.sync.hq.alerts import entry_of, hit_event, settled_event
from tests.sync.hq.joined import crossed
from tests.sync.hq.quiet import QuietHq

RENEWED = {"number": "K9876543", "expiry_date": PartialDate(2036, 5, 5)}
_SOUGHT = AlertEntry(
    "new", EntryKind.PERSON, (EntryName("SEINI VAKATORA"),), reason="Court order 12", action="Call",
    agency="Police", expires=PartialDate(2028, 11, 30),
)  # fmt: skip
_STATION = """
INSERT INTO station (station_id, country, port, booth, public_key, token_hash)
VALUES (%s, 'UTO', %s, %s, sha256(%s::bytea), sha256(%s::bytea)) RETURNING number
"""
_CERTIFICATE = """
INSERT INTO certificate (serial, station, token_hash, made_at, not_after, der)
VALUES (decode(md5(%(number)s::text), 'hex'), %(number)s, decode(repeat('00', 32), 'hex'), now(),
    now() + %(days)s * interval '1 day', '')
"""
_LOG = """
INSERT INTO day_log (station, number, kind, day, closed_at, closed_by, crossings, records, digest, previous,
    manifest, signature, same, came, differing, missing, erased)
VALUES (%(station)s, %(number)s, 'day', %(day)s, %(day)s::date + interval '1 day', 'chief', 40, 44,
    sha256(%(day)s::text::bytea), decode(repeat('00', 32), 'hex'), '', decode(repeat('00', 64), 'hex'),
    41, 2, 1, 0, 0)
"""


@dataclass(frozen=True, slots=True)
class Nation:
    """A filled HQ with its console, and numbers by which pages are asked for: the traveller with a corrected
    crossing and two passports, the booths by name; `brother` crossed with that traveller's passport."""

    hq: QuietHq
    console: RunningConsole
    traveller: int
    brother: int
    booths: dict[str, int]

    def audited(self, act: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Who did this at HQ, for which purpose, with which details; oldest first."""
        with self.hq.connection() as connection:
            return connection.execute(
                "SELECT who, purpose, details FROM hq_audit WHERE act = %s ORDER BY line", (act,)
            ).fetchall()


@contextmanager
def nation(folder: Path, url: str) -> Iterator[Nation]:
    """A small nation and its console, until the block ends."""
    hq = QuietHq(folder, url)
    try:
        traveller, brother, booths = fill(hq)
        with RunningConsole(hq.home, url) as console:
            yield Nation(hq, console, traveller, brother, booths)
    finally:
        hq.close()


def fill(hq: QuietHq) -> tuple[int, int, dict[str, int]]:
    """Fill an empty HQ; the two travellers and the booths."""
    one, two, three, wanted, silent, thief, forged, *others = hq.crossings(40)
    known = crossed(one)
    corrected = replace(
        known, record_id=two.record_id, version=2, correction="Misread by the reader", at=two.at
    )
    later = crossed(three, **RENEWED)
    brother = crossed(thief, surname="TAKAU", given_names="LUPE", born=(1991, 12, 30))
    met = hit_event(known, entry_of(known.traveller, "N-7"))
    quiet = hit_event(silent, entry_of(silent.traveller, "N-8"))
    assert quiet.hit is not None
    quiet = replace(quiet, hit=replace(quiet.hit, disclosure=Disclosure.SILENT))
    hq.take([entry_of(wanted.traveller, "N-1", action="Call the duty officer")])
    hq.arrive([known, corrected, later, wanted, silent, brother, forged, *others])
    hq.arrive([], met, settled_event(met), quiet)
    hq.offer([replace(forged, officer="somebody")])
    hq.round()
    with hq.connection() as connection:
        join_arrived(connection)
        rollup.count_arrived(connection)
        own_list.propose_new(connection, _SOUGHT, "Asked for by the court", Reader("officer-2", "lists"))
        booths = _booths(connection, hq.station)
        hq.offer_records([(CROSSING, encode(crossed(two, number="L0000001")))], first_seq=60)
        connection.execute("UPDATE batch SET received_at = received_at - interval '30 hours'")
        return _traveller(connection, known), _traveller(connection, brother), booths


def _traveller(connection: Connection, crossing: Crossing) -> int:
    row = connection.execute(
        "SELECT traveller FROM bearer JOIN bearer_crossing ON bearer = number WHERE crossing_id = %s",
        (UUID(crossing.crossing_id),),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _booths(connection: Connection, first: int) -> dict[str, int]:
    """The quiet HQ's own booth, one that is in order, one nearly over, one not heard of for long."""
    booths = {"old": first}
    connection.execute("DELETE FROM certificate")
    connection.execute("DELETE FROM station WHERE number <> %s", (first,))
    for name, port, booth in (("good", "UTAVR", "A2"), ("soon", "UTVUL", "B1"), ("lost", "UTPOR", "C1")):
        row = connection.execute(_STATION, (f"{port}-{booth}", port, booth, name, name)).fetchone()
        assert row is not None
        booths[name] = row[0]
    for name, days in (("old", 300), ("good", 300), ("soon", 20)):
        connection.execute(_CERTIFICATE, {"number": booths[name], "days": days})
    connection.execute(
        "INSERT INTO station_heard (station, asked_at) VALUES (%s, now()), (%s, now() - interval '9 days')"
        " ON CONFLICT (station) DO UPDATE SET asked_at = excluded.asked_at",
        (booths["good"], booths["lost"]),
    )
    connection.execute(
        "INSERT INTO station_told (station, version, made, readers) VALUES"
        """ (%s, '0.6.0', 72, '[["document", "ready"], ["chip", "gone"]]'),"""
        """ (%s, '0.5.9', 0, '[["document", "ready"], ["chip", "none"]]')"""
        " ON CONFLICT (station) DO NOTHING",
        (booths["old"], booths["good"]),
    )
    connection.execute(
        "INSERT INTO station_holds (station, stream, sequence) SELECT %s, stream, max(sequence)"
        " FROM publication GROUP BY stream ON CONFLICT DO NOTHING",
        (booths["good"],),
    )
    connection.execute(
        "UPDATE publication SET issued_at = issued_at - interval '2 days' WHERE stream LIKE 'people/%'"
    )
    for number, day in ((1, "2026-11-24"), (3, "2026-11-26")):
        connection.execute(_LOG, {"station": booths["good"], "number": number, "day": day})
    return booths
