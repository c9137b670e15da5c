"""One window in a process of its own for `bench.desk`: `python -m bench.desk_window start|swipe HOME N`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.domain.crossing import Purpose
from app.flow.reading import ReaderPort
from app.main.kit import StationKit
from app.main.readers import NoReader
from app.main.window import make_booth
from app.ui.shortcuts import Action
from app.ui.window import MainWindow
from bench.people import documents

OFFICER, PASSWORD = "amoana", "nine frigate birds"
PATIENCE = 30.0


def start(home: Path) -> None:
    """From nothing to the painted sign-in screen, then leave as fast as a process can."""
    application = QApplication([])
    window = MainWindow(make_booth(kit_of(home), NoReader()))
    window.show()
    application.processEvents()
    window.repaint()
    os._exit(0)


def swipe(home: Path, count: int) -> None:
    """Swipe and admit so many travellers; print the seconds of each swipe and of each Admit."""
    # Only here: a start does not pay for what it does not use.
    from tests.helpers.booth import HandLink, HandReader, SetClock

    application = QApplication([])
    reader: ReaderPort = HandReader()
    link = HandLink(SetClock(datetime.now(UTC)))
    window = MainWindow(replace(make_booth(kit_of(home), reader), link=link))
    window.show()
    window.signin.asked.emit(OFFICER, PASSWORD)
    until(application, lambda: window.duty is not None)
    told: list[float] = []
    window.reader_reported.connect(lambda: told.append(time.perf_counter()))
    assert isinstance(reader, HandReader)
    for document in documents(count):
        if not document.mrz_lines:
            continue
        told.clear()
        began = time.perf_counter()
        reader.swipe(document.mrz_lines)
        until(application, lambda: bool(told))
        window.repaint()
        shown = time.perf_counter() - began
        sys.stdout.write(f"{shown:.6f} {admit(window):.6f}\n")
    window.close()


def admit(window: MainWindow) -> float:
    """Admit whoever is on the desk; the seconds from the key to the empty desk, painted."""
    assert window.duty is not None
    assert window.desk is not None
    assert window.duty.desk.inspection is not None
    window.duty.choose_purpose(Purpose.HOLIDAY)
    began = time.perf_counter()
    window.act(Action.ADMIT)
    if window.desk.panel_open():
        # A failed check: the reason is part of admitting.
        window.duty.answer("1")
        window.act(Action.ADMIT)
    window.repaint()
    if window.desk.decisions.admit_button.isEnabled():
        raise LookupError("the traveller is still on the desk")
    return time.perf_counter() - began


def until(application: QApplication, condition: Callable[[], bool]) -> None:
    """Let the window work until something is so; raises TimeoutError."""
    end = time.perf_counter() + PATIENCE
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError("the window did not get there")
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)


def kit_of(home: Path) -> StationKit:
    """The station of a home; it plays no demo."""

    def no_demo(*_asked: object) -> dict[str, object]:
        raise LookupError("nothing is played here")

    return StationKit(home, no_demo)


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start(Path(sys.argv[2]))
    else:
        swipe(Path(sys.argv[2]), int(sys.argv[3]))
