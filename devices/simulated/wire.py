"""The far end of a simulated serial line: a pseudo terminal, or a TCP port where there are none."""

from __future__ import annotations

import os
import select
import shutil
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

if sys.platform != "win32":
    import pty
    import tty

PATIENCE = 5.0  # seconds that the near end may take to connect or to read on
_CHUNK = 512


class Wire(Protocol):
    """A line with a plug: `port` is what the near end opens."""

    @property
    def port(self) -> str: ...

    def write(self, data: bytes) -> None:
        """Send; raises TimeoutError when nobody reads, ConnectionError while unplugged."""

    def read(self, timeout: float) -> bytes:
        """What the near end sent, waiting up to `timeout` seconds; empty when nothing."""

    def unplug(self) -> None:
        """Pull the plug: the port is gone for whoever has it open or looks for it."""

    def replug(self) -> None:
        """Put the plug back under the same name."""

    def close(self) -> None:
        """Unplug and remove the name; only `replug` may follow."""


def make_wire() -> Wire:
    """A pseudo terminal, or a TCP port on Windows, which has none."""
    if sys.platform == "win32":
        return TcpWire()
    else:
        return PtyWire()


class TcpWire:
    """A `socket://` port on loopback for one near end at a time."""

    def __init__(self) -> None:
        self._ends = ExitStack()
        self._server: socket.socket | None = None
        self._near: socket.socket | None = None
        self._number = 0
        self.replug()

    @property
    def port(self) -> str:
        """The URL that the near end opens."""
        return f"socket://127.0.0.1:{self._number}"

    def write(self, data: bytes) -> None:
        """See `Wire.write`."""
        near = self._connected(PATIENCE)
        if near is None:
            raise TimeoutError("nobody opened the port")
        near.settimeout(PATIENCE)
        near.sendall(data)

    def read(self, timeout: float) -> bytes:
        """See `Wire.read`."""
        near = self._connected(timeout)
        if near is None:
            return b""
        ready, _, _ = select.select([near], [], [], timeout)
        return near.recv(_CHUNK) if ready else b""

    def unplug(self) -> None:
        """See `Wire.unplug`."""
        self._ends.close()
        self._server = self._near = None

    def replug(self) -> None:
        """See `Wire.replug`."""
        if self._server is None:
            self._server = self._ends.enter_context(
                socket.create_server(("127.0.0.1", self._number), backlog=1)
            )
            self._number = self._server.getsockname()[1]

    def close(self) -> None:
        """See `Wire.close`."""
        self.unplug()

    def _connected(self, timeout: float) -> socket.socket | None:
        if self._server is None:
            raise ConnectionError("unplugged")
        ready, _, _ = select.select([self._server], [], [], 0 if self._near else timeout)
        if ready:
            self._near = self._ends.enter_context(self._server.accept()[0])
        return self._near


if sys.platform != "win32":

    class PtyWire:
        """A pseudo terminal behind a link of a lasting name, as udev gives to a real reader."""

        def __init__(self) -> None:
            self._link = Path(tempfile.mkdtemp(prefix="matapa-reader-")) / "reader"
            self._far: int | None = None
            self._near: int | None = None
            self.replug()

        @property
        def port(self) -> str:
            """The path that the near end opens."""
            return str(self._link)

        def write(self, data: bytes) -> None:
            """See `Wire.write`."""
            far = self._plugged()
            rest = memoryview(data)
            while rest:
                _, ready, _ = select.select([], [far], [], PATIENCE)
                if not ready:
                    raise TimeoutError("nobody reads the port")
                rest = rest[os.write(far, rest[:_CHUNK]) :]

        def read(self, timeout: float) -> bytes:
            """See `Wire.read`."""
            far = self._plugged()
            ready, _, _ = select.select([far], [], [], timeout)
            return os.read(far, _CHUNK) if ready else b""

        def unplug(self) -> None:
            """See `Wire.unplug`."""
            self._link.unlink(missing_ok=True)
            for end in (self._far, self._near):
                if end is not None:
                    os.close(end)
            self._far = self._near = None

        def replug(self) -> None:
            """See `Wire.replug`."""
            if self._far is not None:
                return
            self._link.parent.mkdir(mode=0o700, exist_ok=True)
            self._far, self._near = pty.openpty()
            # Held open and raw, so that nothing is echoed or lost before the near end opens it.
            tty.setraw(self._near)
            os.set_blocking(self._far, False)
            self._link.symlink_to(os.ttyname(self._near))

        def close(self) -> None:
            """See `Wire.close`."""
            self.unplug()
            shutil.rmtree(self._link.parent, ignore_errors=True)

        def _plugged(self) -> int:
            if self._far is None:
                raise ConnectionError("unplugged")
            return self._far
