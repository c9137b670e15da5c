"""The relay's server: threads, sockets, TLS and HTTP/1.1 within bounds; what is answered is not its concern.

Each connection has a thread, a deadline for the handshake and one for each request, however slowly it
drips; h11 reads and writes HTTP. Nothing a caller sends ends more than its own connection. It stops at
once, in the middle of anything.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Final, Protocol

import h11

from app.domain.failure import FailureCode, WorldError
from sync.protocol.bounds import LARGEST_BATCH
from sync.relay.call import Call, Coming, Reply
from sync.relay.tls import Peer, peer_of

_log = logging.getLogger(__name__)

_LARGEST_HEAD: Final = 96 << 10
"""Bytes of a request's head: a station that holds a thousand streams names them all in its path."""
_PIECE: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one relay bears. Times in seconds: for TLS, for one whole request to come or answer to go,
    of silence between two, and of a connection in all: then its caller shows its certificate anew."""

    connections: int = 96
    of_one_address: int = 16
    handshake: float = 5.0
    request: float = 20.0
    silence: float = 75.0
    whole: float = 3600.0


class Answering(Protocol):
    """What the server asks."""

    def accepts(self, peer: Peer | None) -> bool:
        """Whether this station may call; asked anew at each call."""

    def answer(self, peer: Peer, call: Call) -> Reply:
        """The answer; it may take as long as a long poll. Raises OSError, WorldError."""


def parse_address(text: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT` or `[HOST]:PORT`; raises WorldError(FIELD_INVALID)."""
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and len(port) < 6 and int(port) < 65_536):
        raise WorldError(FailureCode.FIELD_INVALID, "relay", field="address")
    return host.removeprefix("[").removesuffix("]"), int(port)


class RelayServer:
    """Listens from its making until `stop`."""

    def __init__(
        self, address: str, context: ssl.SSLContext, answering: Answering, bounds: Bounds | None = None
    ) -> None:
        """Raises WorldError(RELAY_ADDRESS_TAKEN, FIELD_INVALID)."""
        host, port = parse_address(address)
        self._context = context
        self._answering = answering
        self._bounds = bounds or Bounds()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._open: dict[socket.socket, str] = {}
        self._threads: set[threading.Thread] = set()
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._listener = socket.create_server((host, port), family=family, backlog=64)
        except OSError as error:
            raise WorldError(FailureCode.RELAY_ADDRESS_TAKEN, "relay", reason=type(error).__name__) from error
        self._listener.settimeout(0.2)
        self._thread = threading.Thread(target=self._accept, name="relay", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port at which it listens."""
        return int(self._listener.getsockname()[1])

    def stop(self, timeout: float = 2.0) -> bool:
        """Cut every connection and join; whether all threads ended in time."""
        self._stop.set()
        self._thread.join(timeout)
        self._listener.close()
        until = time.monotonic() + timeout
        with self._lock:
            for connection in self._open:
                _cut(connection)
            threads = list(self._threads)
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in (self._thread, *threads))

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, address = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                # Out of file handles, or a caller that went at once: the next may come.
                self._stop.wait(0.1)
                continue
            with self._lock:
                if not self._has_room(str(address[0])):
                    connection.close()
                    continue
                self._open[connection] = str(address[0])
                thread = threading.Thread(
                    target=self._serve, args=(connection,), name="relay call", daemon=True
                )
                self._threads.add(thread)
            thread.start()

    def _has_room(self, address: str) -> bool:
        ours = Counter(self._open.values())
        return len(self._open) < self._bounds.connections and ours[address] < self._bounds.of_one_address

    def _serve(self, connection: socket.socket) -> None:
        current = connection
        try:
            connection.settimeout(self._bounds.handshake)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            secured = self._context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
            current = secured  # the plain one has handed its file over
            with self._lock:
                self._open[secured] = self._open.pop(connection)
            self._shake_hands(secured)
            peer = peer_of(secured.getpeercert())
            if peer is not None and not self._stop.is_set():
                _Conversation(secured, peer, self._answering, self._bounds).hold()
        except (OSError, ValueError) as error:
            _log.debug("connection ended reason=%s", type(error).__name__)
        finally:
            current.close()
            connection.close()
            with self._lock:
                self._open.pop(current, None)
                self._open.pop(connection, None)
                self._threads.discard(threading.current_thread())

    def _shake_hands(self, secured: ssl.SSLSocket) -> None:
        """Within the deadline, however slowly the bytes drip; raises OSError."""
        if self._stop.is_set():
            raise OSError("stopping")
        timer = threading.Timer(self._bounds.handshake, _cut, (secured,))
        timer.daemon = True
        timer.start()
        try:
            secured.do_handshake()
        finally:
            timer.cancel()


class _Conversation:
    """One connection's requests and answers."""

    def __init__(self, connection: ssl.SSLSocket, peer: Peer, answering: Answering, bounds: Bounds) -> None:
        self._connection = connection
        self._peer = peer
        self._answering = answering
        self._bounds = bounds
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)

    def hold(self) -> None:
        """Answer until the caller goes, breaks a bound, or is no longer accepted; raises OSError."""
        until = time.monotonic() + self._bounds.whole
        try:
            while True:
                call = self._read()
                if call is None:
                    return
                if not self._answering.accepts(self._peer):
                    self._write(Reply(403), last=True)
                    return
                reply = self._answer(call)
                self._write(reply, last=time.monotonic() >= until)
                if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                    return
                self._http.start_next_cycle()
        except _TooLarge:
            self._write(Reply(413), last=True)
        except (h11.RemoteProtocolError, ValueError):
            if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
                self._write(Reply(400), last=True)

    def _answer(self, call: Call) -> Reply:
        try:
            return self._answering.answer(self._peer, call)
        except OSError as error:
            _log.warning("relay disk error=%s", type(error).__name__)
            return Reply(507)
        except WorldError as error:
            _log.warning("%s place=%s", error.failure.code, error.failure.place)
            return Reply(503)

    def _read(self) -> Call | None:
        """The next whole request, None when the caller goes."""
        until = time.monotonic() + self._bounds.silence
        coming: Coming | None = None
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._receive(until)
            elif isinstance(event, h11.Request):
                until = time.monotonic() + self._bounds.request
                coming = _coming(event)
            elif isinstance(event, h11.Data) and coming is not None:
                coming.body += event.data
                if len(coming.body) > LARGEST_BATCH:
                    raise _TooLarge
            elif isinstance(event, h11.EndOfMessage) and coming is not None:
                return coming.call()
            else:
                return None

    def _receive(self, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        self._http.receive_data(self._connection.recv(_PIECE))

    def _write(self, reply: Reply, last: bool = False) -> None:
        headers = [*reply.headers, ("Content-Length", str(len(reply.body)))]
        if last:
            headers.append(("Connection", "close"))
        out = self._http.send(h11.Response(status_code=reply.status, headers=headers))
        body = b"" if self._http.their_state is h11.ERROR else self._body(reply)
        self._send((out or b"") + body)

    def _body(self, reply: Reply) -> bytes:
        out = self._http.send(h11.Data(data=reply.body)) or b"" if reply.body else b""
        return out + (self._http.send(h11.EndOfMessage()) or b"")

    def _send(self, data: bytes) -> None:
        until = time.monotonic() + self._bounds.request
        rest = memoryview(data)
        while rest:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(left)
            rest = rest[self._connection.send(rest[:_PIECE]) :]


class _TooLarge(Exception):
    """A body of more bytes than any call has."""


def _coming(event: h11.Request) -> Coming:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in event.headers}
    length = headers.get("content-length", "0")
    if len(length) > 9 or int(length) > LARGEST_BATCH:
        raise _TooLarge
    return Coming(event.method.decode("latin-1"), event.target.decode("latin-1"), headers)


def _cut(connection: socket.socket) -> None:
    """End a connection that another thread may be waiting on."""
    try:
        # Not SSLSocket's own, which takes the TLS state away under the other thread.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        pass  # it is gone already
