"""Bytes of a port's day on the wire, and how long a refusal waits behind a backlog on a satellite line.

The bytes are those of the station's own line to a real HQ over TLS 1.3 with both certificates, headers of
IP and TCP reckoned. The day is invented: 2,000 crossings in ten hours, every fiftieth refused, ten of them
for a hit with two events.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.domain.crossing import Crossing
from app.domain.decision import Decision, DecisionKind, Reason
from app.domain.link_policy import LinkKind, LinkPolicy
from app.domain.record import encode
from bench.hq import serving
from bench.table import Row
from bench.wire_people import HELD_OUT, Booth
from sync.backoff import Backoff
from sync.budget import Ration
from sync.enrol import enrol
from sync.http import HqClient
from sync.line import Traffic
from sync.ports import StationIdentity
from sync.protocol.kinds import ALERT_EVENT, CROSSING
from sync.sending import Sender
from sync.worker import SyncWorker
from tests.helpers.little_book import LittleBook
from tests.helpers.little_outbox import LittleOutbox
from tests.helpers.slow_link import SlowLink

_DAY: Final = 2000
_HOURS: Final = 10
_AIM: Final = 200_000.0
_REFUSED_EVERY: Final = 50
_HITS: Final = 10
_KEPT: Final = 240.0
_LOOK: Final = 1800.0
_BACKLOG: Final = 999
"""With the refusal they fill one batch."""
_SATELLITE: Final = LinkPolicy(LinkKind.FREE, 2400, 3000)


@dataclass(frozen=True, slots=True)
class _Event:
    """Something recorded `at` seconds after the port opened."""

    at: float
    kind: int
    payload: bytes


def run(say: Callable[[str], None], scale: float) -> list[Row]:
    """The figures of the roads."""
    people = max(100, round(_DAY * scale))
    with tempfile.TemporaryDirectory(prefix="matapa-bench-") as folder:
        home = Path(folder) / "hq"
        with serving(home) as url:
            say(f"roads: a day of {people} crossings")
            day, plain = _day(people)
            rows = _bytes(home, url, day, plain, say)
            say(f"roads: a refusal behind {round(_BACKLOG * scale)} crossings at 2.4 kbit/s")
            rows += _behind(home, url, max(20, round(_BACKLOG * scale)), say)
    return rows


def _day(people: int) -> tuple[list[_Event], int]:
    """What a port records in a day, in order, and the bytes of its crossings as JSON."""
    dice = random.Random(5)
    crossings = [_decided(one, place) for place, one in enumerate(Booth(HELD_OUT, 1).take(people), 1)]
    span = _HOURS * 3600 * people / _DAY
    seconds = sorted(dice.uniform(0, span) for _ in crossings)
    events = [_Event(at, CROSSING, encode(one)) for at, one in zip(seconds, crossings, strict=True)]
    for at in dice.sample(seconds[_REFUSED_EVERY - 1 :: _REFUSED_EVERY], max(1, _HITS * people // _DAY)):
        # An event of an alert has about 220 bytes, of which ids and digests do not compress.
        events += [_Event(at - wait, ALERT_EVENT, os.urandom(220)) for wait in (90, 5)]
    plain = sum(len(json.dumps(asdict(one), default=str)) for one in crossings)
    return sorted(events, key=lambda one: one.at), plain


def _decided(crossing: Crossing, place: int) -> Crossing:
    if place % _REFUSED_EVERY:
        return replace(crossing, decision=Decision(DecisionKind.ADMIT))
    return replace(crossing, decision=Decision(DecisionKind.REFUSE, (Reason.NO_VALID_DOCUMENT,)))


def _bytes(home: Path, url: str, day: Sequence[_Event], plain: int, say: Callable[[str], None]) -> list[Row]:
    """Bytes both ways of that day, by how the link was settled."""
    people = sum(one.kind == CROSSING for one in day)
    each = _DAY / people
    say("roads: each traveller at once")
    alone, files, batches = _live(home, url, day, LinkPolicy())
    say("roads: gathered on a metered link")
    gathered, _, gathered_batches = _live(home, url, day, LinkPolicy(LinkKind.METERED, 64_000, 1200))
    say("roads: in one evening session")
    evening, _, evening_batches = _evening(home, url, day)
    naive = plain + (_sum(alone) - files) * people / max(batches, 1)
    beside = "both ways, with TLS, calls, receipts, looks at HQ's lists, IP and TCP"
    return [
        Row(
            "day of 2,000 crossings in one evening session at 2.4 kbit/s", _sum(evening) * each, "B", _AIM,
            f"{evening_batches} batches; every field as JSON, in one call {plain * each:,.0f}",
        ),
        Row(
            "day of 2,000 crossings live on a metered link", _sum(gathered) * each, "B", _AIM,
            f"{gathered_batches} batches; {beside}",
        ),
        Row(
            "day of 2,000 crossings, each at once on a free link", _sum(alone) * each, "B", None,
            f"{batches} batches; every field as JSON over HTTPS, not sealed: {naive * each:,.0f}",
        ),
    ]  # fmt: skip


def _sum(traffic: Traffic) -> int:
    return traffic.up + traffic.down


class _Post:
    """A station at HQ with an outbox in memory, sending by the real code at a time of day that is told."""

    def __init__(self, home: Path, url: str, policy: LinkPolicy) -> None:
        self.identity = _enrolled(home, url)
        self.outbox = LittleOutbox(self.identity)
        self.client = HqClient(self.identity, threading.Event())
        self.now = 0.0
        ration = Ration(LittleBook(policy, self.outbox), self.client)
        self.sender = Sender(
            self.outbox, self.client, self.identity, ration, threading.Event(), lambda: None,
            lambda: datetime.now(UTC), lambda: self.now,
        )  # fmt: skip
        self.used = self.looked = 0.0

    def send(self) -> None:
        """Send what is due now; a connection that was idle too long is opened anew."""
        if self.now - self.used > _KEPT:
            self.client.close()
        if self.sender.send_all():
            self.used = self.now
            if self.now - self.looked >= _LOOK:
                self.client.index({})
                self.looked = self.now

    def done(self) -> tuple[Traffic, int, int]:
        """Bytes on the wire, bytes of batch files, batches."""
        traffic = self.client.traffic()
        self.client.close()
        batches = self.outbox.batches.values()
        if self.outbox.settled != len(self.outbox.rows):
            raise RuntimeError("something did not arrive")
        return traffic, sum(len(batch.data) for batch in batches), len(batches)


def _live(home: Path, url: str, day: Sequence[_Event], policy: LinkPolicy) -> tuple[Traffic, int, int]:
    post = _Post(home, url, policy)
    for event in day:
        while post.now + post.sender.until_due() < event.at:
            post.now += post.sender.until_due()
            post.send()
        post.now = event.at
        post.outbox.record(event.payload, event.kind)
        post.send()
    post.now += 3600.0
    post.send()
    return post.done()


def _evening(home: Path, url: str, day: Sequence[_Event]) -> tuple[Traffic, int, int]:
    post = _Post(home, url, _SATELLITE)
    for event in day:
        post.outbox.record(event.payload, event.kind)
    post.now = _HOURS * 3600.0
    post.send()
    return post.done()


def _enrolled(home: Path, url: str) -> StationIdentity:
    found = Booth(HELD_OUT, 1).take(1)[0]
    command = [sys.executable, "-m", "sync.hq", "enrol", "--home", str(home), "--json"]
    said = subprocess.run(
        [*command, "--port", found.port, "--booth", found.booth], check=True, stdout=subprocess.PIPE
    )
    return enrol(url, json.loads(said.stdout)["code"], ("UTO", found.port, found.booth, found.station))


def _behind(home: Path, url: str, backlog: int, say: Callable[[str], None]) -> list[Row]:
    """Seconds until HQ's receipt for a refusal that was recorded behind a backlog, and amid its sending."""
    where = urlsplit(url)
    found: dict[str, float] = {}
    for name, policy in (("lanes", _SATELLITE), ("one lane", LinkPolicy())):
        say(f"roads: with {name}")
        with SlowLink((where.hostname or "", where.port or 0), 300.0, delay=1.5) as link:
            identity = replace(_enrolled(home, url), hq_url=f"https://{where.hostname}:{link.port}")
            found[name] = _refusal_after(identity, policy, backlog)
            if name == "lanes":
                found["amid"] = _refusal_amid(identity, policy, backlog)
    return [
        Row(
            f"refusal behind a backlog of {backlog:,} at 2.4 kbit/s, 1.5 s each way", found["lanes"], "s",
            beside=f"{found['one lane']:,.0f} s in one lane; connecting included",
        ),
        Row(
            "refusal while that backlog is on its way", found["amid"], "s", beside="between two slices",
        ),
    ]  # fmt: skip


def _refused(seed: int) -> bytes:
    return encode(_decided(Booth(HELD_OUT, seed).take(1)[0], _REFUSED_EVERY))


def _backlog(identity: StationIdentity, count: int) -> LittleOutbox:
    outbox = LittleOutbox(identity)
    for one in Booth(HELD_OUT, 7).take(count):
        outbox.record(encode(_decided(one, 1)))
    return outbox


def _refusal_after(identity: StationIdentity, policy: LinkPolicy, backlog: int) -> float:
    outbox = _backlog(identity, backlog)
    outbox.record(_refused(8))
    with _working(outbox, policy):
        began = time.perf_counter()
        outbox.wait_for(lambda box: _has(box, backlog + 1), 900)
        return time.perf_counter() - began


def _refusal_amid(identity: StationIdentity, policy: LinkPolicy, backlog: int) -> float:
    outbox = _backlog(identity, backlog)
    with _working(outbox, policy) as worker:
        threading.Event().wait(40)
        outbox.record(_refused(9))
        worker.poke()
        began = time.perf_counter()
        outbox.wait_for(lambda box: _has(box, backlog + 1), 900)
        return time.perf_counter() - began


def _has(outbox: LittleOutbox, seq: int) -> bool:
    settled = (outbox.batches[name] for name in outbox.receipts)
    return any(batch.first_seq <= seq <= batch.last_seq for batch in settled)


@contextmanager
def _working(outbox: LittleOutbox, policy: LinkPolicy) -> Iterator[SyncWorker]:
    worker = SyncWorker(
        lambda: outbox, HqClient, lambda: datetime.now(UTC), Backoff(random.random), lambda _: None,
        open_book=lambda: LittleBook(policy, outbox),
    )  # fmt: skip
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(10.0)
