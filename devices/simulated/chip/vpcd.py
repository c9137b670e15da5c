"""Play a passport to vsmartcard's virtual reader, so that the real PC/SC service sees a card."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Final

from devices.simulated.chip.card import Chip
from devices.simulated.chip.faults import Mute, Pulled

PORT: Final = 0x8C7B
"""Where vpcd listens unless told otherwise."""

_CONNECT_SECONDS: Final = 5.0
# Linux only: without it each answer waits 40 ms, for vpcd sends length and body apart.
_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)


class VpcdClient:
    """One slot of vpcd. A connection is a card on the reader; closing it takes the card away.

    `pulled` is called, on the card's own thread, when the card goes by itself (see `faults`).
    """

    def __init__(
        self, port: int = PORT, *, host: str = "127.0.0.1", pulled: Callable[[], None] = lambda: None
    ) -> None:
        self._address = host, port
        self._pulled = pulled
        self._line: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def lay(self, chip: Chip) -> None:
        """Put a passport on the reader in place of any; raises OSError where no vpcd listens."""
        self.lift()
        line = socket.create_connection(self._address, _CONNECT_SECONDS)
        line.settimeout(None)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line = line
        self._thread = threading.Thread(
            target=self._serve, args=(line, chip), name="virtual passport", daemon=True
        )
        self._thread.start()

    def lift(self) -> None:
        """Take it away, and wait until it has gone."""
        line, self._line = self._line, None
        thread, self._thread = self._thread, None
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has gone by itself
        if thread is not None:
            thread.join()

    def _serve(self, line: socket.socket, chip: Chip) -> None:
        with line:
            try:
                while (message := _message(line)) is not None:
                    answer = _answer(chip, message)
                    if answer is not None:
                        line.sendall(len(answer).to_bytes(2) + answer)
                return
            except (Pulled, Mute):
                pass
            except OSError:
                return  # pcscd ended, or the card was lifted in the middle of an answer
        self._pulled()


def _answer(chip: Chip, message: bytes) -> bytes | None:
    """What goes back; None where nothing does. One byte is control, everything else a command."""
    match message:
        case b"\x00" | b"\x01" | b"\x02":
            chip.reset()
            return None
        case b"\x04":
            return chip.atr
        case _:
            return chip.transmit(message)


def _message(line: socket.socket) -> bytes | None:
    """The next message; None when vpcd hung up."""
    size = _exactly(line, 2)
    return None if size is None else _exactly(line, int.from_bytes(size))


def _exactly(line: socket.socket, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        if _QUICKACK is not None:
            # The kernel forgets it after each segment.
            line.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        part = line.recv(size - len(parts))
        if not part:
            return None
        parts += part
    return bytes(parts)
