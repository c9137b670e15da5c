"""The only place where a foreign thread becomes a Qt signal: readers, chips, lists and the road to HQ."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from app.flow.chip import ChipDeskEvent
from app.flow.ports import LinkStatus
from app.flow.reading import DeskEvent


class Bridge(QObject):
    """`reader`, `chip`, `link`, `lists` may be called on any thread; the signals come on the window's."""

    reader_event = Signal(object)
    chip_event = Signal(object)
    link_changed = Signal(object)
    lists_changed = Signal()
    _from_reader = Signal(object)
    _from_chip = Signal(object)
    _from_link = Signal(object)
    _from_lists = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._open = True
        self._from_reader.connect(self._pass_reader, Qt.ConnectionType.QueuedConnection)
        self._from_chip.connect(self._pass_chip, Qt.ConnectionType.QueuedConnection)
        self._from_link.connect(self._pass_link, Qt.ConnectionType.QueuedConnection)
        self._from_lists.connect(self._pass_lists, Qt.ConnectionType.QueuedConnection)

    def reader(self, event: DeskEvent) -> None:
        """A reader's own thread reports."""
        if self._open:
            self._from_reader.emit(event)

    def chip(self, event: ChipDeskEvent) -> None:
        """The chip reader's own thread reports."""
        if self._open:
            self._from_chip.emit(event)

    def link(self, status: LinkStatus) -> None:
        """The sync thread reports."""
        if self._open:
            self._from_link.emit(status)

    def lists(self) -> None:
        """Whoever swapped a list reports, on whatever thread."""
        if self._open:
            self._from_lists.emit()

    def close(self) -> None:
        """Let nothing through any more."""
        self._open = False

    def _pass_reader(self, event: DeskEvent) -> None:
        if self._open:
            self.reader_event.emit(event)

    def _pass_chip(self, event: ChipDeskEvent) -> None:
        if self._open:
            self.chip_event.emit(event)

    def _pass_link(self, status: LinkStatus) -> None:
        if self._open:
            self.link_changed.emit(status)

    def _pass_lists(self) -> None:
        if self._open:
            self.lists_changed.emit()
