"""One window over a booth in memory, driven as an officer and readers would, for pictures of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image
from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.document import TravelDocument
from app.domain.mrz import MrzFormat, build_mrz
from app.flow.chip import ChipPort
from app.flow.courier import CourierPort
from app.flow.days import DayExportPort, DaysPort
from app.flow.link import RoadsPort
from app.ui.input_watch import QUIET_MS
from app.ui.window import MainWindow
from tests.helpers.booth import PASSWORDS, MemoryBooth

SIZE = (1366, 768)
COLOURS = 128


class Scene:
    """One window over a booth in memory, driven as an officer and a reader would."""

    def __init__(
        self,
        theme: str,
        training: bool = False,
        chip: ChipPort | None = None,
        courier: CourierPort | None = None,
        roads: RoadsPort | None = None,
        days: DaysPort | None = None,
        day_export: DayExportPort | None = None,
    ) -> None:
        self.parts = MemoryBooth(
            theme=theme, training=training, chip=chip, courier=courier, roads=roads, days=days,
            day_export=day_export,
        )  # fmt: skip
        self.window = MainWindow(self.parts.booth)
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        self.settle(self.window.isActiveWindow)

    def settle(self, until: Callable[[], bool] = lambda: True) -> None:
        """Let everything that is under way happen."""
        deadline = QDeadlineTimer(5000)
        application = QApplication.instance()
        while application is not None and not deadline.hasExpired():
            application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if until():
                application.processEvents()
                return

    def sign_in(self, username: str = "tari") -> Scene:
        """Sign in and stand at the empty desk."""
        self.window.signin.asked.emit(username, PASSWORDS[username])
        self.settle(lambda: self.window.duty is not None)
        return self

    def swipe(self, document: TravelDocument, spoil: tuple[str, str] | None = None) -> Scene:
        """Swipe a document, one text in its lines misread where wanted."""
        lines = build_mrz(document, MrzFormat.TD3)
        if spoil is not None:
            lines = tuple(line.replace(*spoil) for line in lines)
        return self.swipe_lines(lines)

    def swipe_lines(self, lines: Sequence[str]) -> Scene:
        """Swipe these lines."""
        self.parts.reader.swipe(lines)
        self.settle()
        return self

    def press(self, *keys: Qt.Key | str) -> Scene:
        """Press keys as they are typed at the desk; a text is typed into the field with the focus."""
        for key in keys:
            if isinstance(key, str):
                self._type(key)
            else:
                QTest.keyClick(self._focus(), key)
            self.settle()
        return self

    def _type(self, text: str) -> None:
        """Type as a person: what a wedge might have typed comes out when the next key does not come."""
        for character in text:
            target = self._focus()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character))
        QTest.qWait(2 * QUIET_MS)

    def _focus(self) -> QWidget:
        focused: QWidget | None = self.window.focusWidget()
        return self.window if focused is None else focused

    def save(self, path: Path) -> None:
        """Keep what is shown now, in so few colours that the repository stays small."""
        self.settle()
        self.window.grab().save(str(path))
        self.window.close()
        with Image.open(path) as full:
            small = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
