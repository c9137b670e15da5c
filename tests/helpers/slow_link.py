"""A satellite link of our own: a TCP relay on loopback that is slow both ways and drops connections."""

from __future__ import annotations

import queue
import random
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

KBIT_64 = 8_000.0
"""Bytes a second of a 64 kbit/s line."""
_PIECE = 512
_NO_LINGER = struct.pack("ii", 1, 0)


class SlowLink:
    """Relays connections to `target` at `rate` bytes a second each way.

    Each connection is cut without a word (RST) once it has carried as many bytes upwards as
    `cut_after` says for it, or downwards as `cut_down_after` says; None lets it live. What is carried
    arrives `delay` seconds later.
    """

    def __init__(
        self,
        target: tuple[str, int],
        rate: float = KBIT_64,
        cut_after: Callable[[], int | None] = lambda: None,
        cut_down_after: Callable[[], int | None] = lambda: None,
        delay: float = 0.0,
    ) -> None:
        self._delay = delay
        self._target = target
        self._rate = rate
        self._cut_after = cut_after
        self._cut_down_after = cut_down_after
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self.carried_up = 0
        self.carried_down = 0
        self.connections = 0
        self.drops = 0
        self._listener = socket.socket()
        # What a sender has handed over and the link has not carried is small, as on a real modem.
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        self._listener.settimeout(0.05)

    @property
    def port(self) -> int:
        """Where the slow end listens on loopback."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        self._begin(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _begin(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="slow link", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            try:
                far = socket.create_connection(self._target, 5)
            except OSError:
                near.close()
                continue
            self.connections += 1
            _Connection(self, near, far, (self._cut_after(), self._cut_down_after())).begin()


class _Connection:
    """One relayed connection: a thread for each way."""

    def __init__(
        self,
        link: SlowLink,
        near: socket.socket,
        far: socket.socket,
        allowances: tuple[int | None, int | None],
    ) -> None:
        self._link = link
        self._near = near
        self._far = far
        self._up, self._down = allowances
        self._open = 2
        self._over = threading.Event()

    def begin(self) -> None:
        self._link._begin(lambda: self._relay(self._near, self._far, self._carry_up))
        self._link._begin(lambda: self._relay(self._far, self._near, self._carry_down))

    def _late(self, sink: socket.socket) -> Callable[[bytes], None]:
        """Hands over what is carried, after the link's delay."""
        if not self._link._delay:
            return sink.sendall
        under_way: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()

        def arrive() -> None:
            while not self._over.is_set():
                try:
                    due, piece = under_way.get(timeout=0.05)
                except queue.Empty:
                    continue
                self._over.wait(max(due - time.monotonic(), 0.0))
                with suppress(OSError):
                    sink.sendall(piece)

        self._link._begin(arrive)
        return lambda piece: under_way.put((time.monotonic() + self._link._delay, piece))

    def _relay(self, source: socket.socket, sink: socket.socket, count: Callable[[int], int]) -> None:
        link, hand_over = self._link, self._late(sink)
        try:
            while not link._stop.is_set() and not self._over.is_set():
                if not select.select((source,), (), (), 0.05)[0]:
                    continue
                piece = source.recv(_PIECE)
                allowed = count(len(piece))
                link._stop.wait(allowed / link._rate)
                hand_over(piece[:allowed])
                if allowed < len(piece):
                    link.drops += 1
                if not piece or allowed < len(piece):
                    break
        except OSError:
            pass  # the other way has closed already
        finally:
            self._end()

    def _carry_up(self, size: int) -> int:
        allowed = size if self._up is None else min(size, self._up)
        if self._up is not None:
            self._up -= allowed
        self._link.carried_up += allowed
        return allowed

    def _carry_down(self, size: int) -> int:
        allowed = size if self._down is None else min(size, self._down)
        if self._down is not None:
            self._down -= allowed
        self._link.carried_down += allowed
        return allowed

    def _end(self) -> None:
        """Whichever way ends first ends both; the last closes the sockets."""
        self._over.set()
        with self._link._lock:
            self._open -= 1
            last = not self._open
        if last:
            for end in (self._near, self._far):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
                end.close()


def random_cuts(seed: int, least: int, most: int) -> Callable[[], int]:
    """Allowances for `SlowLink`: a cut after a random number of bytes, drawn anew for each connection."""
    dice = random.Random(seed)
    return lambda: dice.randint(least, most)
