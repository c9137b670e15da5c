"""The bar at the top of the desk: what readers and the road to HQ said last, said anew as time passes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.failure import WorldError
from app.flow.booth import Booth
from app.flow.desk import Desk
from app.flow.ports import LinkState, LinkStatus
from app.flow.reading import ReaderState, ReaderView
from app.ui.link_bar import LinkBar
from app.ui.link_said import Said
from app.ui.link_words import link_bar_view
from app.ui.views import LinkBarView

TICK_MS = 5_000
"""How often ages and counts are said anew."""


class TopBar(QObject):
    """Keeps the last word of each device of one officer's desk; `failed` hears codes of the store.

    `alerts_changed` says that more or fewer alerts wait than when the bar was shown last.
    """

    alerts_changed = Signal()

    def __init__(self, booth: Booth, desk: Desk, bar: LinkBar, failed: Callable[[str], None]) -> None:
        super().__init__()
        self._desk, self._bar, self._failed = desk, bar, failed
        self._clock = booth.clock
        self._reader: ReaderView | None = None
        self._link = LinkStatus(LinkState.OFF)
        self._alerts = 0
        self._shown: LinkBarView | None = None
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.show)
        self._tick.start()

    def end(self) -> None:
        """Nothing moves any more."""
        self._tick.stop()

    def show(self) -> int:
        """Show how things stand; how many records wait for HQ."""
        session = self._desk.session
        try:
            outbox, lists = session.outbox.view(), session.lists.status()
            alerts, valve = session.cases.open_count(), session.valve.now()
        except WorldError as error:
            self._failed(error.failure.code)
            return 0
        now, chip = self._clock(), self._desk.chip
        self._shown = link_bar_view(
            session, self._reader, self._link, outbox, now, chip, lists, alerts, valve
        )
        self._bar.present(self._shown)
        if alerts != self._alerts:
            self._alerts = alerts
            self.alerts_changed.emit()
        return outbox.waiting

    def readers(self) -> tuple[Said, ...]:
        """How readers, lists and the road to HQ are doing, for a page that shows more than the bar."""
        shown = self._shown
        if shown is None:
            return ()
        return tuple(one for one in (shown.reader, shown.chip, shown.lists, shown.link) if one is not None)

    def reader_changed(self, view: ReaderView) -> None:
        """The document reader is otherwise than it was."""
        self._reader = view
        self.show()

    @property
    def reader_gone(self) -> bool:
        """Whether the document reader was last heard to be gone."""
        return self._reader is not None and self._reader.state is ReaderState.GONE

    def link_changed(self, status: LinkStatus) -> None:
        """The road to HQ changed."""
        self._link = status
        self.show()

    @property
    def link_state(self) -> LinkState:
        """What is known of the road to HQ."""
        return self._link.state
