"""Report what a serial reader sends, from a thread of its own, through unplugging and replugging."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from devices.api import DeviceState, DeviceStatus, DocumentScan, DriverInfo, ReaderEvent
from devices.document.duplicates import Duplicates
from devices.document.framing import FrameEvent, Framer
from devices.document.link import Link, OpenLink, open_serial
from devices.document.profiles import ReaderProfile
from devices.errors import DeviceCode, DeviceError

SERIAL_DRIVER = "serial"
FIRST_PAUSE = 0.2  # seconds before the port is tried again; doubled up to LONGEST_PAUSE
LONGEST_PAUSE = 2.0
# A reader that is sent commands acknowledges them, each in its own way, and shortly.
_LONGEST_ANSWER = 32


class SerialDocumentReader:
    """A `devices.api.DocumentReader` on one serial port.

    The thread is called `reader <port>`; the listener is called from it. `clock` is monotonic
    seconds. An exception out of the listener is a bug of its own and ends the thread.
    """

    def __init__(
        self,
        port: str,
        profile: ReaderProfile,
        *,
        open_link: OpenLink = open_serial,
        clock: Callable[[], float] = time.monotonic,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._port = port
        self._profile = profile
        self._open_link = open_link
        self._clock = clock
        self._first_pause = first_pause
        self._lock = threading.Lock()
        self._round: _Round | None = None

    @property
    def info(self) -> DriverInfo:
        """Name card of this reader: its profile on its port."""
        return DriverInfo(
            f"{SERIAL_DRIVER}:{self._profile.key}", "document", self._profile.name, self._profile.usb_ids
        )

    def start(self, listener: Callable[[ReaderEvent], None]) -> None:
        """Begin reporting to `listener`; does nothing while already started."""
        with self._lock:
            if self._round is not None:
                return
            self._round = _Round(
                self._port, self._profile, self._open_link, self._clock, self._first_pause, listener
            )
            self._round.thread.start()

    def stop(self) -> None:
        """End the thread and wait for it; nothing is reported after this returns.

        From inside the listener it cannot wait: the thread then ends as soon as the listener returns.
        """
        with self._lock:
            ended, self._round = self._round, None
        if ended is not None:
            ended.end()


class _Round:
    """One life of the reader's thread, from start to stop."""

    def __init__(
        self,
        port: str,
        profile: ReaderProfile,
        open_link: OpenLink,
        clock: Callable[[], float],
        first_pause: float,
        listener: Callable[[ReaderEvent], None],
    ) -> None:
        self._port = port
        self._profile = profile
        self._open_link = open_link
        self._clock = clock
        self._first_pause = first_pause
        self._listener = listener
        self._stop = threading.Event()
        self._told: DeviceStatus | None = None
        self._duplicates = Duplicates()
        # A daemon, so that a desk that dies of a bug without stopping its readers still ends.
        self.thread = threading.Thread(target=self._run, name=f"reader {port}", daemon=True)

    def end(self) -> None:
        self._stop.set()
        if threading.current_thread() is not self.thread:
            self.thread.join()

    def _run(self) -> None:
        pause = self._first_pause
        self._tell(DeviceState.CONNECTING)
        while not self._stop.is_set():
            try:
                link = self._open_link(self._port, self._profile.line)
                pause = self._first_pause
                self._serve(link)
            except DeviceError as error:
                self._tell(DeviceState.GONE, error.code)
            self._stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _serve(self, link: Link) -> None:
        framer = Framer(self._profile.framing, bcc=self._profile.bcc, idle_gap=self._profile.idle_gap)
        try:
            for command in self._profile.init:
                link.write(command)
            triggered = self._trigger(link)
            self._tell(DeviceState.READY)
            while not self._stop.is_set():
                data = link.read()
                now = self._clock()
                events = framer.feed(data, now) if data else framer.tick(now)
                self._tell(DeviceState.READING if framer.pending else DeviceState.READY)
                self._pass_on(events, now)
                every = self._profile.trigger_every
                if events or (every is not None and now - triggered >= every):
                    triggered = self._trigger(link)
        finally:
            link.close()
            if not self._stop.is_set():
                self._pass_on(framer.close(), self._clock())

    def _trigger(self, link: Link) -> float:
        if self._profile.trigger:
            link.write(self._profile.trigger)
        return self._clock()

    def _pass_on(self, events: tuple[FrameEvent, ...], now: float) -> None:
        for event in events:
            if isinstance(event, DocumentScan):
                told = self._duplicates.is_new(event, now)
            else:
                told = not self._profile.writes or event.size > _LONGEST_ANSWER
            if told and not self._stop.is_set():
                self._listener(event)

    def _tell(self, state: DeviceState, code: DeviceCode | None = None) -> None:
        status = DeviceStatus(self._port, state, code)
        if self._told and self._told.state is state and code is DeviceCode.NOT_FOUND:
            return  # pulled out and not there are one and the same to the officer
        if status != self._told and not self._stop.is_set():
            self._told = status
            self._listener(status)
