"""Reach cards through PC/SC: the one door behind which pyscard's numbers and exceptions stay.

The plain functions of the standard are used, not pyscard's classes: those keep threads and monitors
of their own. Importing this module needs pyscard; `devices.registry` does so when it is asked to.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

from smartcard import scard

from devices.api import DeviceRow
from devices.chip.fields import by_liking, fitting
from devices.errors import DeviceCode, DeviceError

T = TypeVar("T")

# Waiting is cut into pieces: a cancel that comes between two waits is lost, and macOS loses all.
_PIECE_MS: Final = 300
# pcscd looks at a card every 0.4 s, so a card that just left seems to be there for so long.
_NOTICED: Final = 0.6
_PROTOCOLS: Final = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
_COUNTER_AT: Final = 16  # the upper half of a state counts insertions and removals

_OK, _CANCELLED, _TIMEOUT, _NO_READERS = 0, 0x80100002, 0x8010000A, 0x8010002E
_SERVICE: Final = frozenset(
    {
        0x80100003,  # invalid handle: the service was restarted under us
        0x80100012,  # system cancelled
        0x80100013,  # internal communication error
        0x8010001D,  # no service
        0x8010001E,  # service stopped
        0x8010002F,  # communication with the service lost
        0x06, 0x6D, 0x6BA,  # Windows: invalid handle, broken pipe, RPC server unavailable
    }
)  # fmt: skip
_CODES: Final = {
    0x80100009: DeviceCode.GONE,  # unknown reader
    0x80100017: DeviceCode.GONE,  # reader unavailable
    _NO_READERS: DeviceCode.GONE,
    0x8010000B: DeviceCode.BUSY,  # sharing violation
    0x8010000C: DeviceCode.NO_CHIP,
    0x80100069: DeviceCode.CHIP_LIFTED,
    0x80100027: DeviceCode.NO_PERMISSION,
    0x8010006A: DeviceCode.NO_PERMISSION,  # refused by a policy of the system
}
# Everything else that a card can bring about: unpowered, unresponsive, unsupported, reset by
# another program, not transacted, an answer longer than the reader's memory.
_CARD: Final = frozenset(
    {0x80100008, 0x8010000F, 0x80100016, 0x8010001C, 0x80100065, 0x80100066, 0x80100067, 0x80100068}
)


def reader_names() -> tuple[str, ...]:
    """The readers that PC/SC knows now, contactless ones first; raises DeviceError."""
    context = _Context()
    try:
        return by_liking(context.ask(context.list_readers))
    finally:
        context.release()


def pcsc_rows(driver: str) -> tuple[DeviceRow, ...]:
    """A row for each chip reader; raises DeviceError(NO_CARD_SERVICE, NO_PERMISSION)."""
    return tuple(DeviceRow(driver, name, name) for name in reader_names())


class PcscSlot:
    """`devices.chip.slot.Slot` for the reader of this name (see `fields.fitting`); empty for the best.

    The best is chosen anew whenever the one before is gone. Everything may fail while a service is
    restarted or a reader unplugged: the next call simply begins again.
    """

    def __init__(self, reader_name: str = "") -> None:
        self._wanted = reader_name
        self._chosen = ""
        self._context = _Context()
        self._state = scard.SCARD_STATE_UNAWARE
        self._laid = 0
        self._woken = threading.Event()

    @property
    def name(self) -> str:
        """The reader's name; as it was wanted while none was found."""
        return self._chosen or self._wanted

    def wait(self, present: bool, seconds: float) -> bool:
        """See `Slot.wait`. A card lifted and laid back unseen counts as gone first."""
        left = max(1, round(seconds * 1000))
        try:
            while not self._woken.is_set():
                if self._is(present):
                    return True
                if left <= 0:
                    return False
                self._look(min(left, _PIECE_MS))
                left -= _PIECE_MS
            self._woken.clear()
            return self._is(present)
        except DeviceError as error:
            self._forget(error.code)
            raise

    def wake(self) -> None:
        """See `Slot.wake`."""
        self._woken.set()
        self._context.cancel()

    def connect(self) -> PcscCard:
        """See `Slot.connect`. The card is ours alone: nobody can slip a command in between."""
        try:
            name = self._name()
            handle, protocol, atr = self._context.ask(lambda context: self._power_up(context, name))
        except DeviceError as error:
            self._forget(error.code)
            raise
        return PcscCard(self, handle, protocol, atr)

    def close(self) -> None:
        """See `Slot.close`."""
        self._context.release()

    def left(self) -> bool:
        """Whether the card is gone, as the service notices within its half second."""
        try:
            return self.wait(False, _NOTICED)
        except DeviceError:
            return True

    def _is(self, present: bool) -> bool:
        self._look(0)
        there = bool(self._state & scard.SCARD_STATE_PRESENT)
        counter = self._state >> _COUNTER_AT
        if not present:
            return not there or counter != self._laid
        if there:
            self._laid = counter
        return there

    def _look(self, milliseconds: int) -> None:
        """Bring the state up to date, waiting so long for it to change."""
        known = scard.SCARD_STATE_UNAWARE if milliseconds == 0 else self._state
        states = [(self._name(), known)]
        answer, found = self._context.call(
            lambda context: scard.SCardGetStatusChange(context, milliseconds, states)
        )
        if answer not in {_OK, _TIMEOUT, _CANCELLED}:
            raise error_of(answer, self._chosen)
        if answer == _OK:
            self._state = found[0][1] & ~scard.SCARD_STATE_CHANGED
        if self._state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            raise DeviceError(DeviceCode.GONE, self._chosen)

    def _name(self) -> str:
        if not self._chosen:
            found = fitting(self._wanted, self._context.ask(self._context.list_readers))
            if not found:
                raise DeviceError(DeviceCode.GONE, self._wanted, "no chip reader")
            self._chosen = found
        return self._chosen

    def _power_up(self, context: Any, name: str) -> tuple[int, tuple[Any, int, bytes]]:
        answer, handle, protocol = scard.SCardConnect(context, name, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS)
        if _unsigned(answer) != _OK:
            return answer, (None, 0, b"")
        answer, *_, atr = scard.SCardStatus(handle)
        if _unsigned(answer) != _OK:
            scard.SCardDisconnect(handle, scard.SCARD_LEAVE_CARD)
            return answer, (None, 0, b"")
        return answer, (handle, protocol, bytes(atr))

    def _forget(self, code: DeviceCode) -> None:
        if code in {DeviceCode.GONE, DeviceCode.NO_CARD_SERVICE}:
            self._context.release()
            self._state = scard.SCARD_STATE_UNAWARE
            self._chosen = ""


class PcscCard:
    """`devices.chip.slot.Card` in a PC/SC reader."""

    def __init__(self, slot: PcscSlot, handle: Any, protocol: int, atr: bytes) -> None:
        self._slot = slot
        self._handle = handle
        self._protocol = protocol
        self._atr = atr

    @property
    def atr(self) -> bytes:
        """Answer to reset, as the service made it of what the chip said."""
        return self._atr

    def transmit(self, command: bytes) -> bytes:
        """See `Card.transmit`."""
        way = scard.SCARD_PCI_T0 if self._protocol == scard.SCARD_PROTOCOL_T0 else scard.SCARD_PCI_T1
        answer, response = scard.SCardTransmit(self._handle, way, list(command))
        if _unsigned(answer) != _OK:
            raise self._failed(answer)
        # The virtual reader reports a card pulled in the middle as an empty answer.
        return bytes(response) if len(response) >= 2 else self._silent()

    def reset(self) -> None:
        """See `Card.reset`. The power goes off: after a failed access some chips need that."""
        answer, protocol = scard.SCardReconnect(
            self._handle, scard.SCARD_SHARE_EXCLUSIVE, _PROTOCOLS, scard.SCARD_UNPOWER_CARD
        )
        if _unsigned(answer) != _OK:
            raise self._failed(answer)
        self._protocol = protocol

    def close(self) -> None:
        """See `Card.close`."""
        # Left as it is: pcscd 1.9 takes a card for absent for good when the reset of a card that
        # has just been lifted fails. Whoever comes next powers it anew.
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD)

    def _silent(self) -> bytes:
        raise self._failed(0x80100016)

    def _failed(self, answer: int) -> DeviceError:
        # Windows hands on whatever the reader's driver said: a long command that is beyond it, above all.
        error = error_of(answer, self._slot.name, otherwise=DeviceCode.CHIP_MUTE)
        if error.code is DeviceCode.CHIP_MUTE and self._slot.left():
            return DeviceError(DeviceCode.CHIP_LIFTED, error.port, error.detail)
        return error


class _Context:
    """Our line to the service, opened when it is needed. `cancel` may be called on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handle: Any = None

    def call(self, what: Callable[[Any], tuple[int, T]]) -> tuple[int, T]:
        """Do this over the line; the service's answer as an unsigned number, and what came."""
        answer, result = what(self._open())
        return _unsigned(answer), result

    def ask(self, what: Callable[[Any], tuple[int, T]]) -> T:
        """Do this over the line; raises DeviceError for any answer but success."""
        answer, result = self.call(what)
        if answer != _OK:
            raise error_of(answer, "")
        return result

    @staticmethod
    def list_readers(handle: Any) -> tuple[int, list[str]]:
        """Names of all readers; that there are none is no failure."""
        answer, names = scard.SCardListReaders(handle, [])
        return (_OK, []) if _unsigned(answer) == _NO_READERS else (answer, names)

    def cancel(self) -> None:
        """End a wait that is under way."""
        with self._lock:
            if self._handle is not None:
                scard.SCardCancel(self._handle)

    def release(self) -> None:
        """Hang up."""
        with self._lock:
            if self._handle is not None:
                scard.SCardReleaseContext(self._handle)
                self._handle = None

    def _open(self) -> Any:
        with self._lock:
            if self._handle is None:
                answer, handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
                if _unsigned(answer) != _OK:
                    raise error_of(answer, "")
                self._handle = handle
            return self._handle


def _unsigned(answer: int) -> int:
    # Windows and 32-bit systems give negative numbers where 64-bit Linux gives large ones.
    return answer & 0xFFFFFFFF


def error_of(answer: int, reader: str, otherwise: DeviceCode = DeviceCode.GONE) -> DeviceError:
    """The service's number in our words, `otherwise` for one of a driver's own; the number is the detail."""
    number = _unsigned(answer)
    if number in _SERVICE:
        code = DeviceCode.NO_CARD_SERVICE
    elif number in _CARD:
        code = DeviceCode.CHIP_MUTE
    else:
        code = _CODES.get(number, otherwise)
    return DeviceError(code, reader, f"PC/SC {number:08X}")
