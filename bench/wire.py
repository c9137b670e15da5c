"""Bytes on the wire per crossing and records a second in and out of batches, beside JSON lines with zstd.

The people are of another world than those who trained the wire's dictionaries (`bench.wire_people`).
"""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from math import ceil
from typing import Any

import httpcore2
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.crossing import Crossing
from app.domain.record import encode
from bench.table import Row
from bench.wire_dictionary import trained_names
from bench.wire_people import HELD_OUT, Booth
from sync.http import Caller
from sync.line import RECORD
from sync.ports import OutboxRow
from sync.protocol import http as words
from sync.protocol.batch import Maker, batch_id, build, open_batch
from sync.protocol.kinds import CROSSING

_AIMS = {1: 260.0, 10: 180.0, 100: 115.0, 1000: 90.0}
_CHIP_BATCHES = (1, 10, 100)
"""A thousand crossings with 24 more checks each are more than one batch holds."""
_DECODED_AIM = 100_000.0
_BATCHES = 100
_STATION, _FIRST_SEQ = 300, 9_000
"""A country's three hundredth booth, some weeks old: both numbers cost a byte more than the first would."""
_BOOTHS, _FROM_EACH = 6, 1000
_TLS_RECORD = 5 + 1 + 16
"""Bytes that TLS 1.3 adds to each record: header, content type, tag (RFC 8446, 5.2)."""


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """The figures of the wire."""
    say("wire: inventing people")
    booths = max(1, round(_BOOTHS * scale))
    rows = _with_chips(booths)
    bench = _Bench(strangers(booths, _FROM_EACH))
    for count, aim in _AIMS.items():
        say(f"wire: batches of {count}")
        rows += bench.sizes("crossing", count, aim)
    say("wire: speed")
    return rows + bench.speeds(max(3, round(20 * scale)))


def _with_chips(booths: int) -> list[Row]:
    """Bytes of crossings whose chip was read. Their people are gone before speed is measured: what fills
    the memory slows whatever makes objects."""
    bench = _Bench(strangers(booths, _FROM_EACH, chips=True))
    found = (bench.sizes("crossing with its chip's checks", count, None)[:1] for count in _CHIP_BATCHES)
    return [row for rows in found for row in rows]


def strangers(booths: int, from_each: int, *, chips: bool = False) -> list[Crossing]:
    """Crossings of people unknown to the wire's dictionaries, booth after booth."""
    avoided = trained_names()
    made = (Booth(HELD_OUT, seed, avoided, chips=chips) for seed in range(booths))
    return [one for booth in made for one in booth.take(from_each)]


class _Bench:
    """A station and an HQ with keys, and crossings to put on the wire."""

    def __init__(self, people: Sequence[Crossing]) -> None:
        self._people = people
        self._payloads = [encode(person) for person in people]
        self._station, self._hq = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
        public = self._hq.public_key().public_bytes_raw()
        self._maker = Maker(_STATION, self._station.private_bytes_raw(), public)

    def sizes(self, what: str, count: int, aim: float | None) -> list[Row]:
        """Bytes per crossing in batches of so many, alone and with all that carries them."""
        starts = self._starts(count)
        files = [self._file(start, count) for start in starts]
        alone = sum(map(len, files)) / len(files) / count
        carried = sum(_carried(file) for file in files) / len(files) / count
        naive = (
            sum(_json_lines(self._people[start : start + count]) for start in starts) / len(starts) / count
        )
        beside = f"{naive:,.0f} as JSON lines, zstd 19, unsigned and unsealed"
        name = f"{what} in a batch of {count:,}"
        return [
            Row(f"{name}: batch file", alone, "B", aim, beside),
            Row(f"{name}: with HTTP and TLS records", carried, "B", beside="upwards, on a kept connection"),
        ]

    def speeds(self, turns: int) -> list[Row]:
        """Records a second on one core."""
        count = 1000
        began = time.perf_counter()
        files = [self._file(0, count) for _ in range(turns)]
        built = turns * count / (time.perf_counter() - began)
        key, seals = self._station.public_key().public_bytes_raw(), [self._hq]
        began = time.perf_counter()
        opened = [open_batch(file, key, seals) for file in files]
        decoded = turns * count / (time.perf_counter() - began)
        assert all(one.payloads == self._payloads[:count] for one in opened)
        return [
            Row("batch made: columns, zstd, seal, signature", built, "records/s", more_is_better=True),
            Row(
                "batch opened: verified, unsealed, rows and canonical bytes", decoded, "records/s",
                _DECODED_AIM, "one core", more_is_better=True,
            ),
        ]  # fmt: skip

    def _starts(self, count: int) -> Sequence[int]:
        # Multiples of `count`, which divides what comes from each booth: no batch is of two.
        batches = len(self._people) // count
        return range(0, batches * count, max(1, batches // _BATCHES) * count)

    def _file(self, start: int, count: int) -> bytes:
        payloads = self._payloads[start : start + count]
        rows = [OutboxRow(_FIRST_SEQ + start + n, CROSSING, payload) for n, payload in enumerate(payloads)]
        return build(rows, os.urandom(32), os.urandom(32), self._maker)


def _json_lines(people: Sequence[Crossing]) -> int:
    lines = "\n".join(json.dumps(asdict(person), default=str) for person in people)
    return len(zstandard.ZstdCompressor(level=19).compress(lines.encode()))


def _carried(file: bytes) -> int:
    """Bytes of the request that brings a file, as the station's own client writes it, in TLS records."""
    meter = _Meter()
    caller = Caller("https://hq.example.org", ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), meter)
    token = (words.AUTHORIZATION, words.bearer("x" * 43))
    caller.call("PUT", words.batch_path(batch_id(file)), [token], file)
    caller.close()
    return meter.written


class _Meter(httpcore2.NetworkBackend, httpcore2.NetworkStream):
    """A connection to nowhere that counts what TLS would carry and says yes."""

    def __init__(self) -> None:
        self.written = 0
        self._answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        return self

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return self

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.written += len(buffer) + _TLS_RECORD * ceil(len(buffer) / RECORD)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._answer

    def close(self) -> None:
        """Nothing is open."""
