"""Open a serial port and speak on it: the one door behind which pyserial's exceptions stay."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Protocol, TypeAlias

import serial

from devices.document.profiles import LineSettings
from devices.errors import DeviceCode, DeviceError

if sys.platform == "win32":

    class TermiosError(Exception):
        """Stands for what only POSIX raises."""
else:
    from termios import error as TermiosError  # noqa: N812

POLL = 0.05  # seconds that a read waits at most: how soon silence and a stop are noticed
_CHUNK = 4096
_WRITE_PATIENCE = 2.0
# spy:// writes what passes to a file, alt:// loads classes by name: neither is for a border.
_SCHEMES = ("socket://", "loop://", "rfc2217://")

_BY_ERRNO: Final = {
    errno.ENOENT: DeviceCode.NOT_FOUND,
    errno.ENXIO: DeviceCode.NOT_FOUND,
    errno.ENODEV: DeviceCode.NOT_FOUND,
    errno.ECONNREFUSED: DeviceCode.NOT_FOUND,
    errno.EACCES: DeviceCode.NO_PERMISSION,
    errno.EPERM: DeviceCode.NO_PERMISSION,
    errno.EBUSY: DeviceCode.BUSY,
    errno.EAGAIN: DeviceCode.BUSY,
    errno.EINVAL: DeviceCode.UNSUPPORTED,
    errno.ENOTTY: DeviceCode.UNSUPPORTED,
    errno.EISDIR: DeviceCode.UNSUPPORTED,
}
# Windows, and URLs, put the cause into the words only. There, access is denied to a port in use.
_BY_WORDS: Final = (
    ("could not exclusively lock", DeviceCode.BUSY),
    ("permissionerror(13", DeviceCode.BUSY),
    ("filenotfounderror(2", DeviceCode.NOT_FOUND),
    ("connection refused", DeviceCode.NOT_FOUND),
    ("name or service not known", DeviceCode.NOT_FOUND),
    ("name resolution", DeviceCode.NOT_FOUND),
    ("nonetype", DeviceCode.UNSUPPORTED),  # a URL without a port number
    ("could not configure", DeviceCode.UNSUPPORTED),
    ("invalid", DeviceCode.UNSUPPORTED),
)


class Link(Protocol):
    """An open line to a reader. Every call raises DeviceError(GONE) when the line is lost."""

    def read(self) -> bytes:
        """Bytes that are there, waiting up to POLL seconds for the first; empty when silent."""

    def write(self, data: bytes) -> None:
        """Send bytes to the reader."""

    def close(self) -> None:
        """Let go of the port; never raises."""


OpenLink: TypeAlias = Callable[[str, LineSettings], Link]


class SerialLink:
    """A link over pyserial; made by `open_serial`."""

    def __init__(self, port: str, line: serial.Serial) -> None:
        self._port = port
        self._line = line

    def read(self) -> bytes:
        """See `Link.read`."""
        with _door(self._port, lost=True):
            first = self._line.read(1)
            waiting = self._line.in_waiting if first else 0
            return bytes(first + self._line.read(min(waiting, _CHUNK))) if waiting else bytes(first)

    def write(self, data: bytes) -> None:
        """See `Link.write`."""
        with _door(self._port, lost=True):
            self._line.write(data)

    def close(self) -> None:
        """See `Link.close`."""
        # pyserial 3.5 leaves the socket of a socket:// port open when its peer went away first.
        peer = getattr(self._line, "_socket", None)
        try:
            self._line.close()
            if peer is not None:
                peer.close()
        except (OSError, TermiosError):
            pass  # it is going away: there is nobody left to tell


def open_serial(port: str, settings: LineSettings) -> Link:
    """Open a port name (`/dev/ttyACM0`, `COM3`) or a `socket://`, `rfc2217://` or `loop://` URL.

    Taken for ourselves alone. What the port had received before is thrown away: it belongs to an
    earlier traveller. Raises DeviceError(NOT_FOUND, NO_PERMISSION, BUSY, UNSUPPORTED, GONE).
    """
    if "://" in port and not port.startswith(_SCHEMES):
        raise DeviceError(DeviceCode.UNSUPPORTED, port, "only socket://, rfc2217:// and loop:// URLs")
    with _door(port, lost=False):
        try:
            return SerialLink(port, _open(port, settings))
        except TermiosError:
            # The C library refuses a parity that a port does not have. Real UARTs have them all; a
            # pseudo terminal or a terminal server has none, and frames its bytes itself.
            return SerialLink(port, _open(port, LineSettings(settings.baud)))


def _open(port: str, settings: LineSettings) -> serial.Serial:
    return serial.serial_for_url(
        port,
        baudrate=settings.baud,
        bytesize=settings.bits,
        parity=settings.parity,
        stopbits=settings.stop,
        timeout=POLL,
        write_timeout=_WRITE_PATIENCE,
        exclusive=True,
    )


@contextmanager
def _door(port: str, *, lost: bool) -> Iterator[None]:
    """Translate what pyserial raises; `lost` says that the port had been open."""
    try:
        yield
    except (OSError, ValueError, TypeError, TermiosError) as error:
        # pyserial raises TypeError from a read or a write on a port that closed under it.
        code = DeviceCode.GONE if lost else _code_of(error)
        raise DeviceError(code, port, _detail_of(error)) from error


def _code_of(error: Exception) -> DeviceCode:
    words = str(error).lower()
    for sign, code in _BY_WORDS[:1]:
        if sign in words:
            return code
    number = error.errno if isinstance(error, OSError) else None
    if number in _BY_ERRNO:
        return _BY_ERRNO[number]
    for sign, code in _BY_WORDS:
        if sign in words:
            return code
    return DeviceCode.GONE if isinstance(error, OSError) else DeviceCode.UNSUPPORTED


def _detail_of(error: Exception) -> str:
    # Only the kind and number: the words repeat the port, and vendors put data into them.
    number = error.errno if isinstance(error, OSError) else None
    return type(error).__name__ if number is None else f"{type(error).__name__} errno {number}"
