"""A station for HQ's tests: it enrols, makes real batches and sends them by real HTTPS."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, islice

import httpx2

from app.domain.crossing import Crossing
from app.domain.record import encode
from bench import people
from sync.enrol import enrol
from sync.http import secured
from sync.ports import FrozenBatch, OutboxRow, StationIdentity
from sync.protocol import receipt
from sync.protocol.batch import Maker, batch_id, build
from sync.protocol.kinds import CROSSING
from tests.helpers.hq import RunningHq

_NUMBERS = count(1)
PORT, BOOTH = "UTAVR", "1"


def a_stream(name: str, seed: int) -> Iterator[Crossing]:
    """Endless invented crossings of a station of this name."""
    booth = people.Booth(station=name, port=PORT, booth=BOOTH, training=False)
    return people.crossings(sys.maxsize, seed, booth, datetime(2026, 11, 24, 6, 0, tzinfo=UTC))


class Station:
    """One enrolled station with its seqs and its chain of batches."""

    def __init__(self, hq: RunningHq) -> None:
        seed = next(_NUMBERS)
        self.name = f"UTAVR-{seed:02}"
        self.code = hq.enrol_code(PORT, BOOTH)
        self.identity: StationIdentity = enrol(hq.url, self.code, ("UTO", PORT, BOOTH, self.name))
        self._stream = a_stream(self.name, seed)
        self._next_seq = 1
        self._last_batch = bytes(32)
        self.hq = hq
        self.context = secured(self.identity)
        self.http = httpx2.Client(base_url=self.hq.url, verify=self.context, timeout=30)

    def connect(self) -> None:
        """Call from now on with the certificate that it has now."""
        self.http.close()
        self.context = secured(self.identity)
        self.http = httpx2.Client(base_url=self.hq.url, verify=self.context, timeout=30)

    def enrol_again(self, code: str = "") -> None:
        """Enrol with the signing key that it has, and call with what comes of it."""
        who = ("UTO", PORT, BOOTH, self.name)
        self.identity = enrol(self.hq.url, code or self.hq.enrol_code(PORT, BOOTH), who, self.identity)
        self.connect()

    @property
    def number(self) -> int:
        """The number that HQ gave it."""
        return self.identity.station_number

    @property
    def maker(self) -> Maker:
        """What its batches are signed and sealed with."""
        return Maker(self.number, self.identity.signing_key, self.identity.hq_seal_key)

    def crossings(self, number: int) -> list[Crossing]:
        """The next travellers."""
        return list(islice(self._stream, number))

    def batch(self, crossings: Sequence[Crossing]) -> FrozenBatch:
        """Freeze these crossings as the station's next batch."""
        return self.batch_of([(CROSSING, encode(crossing)) for crossing in crossings])

    def batch_of(self, records: Sequence[tuple[int, bytes]], first_seq: int | None = None) -> FrozenBatch:
        """Freeze any (kind, bytes) as the next batch, or as one that begins at `first_seq`."""
        first = self._next_seq if first_seq is None else first_seq
        rows = [OutboxRow(first + place, kind, payload) for place, (kind, payload) in enumerate(records)]
        data = build(rows, self._last_batch, bytes(32), self.maker)
        frozen = FrozenBatch(batch_id(data), first, len(rows), data)
        self._next_seq, self._last_batch = first + len(rows), frozen.batch_id
        return frozen

    def put(
        self, batch: FrozenBatch, body: bytes | None = None, token: str | None = None, **headers: str
    ) -> httpx2.Response:
        """PUT the batch, or `body` in its place; headers by name with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.put(
            f"/v1/batches/{batch.batch_id.hex()}",
            content=batch.data if body is None else body,
            headers=self.authorization(token) | named,
        )

    def head(self, batch: FrozenBatch) -> httpx2.Response:
        """Ask how much of the batch HQ has."""
        return self.http.head(f"/v1/batches/{batch.batch_id.hex()}", headers=self.authorization())

    def authorization(self, token: str | None = None) -> dict[str, str]:
        """The header that names the station."""
        return {"Authorization": f"Bearer {token or self.identity.token}"}

    def receipt(self, answer: httpx2.Response) -> receipt.Receipt:
        """The receipt in an answer, its signature checked."""
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        return receipt.read(answer.content, self.identity.hq_receipt_key)

    def close(self) -> None:
        """Hang up."""
        self.http.close()


def in_training(crossing: Crossing) -> Crossing:
    """The same crossing marked as training."""
    return replace(crossing, training=True)
