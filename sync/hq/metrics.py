"""HQ's figures for Prometheus, on a plain listener of their own: counts and ages, nobody's data, no names."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.hq.authority import load_root
from sync.hq.database import Connection, connect, now
from sync.hq.failure import HqCode, HqError
from sync.hq.figures import Figures, figures
from sync.hq.health import certificate_end, free
from sync.hq.home import HqHome
from sync.hq.intake import Pool
from sync.hq.queue import Queue
from sync.protocol import http as words

_KEPT: Final = 5.0
"""Seconds for which figures of the database serve every scrape."""
_OUTCOMES: Final = {
    200: "receipt", 202: "part", 401: "refused", 403: "refused", 409: "offset", 413: "too_large",
    422: "damaged", 503: "later",
}  # fmt: skip
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
_OF_DATABASE: Final = {
    "records": "Records up to which HQ has everything of each station",
    "uploads_open": "Batches of which parts have come",
    "settling_backlog": "Batches kept and not settled",
    "settling_oldest": "Seconds that the oldest of them waits",
    "screening_due": "Batches whose crossings were not screened yet",
    "joining_due": "Batches whose travellers were not joined yet",
    "late_hits_untold": "Late hits that no port was told of yet",
    "queue_open": "Items of the queue that people have not worked off",
    "publications_behind": "Streams at stations that lack the newest publication",
    "backup_age": "Seconds since the newest backup",
    "drill_age": "Seconds since a backup was last proved by a drill",
}


class Metrics:
    """The figures of one worker; `watch` tells it of what it cannot ask the database."""

    def __init__(self, home: HqHome, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.registry = CollectorRegistry()
        self.clock = clock
        self._batches = Counter(
            "matapa_hq_batches",
            "Calls that brought a batch or part of one",
            ["outcome"],
            registry=self.registry,
        )
        self._receipts = Histogram(
            "matapa_hq_receipt_seconds", "From a call's first byte to its receipt", buckets=_SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._asked = _Asked(home, url, clock)
        self.registry.register(self._asked)

    def watch(self, pool: Pool, queue: Queue) -> None:
        """Tell of this pool and this queue too."""
        self._asked.pool, self._asked.queue = pool, queue

    def note(self, status: int, seconds: float) -> None:
        """Count a call that brought a batch."""
        self._batches.labels(_OUTCOMES.get(status, "other")).inc()
        if status == 200:
            self._receipts.observe(seconds)

    @contextmanager
    def listening(self, host: str, port: int) -> Iterator[int]:
        """Answer `GET /metrics` while the block runs; the port. Raises HqError(PORT_TAKEN)."""
        try:
            server, thread = start_http_server(port, addr=host, registry=self.registry)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise HqError(HqCode.PORT_TAKEN, host=host, port=str(port), reason=reason) from error
        try:
            yield int(server.server_port)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
            self._asked.close()


class Counting:
    """ASGI middleware that counts calls that bring batches."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on and note how it ended."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(words.BATCHES):
            await self._app(scope, receive, send)
            return
        begun = self._metrics.clock()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._metrics.note(message["status"], self._metrics.clock() - begun)
            await send(message)

        await self._app(scope, receive, noting)


class _Asked(Collector):
    """What is asked for when somebody scrapes."""

    def __init__(self, home: HqHome, url: str, clock: Callable[[], float]) -> None:
        self._home, self._url, self._clock = home, url, clock
        self.pool: Pool | None = None
        self.queue: Queue | None = None
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._moment = float("-inf")
        self._known: Figures | None = None
        self._ends: dict[str, float] = {}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every gauge; those of the database are left out while it does not answer."""
        known = self._figures()
        yield _gauge("database_up", "Whether the database answers", float(known is not None))
        yield _gauge("disk_free_bytes", "Bytes free on the disk of HQ's folder", free(self._home))
        if self.queue is not None:
            yield _gauge("queue_depth", "Batches that wait for this worker's settlers", self.queue.depth)
            yield _gauge("settlers", "Settling processes at work", self.queue.working)
        if self.pool is not None:
            yield _pool(self.pool.get_stats())
        if known is not None:
            yield from self._of_database(known)

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()

    def _of_database(self, known: Figures) -> Iterator[GaugeMetricFamily]:
        for name, words_of in _OF_DATABASE.items():
            value = getattr(known, name)
            if value is not None:
                seconds = "_seconds" if name.endswith(("_age", "_oldest")) else ""
                yield _gauge(name + seconds, words_of, value)
        heard = GaugeMetricFamily(
            "matapa_hq_stations", "Stations by how long ago they were heard of", labels=["heard"]
        )
        for name, count in known.heard.items():
            heard.add_metric([name], count)
        yield heard
        ends = GaugeMetricFamily("matapa_hq_certificate_seconds", "Seconds until it ends", labels=["which"])
        for name, seconds_left in self._ends.items():
            ends.add_metric([name], seconds_left)
        yield ends

    def _figures(self) -> Figures | None:
        """What the database said within the last seconds."""
        with self._lock:
            if self._clock() - self._moment > _KEPT:
                self._known, self._moment = self._ask(), self._clock()
            return self._known

    def _ask(self) -> Figures | None:
        try:
            if self._connection is None or self._connection.closed:
                self._connection = connect(self._url, autocommit=True)
            moment = now(self._connection)
            ends = {
                "server": certificate_end(self._home.keys / "server.pem"),
                "authority": load_root(self._home).certificate.not_valid_after_utc,
            }
            self._ends = {
                name: (end - moment).total_seconds() for name, end in ends.items() if end is not None
            }
            return figures(self._connection)
        except (psycopg.Error, HqError):
            if self._connection is not None:
                with contextlib.suppress(psycopg.Error):
                    self._connection.close()
            self._connection = None
            return None


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"matapa_hq_{name}", said, value=value)


def _pool(stats: dict[str, Any]) -> GaugeMetricFamily:
    found = GaugeMetricFamily("matapa_hq_pool", "Connections to the database", labels=["state"])
    for state, name in (("open", "pool_size"), ("idle", "pool_available"), ("wanted", "requests_waiting")):
        found.add_metric([state], stats.get(name, 0))
    return found
