"""Command and response APDUs (ISO/IEC 7816-4, 5), and the channel that sends them to a chip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from devices.emrtd.errors import Malformed
from devices.errors import DeviceCode, DeviceError

OK = 0x9000
SHORT_DATA = 255
SHORT_ANSWER = 256
LONG_DATA = 0xFFFF
LONG_ANSWER = 0x10000

_PARTS_OF_AN_ANSWER = 300  # 256 answers of 256 bytes are the longest answer; endless 61XX ends here


@dataclass(frozen=True, slots=True)
class Command:
    """A command APDU: `expected` is Ne, the most bytes wanted back, None for an absent Le field.

    `encoded` makes cases 1 to 4, short or, with `extended`, long; case 1 has no long form. Raises
    ValueError when `data` or `expected` do not fit, which is a bug of the caller.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None
    extended: bool = False

    @property
    def header(self) -> bytes:
        """The four bytes CLA, INS, P1, P2."""
        return bytes((self.cla, self.ins, self.p1, self.p2))

    def encoded(self) -> bytes:
        """The bytes for the card."""
        room, answer = (LONG_DATA, LONG_ANSWER) if self.extended else (SHORT_DATA, SHORT_ANSWER)
        fits = self.expected is None or 1 <= self.expected <= answer
        if len(self.data) > room or not fits:
            raise ValueError(f"{len(self.data)} bytes or Ne {self.expected} do not fit this APDU")
        return self._long() if self.extended else self._short()

    def _short(self) -> bytes:
        body = bytes((len(self.data),)) + self.data if self.data else b""
        return self.header + body + (b"" if self.expected is None else bytes((self.expected & 0xFF,)))

    def _long(self) -> bytes:
        if not self.data and self.expected is None:
            return self.header
        body = len(self.data).to_bytes(2, "big") + self.data if self.data else b""
        answer = b"" if self.expected is None else (self.expected & 0xFFFF).to_bytes(2, "big")
        return self.header + b"\x00" + body + answer

    @staticmethod
    def decode(apdu: bytes) -> Command:
        """Read a command as the card does; raises Malformed."""
        if len(apdu) < 4:
            raise Malformed("command APDU", "shorter than its header")
        cla, ins, p1, p2 = apdu[:4]
        body = apdu[4:]
        extended = len(body) >= 3 and body[0] == 0
        data, expected = _body(body[1:], 2) if extended else _body(body, 1)
        return Command(cla, ins, p1, p2, data, expected, extended)


def _body(body: bytes, width: int) -> tuple[bytes, int | None]:
    """Split [Lc data] [Le], both length fields `width` bytes wide."""
    if not body:
        return b"", None
    if len(body) == width:
        return b"", int.from_bytes(body, "big") or 1 << 8 * width
    end = width + int.from_bytes(body[:width], "big")
    data, rest = body[width:end], body[end:]
    if end == width or len(body) < end or len(rest) not in {0, width}:
        raise Malformed("command APDU", "lengths do not add up")
    return data, (int.from_bytes(rest, "big") or 1 << 8 * width) if rest else None


@dataclass(frozen=True, slots=True)
class Response:
    """A response APDU: its data, and the status word SW1 SW2 as one number."""

    data: bytes
    status: int

    @property
    def ok(self) -> bool:
        """Whether the chip did what it was told (9000)."""
        return self.status == OK

    def encoded(self) -> bytes:
        """The bytes as the card sends them."""
        return self.data + self.status.to_bytes(2, "big")

    @staticmethod
    def decode(apdu: bytes) -> Response:
        """Read an answer; raises Malformed."""
        if len(apdu) < 2:
            raise Malformed("response APDU", "no status word")
        return Response(apdu[:-2], int.from_bytes(apdu[-2:], "big"))


class Messaging(Protocol):
    """Secure messaging (Doc 9303-11, 9.8): what a channel needs of it."""

    def protect(self, command: Command) -> Command: ...

    def unprotect(self, response: Response) -> Response: ...


class Channel:
    """Speaks with one powered chip over any `transmit`; belongs to one thread.

    Once access control has set `messaging`, every command goes protected and every answer is proven;
    nothing falls back to plain bytes by itself. `apdus` counts what was really sent, `device` is the
    name put into errors. Raises whatever the given `transmit` raises.
    """

    def __init__(self, transmit: Callable[[bytes], bytes], device: str = "") -> None:
        self._transmit = transmit
        self.device = device
        self.messaging: Messaging | None = None
        self.apdus = 0

    @property
    def secured(self) -> bool:
        """Whether commands go protected."""
        return self.messaging is not None

    def transmit(self, command: Command) -> Response:
        """Send a command and return the whole answer, put together of its parts.

        Answers in parts (61XX) are fetched, a wrong Le (6CXX) is put right once. Raises
        DeviceError: CHIP_MALFORMED for no answer at all or an endless one, and
        `devices.chip.messaging.MessagingLost`.
        """
        response = self._proven(command)
        if response.status >> 8 == 0x6C and self.messaging is not None:
            # The protected Le itself was wrong, and the chip says so within the session.
            response = self._proven(replace(command, expected=(response.status & 0xFF) or SHORT_ANSWER))
        return response

    def failure(self, code: DeviceCode, detail: str = "") -> DeviceError:
        """An error about this chip, ready to be raised."""
        return DeviceError(code, self.device, detail)

    def _proven(self, command: Command) -> Response:
        if self.messaging is None:
            return self._whole(command)
        return self.messaging.unprotect(self._whole(self.messaging.protect(command)))

    def _whole(self, command: Command) -> Response:
        """The answer to a command as sent: the transport's 6CXX and 61XX resolved (ISO/IEC 7816-3, 12)."""
        response = self._sent(command)
        if response.status >> 8 == 0x6C and not response.data:
            response = self._sent(replace(command, expected=(response.status & 0xFF) or SHORT_ANSWER))
        if response.status >> 8 != 0x61:
            return response
        parts = [response.data]
        size = len(response.data)
        for _ in range(_PARTS_OF_AN_ANSWER):
            more = (response.status & 0xFF) or SHORT_ANSWER
            response = self._sent(Command(command.cla & 0x03, 0xC0, 0, 0, expected=more))
            parts.append(response.data)
            size += len(response.data)
            if size > LONG_ANSWER:
                break
            if response.status >> 8 != 0x61:
                return Response(b"".join(parts), response.status)
        raise self.failure(DeviceCode.CHIP_MALFORMED, "endless answer")

    def _sent(self, command: Command) -> Response:
        self.apdus += 1
        try:
            return Response.decode(self._transmit(command.encoded()))
        except Malformed as error:
            raise self.failure(DeviceCode.CHIP_MALFORMED, str(error)) from error
