"""HQ ingest: records a second through HTTPS, signatures checked, batches unsealed, records read and entered.

HQ, its PostgreSQL and the stations that send share this machine's cores. Crossings are handed over to
screening in the same transaction; screening itself follows behind receipts and is left out here. Beside
it stands COPY of the same rows into the same tables without anything around it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.domain.record import encode
from bench.table import Row
from bench.wire_people import HELD_OUT, Booth
from sync.enrol import enrol
from sync.hq.database import connect, database
from sync.hq.entries import COLUMNS, entries_of
from sync.hq.flaws import Flaws
from sync.hq.home import HqHome
from sync.hq.keys import HqKeys, load_keys
from sync.http import HqClient
from sync.ports import FrozenBatch, OutboxRow, StationIdentity
from sync.protocol import receipt
from sync.protocol.batch import Maker, batch_id, build, open_batch
from sync.protocol.kinds import CROSSING

_STATIONS = 8
_BATCHES_PER_STATION = 20
_RECORDS_PER_BATCH = 500
_AIM = 40_000


@dataclass(frozen=True)
class _Station:
    """A station with its batches ready to go."""

    name: str
    identity: StationIdentity
    batches: Sequence[FrozenBatch]


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """The figures of HQ."""
    batches = max(2, round(_BATCHES_PER_STATION * scale))
    with tempfile.TemporaryDirectory(prefix="matapa-bench-") as folder:
        home = Path(folder) / "hq"
        with serving(home) as url:
            say(f"hq: building {_STATIONS * batches} batches of {_RECORDS_PER_BATCH}")
            stations = [_station(home, url, seed, batches + 1) for seed in range(_STATIONS)]
            for station in stations:  # the first opens connections and settling processes
                _send(station.identity, station.batches[:1])
            say("hq: sending")
            began = time.perf_counter()
            with ThreadPoolExecutor(_STATIONS) as pool:
                sent = list(pool.map(lambda station: _send(station.identity, station.batches[1:]), stations))
            elapsed = time.perf_counter() - began
            again = sorted(_send(stations[0].identity, stations[0].batches))
            say("hq: the same rows by COPY alone")
            bare = _bare_copy(home, stations)
    taken = sorted(seconds for each in sent for seconds in each)
    return [
        Row(
            "HQ ingest through HTTPS: signed, unsealed, read, entered, handed over",
            len(taken) * _RECORDS_PER_BATCH / elapsed, "records/s", aim=_AIM, more_is_better=True,
            beside=f"bare COPY of the same rows {bare:,.0f}/s",
        ),
        Row("batch of 500 until its receipt, p50", _part(taken, 0.50), "ms", beside="8 stations at once"),
        Row("batch of 500 until its receipt, p99", _part(taken, 0.99), "ms", beside="8 stations at once"),
        Row("batch sent again until its receipt, p50", _part(again, 0.50), "ms", beside="one station"),
    ]  # fmt: skip


def _part(seconds: Sequence[float], part: float) -> float:
    """A percentile of sorted times, in milliseconds."""
    return seconds[min(len(seconds) - 1, int(len(seconds) * part))] * 1000


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """A new HQ on its embedded PostgreSQL, until the block ends."""
    hq = [sys.executable, "-m", "sync.hq"]
    subprocess.run(
        [*hq, "init", "--home", str(home), "--name", "Bench"], check=True, stdout=subprocess.DEVNULL
    )
    serve = [*hq, "serve", "--home", str(home), "--port", "0", "--print-url", "--no-screen"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.communicate()


def _station(home: Path, url: str, seed: int, batches: int) -> _Station:
    stream = Booth(HELD_OUT, seed)
    found = stream.take(1)[0]
    command = [sys.executable, "-m", "sync.hq", "enrol", "--home", str(home), "--json"]
    said = subprocess.run(
        [*command, "--port", found.port, "--booth", found.booth], check=True, stdout=subprocess.PIPE
    )
    code = json.loads(said.stdout)["code"]
    identity = enrol(url, code, ("UTO", found.port, found.booth, found.station))
    maker = Maker(identity.station_number, identity.signing_key, identity.hq_seal_key)
    made: list[FrozenBatch] = []
    for number in range(batches):
        first = number * _RECORDS_PER_BATCH + 1
        rows = [
            OutboxRow(seq, CROSSING, encode(crossing))
            for seq, crossing in enumerate(stream.take(_RECORDS_PER_BATCH), start=first)
        ]
        before = made[-1].batch_id if made else bytes(32)
        data = build(rows, before, bytes(32), maker)
        made.append(FrozenBatch(batch_id(data), first, len(rows), data))
    return _Station(found.station, identity, made)


def _send(identity: StationIdentity, batches: Sequence[FrozenBatch]) -> list[float]:
    """Send them one after another over one connection; seconds until each receipt, which is checked."""
    client = HqClient(identity, threading.Event())
    taken = []
    try:
        for batch in batches:
            began = time.perf_counter()
            signed = client.deliver(batch, fresh=True)
            taken.append(time.perf_counter() - began)
            said = receipt.read(signed, identity.hq_receipt_key)
            if said.up_to_seq < batch.first_seq + batch.count - 1 or said.rejected:
                raise RuntimeError(f"HQ did not take a batch whole: {said}")
    finally:
        client.close()
    return taken


def _bare_copy(home: Path, stations: Sequence[_Station]) -> float:
    """Records a second of COPY alone: one table with the same columns and indexes, one commit a batch."""
    hq = HqHome(home)
    blocks = [block for station in stations for block in _blocks(station, load_keys(hq), Flaws())]
    with database(hq, hq.settings()) as url, connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (LIKE crossing INCLUDING ALL)")
        began = time.perf_counter()
        for block in blocks:
            with connection.transaction(), connection.cursor() as cursor, cursor.copy(_BARE) as copy:
                copy.write(block)
        elapsed = time.perf_counter() - began
        connection.execute("DROP TABLE bare")
    return len(blocks) * _RECORDS_PER_BATCH / elapsed


_BARE = f"COPY bare (station, {', '.join('at' if name == 'at_ms' else name for name in COLUMNS)}) FROM STDIN"


def _blocks(station: _Station, keys: HqKeys, flaws: Flaws) -> Iterator[str]:
    signer = Ed25519PrivateKey.from_private_bytes(station.identity.signing_key).public_key()
    seals = [X25519PrivateKey.from_private_bytes(raw) for raw in keys.seals]
    for batch in station.batches[1:]:
        opened = open_batch(batch.data, signer.public_bytes_raw(), seals)
        entries = entries_of(opened, station.name, training=False, flaws=flaws)
        columns = [
            [datetime.fromtimestamp(int(ms) / 1000, UTC).isoformat() for ms in column]
            if name == "at_ms"
            else column
            for name, column in zip(COLUMNS, entries.columns, strict=True)
        ]
        numbers = repeat(str(station.identity.station_number))
        yield "\n".join(map("\t".join, zip(numbers, *columns))) + "\n"  # noqa: B905 - the number goes on for ever
