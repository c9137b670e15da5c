"""Open the desk's window: Qt started, the booth put together, bugs caught at the very top."""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import uuid_utils
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.domain.failure import FailureCode, WorldError
from app.flow.booth import Booth
from app.flow.chip import ChipPort
from app.flow.reading import ReaderPort
from app.main.chip import booth_chip
from app.main.courier import StickCourier
from app.main.day_export import StationDayExport
from app.main.days import StationDays
from app.main.kit import VERSION
from app.main.link import SyncLink
from app.main.readers import BoothWedge, booth_reader
from app.main.roads import StationRoads
from app.main.taste import SavedTaste
from app.main.telling import HeardChip, HeardReader, Telling
from app.settings import has_display, simulated_drives
from app.ui.window import MainWindow
from devices.api import Drives
from devices.registry import make_drives, make_wedge

if TYPE_CHECKING:
    from app.main.kit import StationKit

_log = logging.getLogger(__name__)


def new_id() -> str:
    """A time-ordered record id (UUIDv7, RFC 9562, 5.7)."""
    return str(uuid_utils.uuid7())


def run_window(kit: StationKit) -> int:
    """Open the desk until its window is closed; the process's exit status."""
    if not has_display():
        raise WorldError(FailureCode.NO_DISPLAY, "desk.open")
    with kit.alone():
        return _run_alone(kit)


def _run_alone(kit: StationKit) -> int:
    settings = kit.settings
    _log_to(kit.home, settings.log_level)
    application = QApplication(sys.argv[:1])
    reader = booth_reader(settings.reader_port, settings.reader_profile)
    chip = booth_chip(settings.chip_reader, kit.home, kit.clock)
    window = MainWindow(make_booth(kit, reader, chip=chip))
    bugs = _Bugs()
    bugs.found.connect(window.show_bug)
    sys.excepthook = bugs.caught
    threading.excepthook = bugs.caught_on_thread
    window.show()
    try:
        return application.exec()
    finally:
        window.close()


def make_booth(
    kit: StationKit,
    reader: ReaderPort,
    longest_wait: float = 60.0,
    *,
    chip: ChipPort | None = None,
    drives: Drives | None = None,
) -> Booth:
    """The booth of a home's station with these readers; `longest_wait` is in seconds between tries of HQ.

    `drives` are this machine's removable ones unless others are given.
    """
    telling = Telling(VERSION)
    link, days = SyncLink(kit.clock, longest_wait, telling), StationDays()
    return Booth(
        door=kit.door(),
        clock=kit.clock,
        monotonic=time.monotonic,
        new_id=new_id,
        reader=HeardReader(reader, telling),
        wedge=BoothWedge(make_wedge()),
        link=link,
        taste=SavedTaste(kit.home),
        version=VERSION,
        chip=None if chip is None else HeardChip(chip, telling),
        courier=StickCourier(lambda: drives or make_drives(simulated_drives()), kit.clock),
        roads=StationRoads(link),
        days=days,
        day_export=StationDayExport(days, kit.clock),
    )


class _Bugs(QObject):
    """Where bugs end: their place goes to the log, the officer is told, the window stays open.

    `found` carries the kind of error, also from another thread, to the window's.
    """

    found = Signal(str)

    def caught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """`sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        # Places only: a message may quote what a document said.
        place = " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_tb(trace)[-6:]))
        _log.critical("bug: %s at %s", kind.__name__, place)
        self.found.emit(kind.__name__)

    def caught_on_thread(self, bug: threading.ExceptHookArgs) -> None:
        """`threading.excepthook`: a reader's or the road's thread has ended by a bug."""
        if bug.exc_value is not None:
            self.caught(bug.exc_type, bug.exc_value, bug.exc_traceback)


def log_file(home: Path) -> logging.Handler:
    """The small rolling log of a home, for codes and ids; raises OSError."""
    folder = home / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        folder / "matapa.log", maxBytes=500_000, backupCount=4, encoding="utf-8"
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    return file


def _log_to(home: Path, level: str) -> None:
    try:
        logging.basicConfig(level=level, handlers=[log_file(home)])
    except OSError:
        logging.basicConfig(level=level)  # a full disk must not keep the desk from opening
