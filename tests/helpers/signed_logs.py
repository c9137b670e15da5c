"""Daily logs made by hand, without a store: a manifest over real records, signed by a station's key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.day import DayCounts, DayHead, LogKind, Reconciliation
from sync.protocol.day import (
    MANIFEST,
    SIGNATURE,
    DayManifest,
    digest_of,
    file_of,
    sign_manifest,
    write_manifest,
)
from sync.protocol.day_package import Entry, write_package
from sync.protocol.day_proof import STATION_KEY, batch_file, log_folder, write_key
from sync.protocol.day_records import RECORDS, DayRecord, write_records

NIGHT = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)


@dataclass
class Signing:
    """A station that closes days; `name` is its id at HQ."""

    key: bytes
    number: int = 12
    name: str = "UTAVR-A1"
    training: bool = False
    last: bytes = bytes(32)
    logs: dict[int, list[Entry]] = field(default_factory=dict)

    def close(self, number: int, records: Sequence[DayRecord] = (), note: str = "", **count: int) -> None:
        """Make and sign log `number` of these records."""
        day = date(2026, 11, 24) + timedelta(days=number - 1)
        since = datetime(day.year, day.month, day.day, tzinfo=UTC)
        seqs = [one.seq for one in records]
        head = DayHead(
            number, LogKind.DAY, day, since, since + timedelta(days=1), 0, self.name, self.number, "UTO",
            "UTAVR", "1", since + timedelta(days=1, minutes=5), "supervisor", note, early=False, after_seq=0,
            up_to_seq=max(seqs, default=0), audit_seq=1, audit_hash=bytes(32), previous=self.last,
            training=self.training,
        )  # fmt: skip
        files = {RECORDS: write_records(records), "day-log.csv": b"number\r\n"}
        many = len(records)
        manifest = write_manifest(
            DayManifest(
                head, DayCounts(many, many, 0, 0, 0, 0, 0, 0, 0, 0, 0), Reconciliation(many, many, many, 0),
                (), count.get("said", many), tuple(file_of(name, data) for name, data in files.items()),
            )
        )  # fmt: skip
        self.last = digest_of(manifest)
        public = Ed25519PrivateKey.from_private_bytes(self.key).public_key().public_bytes_raw()
        signed = {
            MANIFEST: manifest, SIGNATURE: sign_manifest(manifest, self.key), STATION_KEY: write_key(public),
        }  # fmt: skip
        folder = log_folder(number)
        self.logs[number] = [Entry(f"{folder}/{name}", data) for name, data in {**signed, **files}.items()]

    def package(self, *numbers: int, batches: Iterable[tuple[int, bytes, bytes]] = ()) -> bytes:
        """The package of these logs, and of batches by first seq, id and bytes."""
        entries = [entry for number in numbers for entry in self.logs[number]]
        entries += [Entry(batch_file(first, batch_id), data) for first, batch_id, data in batches]
        return b"".join(write_package(entries))
