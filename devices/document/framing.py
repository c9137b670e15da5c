"""Turn a reader's bytes, in whatever pieces they come, into documents: bounded, and never raising."""

from __future__ import annotations

from typing import TypeAlias

from devices.api import DocumentScan, Framing, Unreadable
from devices.document.collectors import SOH, STX, Collector, SohCollector, StxCollector, Taken, TlvCollector
from devices.document.lines import SHORTEST_LINE
from devices.document.text_run import TextCollector
from devices.errors import DeviceCode

FrameEvent: TypeAlias = DocumentScan | Unreadable

IDLE_GAP = 0.2  # seconds; readers of the sheet end their lines by 150 to 300 ms of silence
FRAME_PATIENCE = 1.0  # seconds that a frame with a stated end may pause before it counts as cut
# Noise that never falls silent is told of once, after so many bytes.
NOISE_LIMIT = 4096

_LINE_ENDS = frozenset(b"\r\n")
_TLV_OPENERS = frozenset(b"ILC")
_STX_FRAMINGS = frozenset({Framing.AUTO, Framing.STX_ETX, Framing.STX_JSON})
_TEXT_FRAMINGS = frozenset({Framing.AUTO, Framing.LINES, Framing.BARE_RUN})


class Framer:
    """The state machine of one port: bytes and the time in, events out, in the order they came.

    What comes between two silences is a burst. A burst yields its documents, or, when it held none,
    one Unreadable; bytes around a document (headers, trailers, noise) are passed over, but for a
    whole frame of text that is no document: that is told of at once, and again only after a
    document or silence. How bytes are cut into pieces makes no difference.

    With `bcc` a check byte must follow each STX or SOH frame; without, it is passed over after STX
    frames and checked after SOH frames when it comes. Times are seconds of any monotonic clock.
    Nothing is kept beyond one frame.
    """

    def __init__(
        self, framing: Framing = Framing.AUTO, *, bcc: bool = False, idle_gap: float = IDLE_GAP
    ) -> None:
        self._framing = framing
        self._bcc = bcc
        self._idle_gap = idle_gap
        self._current: Collector | None = None
        self._tail: int | None = None
        self._previous = -1
        self._last = 0.0
        self._junk = 0
        self._settled = False
        self._complained = False
        self._out: list[FrameEvent] = []

    @property
    def pending(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._current is not None

    def feed(self, data: bytes, now: float) -> tuple[FrameEvent, ...]:
        """Take bytes that came at `now`; the events they complete."""
        self._fall_silent(now)
        if data:
            self._last = now
        for byte in data:
            self._take(byte)
            self._previous = byte
        return self._events()

    def tick(self, now: float) -> tuple[FrameEvent, ...]:
        """Let time pass; the events that silence completes."""
        self._fall_silent(now)
        return self._events()

    def close(self) -> tuple[FrameEvent, ...]:
        """The line was cut: whatever is under way ends here."""
        self._end_burst()
        return self._events()

    def _events(self) -> tuple[FrameEvent, ...]:
        events, self._out = tuple(self._out), []
        return events

    def _take(self, byte: int) -> None:
        tail, self._tail = self._tail, None
        if self._begins_tlv(byte):
            self._give_up()
            self._junk = max(0, self._junk - 1)
            self._current = TlvCollector(self._previous)
        if self._current is None:
            # A check byte of the frame before; one that looks like the next frame is taken for that.
            if byte == tail and byte not in {STX, SOH}:
                return
            self._current = self._opened_by(byte)
            if not isinstance(self._current, TextCollector):
                self._spend(0 if self._current or byte in _LINE_ENDS else 1)
                return
        taken = self._current.take(byte)
        if taken is Taken.DONE:
            self._finish()
        elif taken is Taken.REFUSED:
            self._give_up()
            self._take(byte)

    def _begins_tlv(self, byte: int) -> bool:
        # In text, `I`, `L` and `C` are letters: only the NUL of a length after them tells an answer.
        in_text = self._framing is Framing.AUTO and isinstance(self._current, TextCollector)
        return in_text and byte == 0 and self._previous in _TLV_OPENERS

    def _opened_by(self, byte: int) -> Collector | None:
        if byte == STX and self._framing in _STX_FRAMINGS:
            return StxCollector(self._bcc)
        if byte == SOH and self._framing in {Framing.AUTO, Framing.SOH_LENGTH_BCC}:
            return SohCollector(self._bcc)
        if self._framing is Framing.TLV_INQUIRE and byte in _TLV_OPENERS:
            return TlvCollector(byte)
        # A line may only begin with what can be in it; anything else is noise.
        if self._framing in _TEXT_FRAMINGS and (0x20 <= byte < 0x7F or byte in {0x0A, 0x0D}):
            return TextCollector()
        return None

    def _finish(self) -> None:
        done, self._current = self._current, None
        if done is None:
            return
        if isinstance(done, StxCollector):
            self._tail = None if self._bcc else done.tail
        self._account(done)

    def _give_up(self) -> None:
        """End a frame that noise or the next frame broke: only a whole document in it counts."""
        broken, self._current = self._current, None
        if broken is None:
            return
        scan = broken.scan or broken.close()
        if scan and not scan.partial:
            self._account(broken)
        elif not broken.idle_talk:
            self._spend(broken.size)

    def _account(self, collector: Collector) -> None:
        if collector.scan:
            self._settled, self._complained = True, False
            self._junk = 0
            self._out.append(collector.scan)
        elif not collector.idle_talk:
            self._spend(collector.size)
            if collector.garbled and not self._complained:
                self._report()

    def _spend(self, size: int) -> None:
        self._junk += size
        if self._junk >= NOISE_LIMIT and not self._settled:
            self._report()

    def _report(self) -> None:
        self._out.append(Unreadable(DeviceCode.GARBLED, self._junk))
        self._junk = 0
        self._settled = self._complained = True

    def _fall_silent(self, now: float) -> None:
        framed = self._current is not None and not isinstance(self._current, TextCollector)
        if now - self._last >= (max(FRAME_PATIENCE, self._idle_gap) if framed else self._idle_gap):
            self._end_burst()

    def _end_burst(self) -> None:
        ended, self._current = self._current, None
        if ended is not None:
            ended.close()
            self._account(ended)
        if self._junk >= SHORTEST_LINE and not self._settled:
            self._report()
        self._junk = 0
        self._settled = self._complained = False
        self._tail = None
