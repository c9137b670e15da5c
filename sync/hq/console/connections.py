"""Bound what connections to the console may hold: how many one address has, how long a request takes to come.

A browser sends a request at once; who sends a byte a minute holds a place that others need (slowloris).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_OF_ONE: Final = 64
"""Connections of one address at once: an office behind one address has some ten people."""
REQUEST_SECONDS: Final = 30.0
"""From the first byte of a request, or the connection, to its last: 64 kB at 320 kbit/s take two."""

_open: Counter[str] = Counter()
"""Connections of this process by address."""


class ConsoleProtocol(H11Protocol):
    """HTTP/1.1 as uvicorn speaks it, with an end for requests that do not come."""

    _address = ""
    _late: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make it; what is asked for stands in no log: addresses of pages have what people search for."""
        super().__init__(*args, **kwargs)
        self.access_log = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request, or close where one address has too many."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        _open[self._address] += 1
        if _open[self._address] > MOST_OF_ONE:
            transport.close()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Take bytes; from the first of a request on it has a time to be whole."""
        if self._late is None:
            self._wait()
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._whole()

    def connection_lost(self, exc: Exception | None) -> None:
        """Make room for the next one."""
        self._whole()
        _open[self._address] -= 1
        if _open[self._address] <= 0:
            del _open[self._address]
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = asyncio.get_running_loop().call_later(REQUEST_SECONDS, self.transport.abort)

    def _whole(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
