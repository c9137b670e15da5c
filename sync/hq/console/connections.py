"""Bound what connections to the console may hold: how many one address has, how long a request takes to come.

A browser sends a request at once; who sends a byte a minute holds a place that others need (slowloris). They
are counted from the moment at which they are taken, before a byte of TLS: each is an open file of the process
that takes what stations bring.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST_OF_ONE: Final = 64
"""Connections of one address at once: an office behind one address has some ten people."""
MOST_OF_ALL: Final = 512
"""Connections of all addresses at once."""
REQUEST_SECONDS: Final = 30.0
"""From the first byte of a request, or the connection, to its last: 64 kB at 320 kbit/s take two."""

ANSWER_SECONDS: Final = 900.0
"""From the last byte of a request to the end of its answer: a large file on a slow line."""


class Listener(socket.socket):
    """A listening socket that takes no more connections than it should; the others are closed at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make it as any socket."""
        super().__init__(*args, **kwargs)
        self._open: Counter[str] = Counter()

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection; raises ConnectionAbortedError for one too many, after which one goes on."""
        taken, address = super().accept()
        host = str(address[0])
        if self._open[host] >= MOST_OF_ONE or self._open.total() >= MOST_OF_ALL:
            taken.close()
            raise ConnectionAbortedError
        # Head and body go in two pieces: without this the second waits 40 ms for the first to be confirmed.
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _Taken(self._open, host, taken), address


class _Taken(socket.socket):
    """A connection that is counted until it is closed."""

    def __init__(self, counted: Counter[str], host: str, taken: socket.socket) -> None:
        super().__init__(taken.family, taken.type, taken.proto, taken.detach())
        self._counted, self._host = counted, host
        counted[host] += 1

    def close(self) -> None:
        if self.fileno() >= 0:
            self._counted[self._host] -= 1
            if not self._counted[self._host]:
                del self._counted[self._host]
        super().close()


class ConsoleProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end for requests that do not come."""

    _late: asyncio.TimerHandle | None = None
    _answering: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make it; what is asked for stands in no log: addresses of pages have what people search for."""
        super().__init__(*args, **kwargs)
        self.access_log = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take bytes; from the first of a request on it has a time to be whole."""
        if self._late is None:
            self._wait()
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._whole()
            self._answer()

    def on_response_complete(self) -> None:
        """Wait for the next request, or go on with one that has come already."""
        self._answered()
        super().on_response_complete()
        self._answer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._whole()
        self._answered()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = asyncio.get_running_loop().call_later(REQUEST_SECONDS, self.transport.abort)

    def _whole(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _answer(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if self._answering is None and cycle is not None and not cycle.response_complete:
            loop = asyncio.get_running_loop()
            self._answering = loop.call_later(ANSWER_SECONDS, self.transport.abort)

    def _answered(self) -> None:
        if self._answering is not None:
            self._answering.cancel()
            self._answering = None
