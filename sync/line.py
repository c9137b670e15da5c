"""A TCP and TLS line to HQ that a stop can interrupt at any moment and that resumes its TLS session.

`httpcore2` speaks HTTP over it. Waits are cut into short slices that look at the stop, so no other
thread ever touches the socket. Resuming a session keeps HQ's certificate from travelling again:
0.7 kB less down for 0.3 kB more up at each reconnect. Only the look-up of a name cannot be
interrupted. Used on one thread.
"""

from __future__ import annotations

import errno
import select
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

import httpcore2

T = TypeVar("T")

SLICE: Final = 0.1
"""Seconds for which a wait does not look at the stop."""


RECORD: Final = 1400
"""Bytes of one TLS record, which fits in one TCP segment: HQ can open what it has got of an upload,
where a record of 16 kB cut midway is wholly lost. Costs 22 bytes each."""


_AT_ONCE: Final = 16_384
_UNDER_WAY: Final = frozenset({0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY})


class Stopped(Exception):
    """The line was told to stop while something was under way; whatever was sent may have arrived."""


PACKET: Final = 40
"""Bytes of the headers of IP and TCP, reckoned for each `RECORD` bytes and for each second one's answer."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bytes on the wire each way: TLS as it was sent and received, headers of IP and TCP as reckoned."""

    up: int = 0
    down: int = 0


class Line(httpcore2.NetworkBackend):
    """Opens connections for `httpcore2.ConnectionPool`; remembers the TLS session of the last one and
    counts the bytes of all of them."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.session: ssl.SSLSession | None = None
        self.sent = 0
        self.received = 0
        self._packets_up = 0
        self._packets_down = 0

    @property
    def traffic(self) -> Traffic:
        """What went over all connections so far."""
        return Traffic(self.sent + PACKET * self._packets_up, self.received + PACKET * self._packets_down)

    def count_up(self, size: int) -> None:
        """So many bytes of TCP's payload were handed over."""
        self.sent += size
        self._packets_up += -(-size // RECORD)
        self._packets_down += -(-size // (2 * RECORD))

    def count_down(self, size: int) -> None:
        """So many bytes of TCP's payload came."""
        self.received += size
        self._packets_down += -(-size // RECORD)
        self._packets_up += -(-size // (2 * RECORD))

    def count_opening(self) -> None:
        """A connection is being opened: one packet there, one back, one there."""
        self._packets_up += 2
        self._packets_down += 1

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers within `timeout` seconds."""
        if self.stop.is_set():
            raise Stopped
        try:
            addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        failure: OSError | None = None
        for family, kind, protocol, _, address in addresses:
            connection = socket.socket(family, kind, protocol)
            try:
                self._connect(connection, address, timeout or 10.0)
            except OSError as error:
                failure = error
                connection.close()
            except BaseException:
                connection.close()
                raise
            else:
                self.count_opening()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return _Stream(connection, self)
        raise httpcore2.ConnectError(str(failure)) from failure

    def _connect(self, connection: socket.socket, address: Any, timeout: float) -> None:
        connection.setblocking(False)
        code = connection.connect_ex(address)
        if code not in _UNDER_WAY:
            raise OSError(code, "connection failed")
        deadline = time.monotonic() + timeout
        # Windows tells of a refused connection in the third list, others in the second.
        while not any(select.select((), (connection,), (connection,), SLICE)[1:]):
            if self.stop.is_set():
                raise Stopped
            if time.monotonic() > deadline:
                raise TimeoutError("no answer")
        code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, "connection failed")


class _Stream(httpcore2.NetworkStream):
    """One connection; every wait ends early with `Stopped` when the line is told to stop.

    TLS is spoken through memory, so that every byte on the wire passes here and is counted.
    """

    def __init__(self, connection: socket.socket, line: Line) -> None:
        self._connection = connection
        self._line = line
        self._came, self._goes = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls: ssl.SSLObject | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to so many bytes, empty at the end."""
        deadline = _deadline(timeout)
        try:
            if self._tls is None:
                return self._receive(max_bytes, deadline)
            tls = self._tls
            data = self._through(lambda: tls.read(max_bytes), deadline)
        except ssl.SSLZeroReturnError:
            return b""
        except TimeoutError as error:
            raise httpcore2.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore2.ReadError(str(error)) from error
        self._remember_session()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Hand all bytes to the operating system; `timeout` counts from the last byte that it took."""
        rest = memoryview(buffer)
        try:
            while rest:
                piece, rest = rest[:RECORD], rest[RECORD:]
                if self._tls is None:
                    self._send(piece, timeout)
                else:
                    self._tls.write(piece)
                    self._send(self._goes.read(), timeout)
        except TimeoutError as error:
            raise httpcore2.WriteTimeout(str(error)) from error
        except OSError as error:
            raise httpcore2.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the connection at once."""
        self._connection.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Shake hands, resuming the last session where HQ still knows it."""
        try:
            self._tls = tls = ssl_context.wrap_bio(
                self._came, self._goes, server_hostname=server_hostname, session=self._line.session
            )
            self._through(tls.do_handshake, _deadline(timeout))
            self._send(self._goes.read(), timeout)
        except BaseException as error:
            self._connection.close()
            if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
                self._line.session = None
            if isinstance(error, ssl.SSLCertVerificationError) or not isinstance(error, OSError):
                raise
            raise httpcore2.ConnectError(str(error)) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        """What httpcore2 asks before it uses an idle connection again."""
        if info == "is_readable":
            return bool(select.select((self._connection,), (), (), 0)[0])
        if info == "ssl_object":
            return self._tls
        return None

    def _remember_session(self) -> None:
        # TLS 1.3 hands out sessions after the handshake, with the first bytes read.
        if self._tls is not None:
            self._line.session = self._tls.session

    def _through(self, attempt: Callable[[], T], deadline: float) -> T:
        """Do something of TLS, sending what it says and reading what it waits for."""
        while True:
            try:
                return attempt()
            except ssl.SSLWantReadError:
                self._send(self._goes.read(), deadline - time.monotonic())
                data = self._receive(_AT_ONCE, deadline)
                if data:
                    self._came.write(data)
                else:
                    self._came.write_eof()
            except ssl.SSLError:
                # What TLS says of its end goes to HQ as far as it can, at once.
                with suppress(OSError):
                    self._connection.send(self._goes.read())
                raise

    def _receive(self, most: int, deadline: float) -> bytes:
        data = self._in_slices(lambda: self._connection.recv(most), deadline)
        self._line.count_down(len(data))
        return data

    def _send(self, data: bytes | memoryview, timeout: float | None) -> None:
        rest = memoryview(data)
        while rest:
            taken = self._in_slices(partial(self._connection.send, rest), _deadline(timeout))
            self._line.count_up(taken)
            rest = rest[taken:]

    def _in_slices(self, attempt: Callable[[], T], deadline: float) -> T:
        self._connection.settimeout(SLICE)
        while True:
            if self._line.stop.is_set():
                raise Stopped
            try:
                return attempt()
            except TimeoutError:
                if time.monotonic() > deadline:
                    raise


def _deadline(timeout: float | None) -> float:
    return time.monotonic() + (60.0 if timeout is None else timeout)
