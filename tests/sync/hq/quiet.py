"""An HQ that serves nobody, for tests of what it does with what it has: batches go straight to its ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import cbor2
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.alert_entry import AlertEntry
from app.domain.alert_record import decode_event
from app.domain.alerts import AlertEvent
from app.domain.crossing import Crossing
from app.domain.record import encode
from app.screening.documents import digest
from app.screening.lists import ListKind, ListPolicy
from bench import people
from sync.hq import lists
from sync.hq.audit import Reader
from sync.hq.database import Connection, connect
from sync.hq.founding import found_hq
from sync.hq.home import HqHome, HqSettings
from sync.hq.keyring import load_ring
from sync.hq.keys import load_keys
from sync.hq.ledger import BatchName, Ledger
from sync.hq.lists import ListFacts, Source
from sync.hq.publishing import file_of
from sync.hq.screening_rounds import Round, Rounds
from sync.ports import OutboxRow
from sync.protocol import receipt
from sync.protocol.batch import Maker, batch_id, build, read_header
from sync.protocol.kinds import CROSSING
from sync.protocol.publication import head_of, open_contents
from tests.sync.hq.alerts import as_record

LONG = 36_500
"""Days that reach back to every invented crossing."""
NAME, PORT, BOOTH = "UTAVR-01", "UTAVR", "1"
_SOURCE = Source(Reader("mvira", "lists"))
_EMPTIED = (
    "crossing, record, batch, alert_event, screening_due, list_pass, list_passed, late_hit, earlier_crossing,"
    " earlier_dirty, publication, document_digest, list_entry, list_version, alert_list, bearer, bearer_key,"
    " bearer_pair, bearer_crossing, traveller_word, traveller_due, traveller_became, quarantine, queue_item,"
    " evidence, statistics_arrived, statistics_correction, statistics_due, statistics_day, statistics_month,"
    " entry_change, day_log, day_log_difference"
)


class QuietHq:
    """HQ's folder and database, and one station that sends straight into the ledger."""

    def __init__(self, folder: Path, url: str) -> None:
        self.home, self.url = HqHome(folder), url
        found_hq(self.home, HqSettings("Test HQ", False, url, ("localhost",)), datetime.now(UTC))
        self._keys = load_keys(self.home)
        self._signing = Ed25519PrivateKey.generate()
        self._settling = connect(url, autocommit=True)
        self._ledger = Ledger(self._settling, self._keys, training=False)
        with self.connection() as connection:
            row = connection.execute(
                "INSERT INTO station (station_id, country, port, booth, public_key, token_hash)"
                " VALUES (%s, 'UTO', %s, %s, %s, %s) RETURNING number",
                (NAME, PORT, BOOTH, self._signing.public_key().public_bytes_raw(), bytes(32)),
            ).fetchone()
        assert row is not None
        self.station: int = row[0]
        self.empty()

    def close(self) -> None:
        """Let go of the database."""
        self._settling.close()

    def empty(self) -> None:
        """Forget everything but the station."""
        with self.connection() as connection:
            connection.execute(f"TRUNCATE {_EMPTIED}".encode())
            connection.execute("UPDATE station SET up_to_seq = 0")
        booth = people.Booth(station=NAME, port=PORT, booth=BOOTH, training=False)
        self._stream = people.crossings(sys.maxsize, 7, booth, datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
        self._next_seq, self._last_batch = 1, bytes(32)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection to the database in autocommit mode."""
        with connect(self.url, autocommit=True) as connection:
            yield connection

    def crossings(self, number: int) -> list[Crossing]:
        """The next travellers."""
        return list(islice(self._stream, number))

    def arrive(self, crossings: Sequence[Crossing], *events: AlertEvent) -> None:
        """Take these crossings, and then events, in one batch of the station."""
        assert self.offer(crossings, *events).rejected == ()

    def offer(self, crossings: Sequence[Crossing], *events: AlertEvent) -> receipt.Receipt:
        """The receipt of a batch of these."""
        return self.offer_records(
            [(CROSSING, encode(one)) for one in crossings] + [as_record(event) for event in events]
        )

    def offer_records(
        self, records: Sequence[tuple[int, bytes]], first_seq: int | None = None
    ) -> receipt.Receipt:
        """The receipt of a batch of any (kind, bytes), or of one that begins at `first_seq`."""
        first = self._next_seq if first_seq is None else first_seq
        rows = [OutboxRow(first + at, *record) for at, record in enumerate(records)]
        seal = X25519PrivateKey.from_private_bytes(self._keys.seals[-1]).public_key().public_bytes_raw()
        maker = Maker(self.station, self._signing.private_bytes_raw(), seal)
        data = build(rows, self._last_batch, bytes(32), maker)
        name, header = BatchName(self.station, batch_id(data)), read_header(data)
        with self.connection() as connection:
            connection.execute(
                "INSERT INTO batch (station, id, first_seq, count, previous, bytes)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (self.station, name.batch_id, header.first_seq, header.count, header.previous, data),
            )
        (settled,) = self._ledger.settle([name])
        assert settled.receipt is not None
        self._next_seq, self._last_batch = header.last_seq + 1, name.batch_id
        return receipt.read(settled.receipt, self._receipt_key)

    def take(self, entries: Sequence[AlertEntry], list_id: str = "national") -> int:
        """Make these entries the newest version of a list; its number."""
        facts = ListFacts(list_id, ListKind.PEOPLE, "National list", "Police", ListPolicy(rarity_gate=False))
        with self.connection() as connection:
            return lists.take_people(connection, facts, entries, _SOURCE).version

    def take_numbers(self, numbers: Sequence[tuple[str, str, str]]) -> None:
        """Make these stolen documents the newest version of a list."""
        facts = ListFacts("stolen", ListKind.DOCUMENTS, "Stolen documents", "Police", ListPolicy())
        digests = [int.from_bytes(digest(self.document_key, *one)) for one in numbers]
        with self.connection() as connection:
            lists.take_documents(connection, facts, np.array(digests, dtype=np.uint64), _SOURCE)

    def round(self, days: int = LONG) -> Round:
        """One round of screening and telling, by a process that has just begun."""
        with self.connection() as connection:
            rounds = Rounds(connection, self.home, days)
            try:
                return rounds.run(lambda: False)
            finally:
                rounds.close()

    def late(self) -> list[AlertEvent]:
        """Every late hit that HQ knows of, in the order in which it was found."""
        with self.connection() as connection:
            rows = connection.execute("SELECT event FROM late_hit ORDER BY number").fetchall()
        return [decode_event(event) for (event,) in rows]

    def published(self, stream: str) -> list[tuple[int, list[Any]]]:
        """Base and plain contents of every publication of a stream, chunk by chunk."""
        with self.connection() as connection:
            rows = connection.execute(
                "SELECT sequence FROM publication WHERE stream = %s ORDER BY sequence", (stream,)
            ).fetchall()
        return [self._contents(file_of(self.home.published, stream, sequence)) for (sequence,) in rows]

    @property
    def document_key(self) -> bytes:
        """The national key of document digests."""
        return load_ring(self.home).document_key

    @property
    def _receipt_key(self) -> bytes:
        key = Ed25519PrivateKey.from_private_bytes(self._keys.receipt)
        return key.public_key().public_bytes_raw()

    def _contents(self, path: Path) -> tuple[int, list[Any]]:
        head = head_of(path, self._receipt_key)
        with path.open("rb") as file:
            file.seek(head.start)
            chunks = open_contents(file, head, load_ring(self.home))
            return head.publication.base, [cbor2.loads(chunk) for chunk in chunks]
