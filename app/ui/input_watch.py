"""Watch every key before any field does: find documents among them, and notice when nobody is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from app.flow.reading import Typing, WedgePort

QUIET_MS = 40
"""Milliseconds after a held key at which the wedge is asked again."""

_MOST_ASKED = 12
"""A machine may pause longer than a person between two keys: so often is the wedge asked after one."""

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
_SIGNS_OF_LIFE = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
)
_MODIFIERS = frozenset(
    key.value
    for key in (
        Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock,
    )
)  # fmt: skip
_CONTROLS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_ENDS = {Qt.Key.Key_Return.value: "\r", Qt.Key.Key_Enter.value: "\r", Qt.Key.Key_Tab.value: "\t"}


class InputWatch(QObject):
    """An event filter of the whole application; install with `start`, take off with `stop`.

    `document` carries what a keyboard-wedge reader typed, `failed` that it typed nothing of use;
    nothing of either reaches a field. Keys of a
    person come out in order, at most a few hundredths of a second later. A plain character that no
    text field wants is offered to `answers`. `touched` tells that somebody is there.
    """

    document = Signal(object)
    failed = Signal(object)
    touched = Signal()

    def __init__(
        self, wedge: WedgePort, monotonic: Callable[[], float], answers: Callable[[str], bool]
    ) -> None:
        super().__init__()
        self._wedge, self._monotonic, self._answers = wedge, monotonic, answers
        self._held: dict[str, QKeyEvent] = {}
        self._replaying = False
        self._asking = 0
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._time_passed)

    def start(self) -> None:
        """Begin to watch."""
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Watch no more; held keys are dropped."""
        self._quiet.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    @property
    def at_rest(self) -> bool:
        """Whether no typed key may still be held back."""
        return not self._quiet.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _SIGNS_OF_LIFE:
            self.touched.emit()
        if kind not in _KEYS or self._replaying:
            return False
        if not isinstance(event, QKeyEvent):
            return False
        character = _character(event)
        if not character:
            if kind == QEvent.Type.ShortcutOverride and event.key() not in _MODIFIERS:
                # A key without a character, such as F12: what was typed before it comes first.
                self._settle(self._wedge.key("", self._monotonic()))
            return False
        if kind == QEvent.Type.ShortcutOverride:
            # Else a digit bound to a shortcut would act before the wedge knows whose it is.
            event.accept()
            return True
        if watched is not QGuiApplication.focusWindow() and watched is not QGuiApplication.focusObject():
            return False
        return self._typed(character, event)

    def _typed(self, character: str, event: QKeyEvent) -> bool:
        self._held[character] = event.clone()
        typing = self._wedge.key(character, self._monotonic())
        self._settle(typing)
        if typing.swallow:
            self._asking = _MOST_ASKED
            self._quiet.start()
            return True
        return self._is_answer(character)

    def _time_passed(self) -> None:
        typing = self._wedge.quiet(self._monotonic())
        self._settle(typing)
        self._asking -= 1
        if self._asking and not typing.replay and typing.read is None:
            self._quiet.start()

    def _settle(self, typing: Typing) -> None:
        for character in typing.replay:
            self._replay(character)
        if typing.read is not None:
            self._held.clear()
            self.document.emit(typing.read)
        if typing.failed is not None:
            self._held.clear()
            self.failed.emit(typing.failed)

    def _replay(self, character: str) -> None:
        """Give a held key to whoever has the focus now: to the answers, else as it was typed."""
        if self._is_answer(character):
            return
        target = _focus()
        event = self._held.get(character)
        if target is None or event is None:
            return
        self._replaying = True
        try:
            QCoreApplication.sendEvent(target, event.clone())
        finally:
            self._replaying = False

    def _is_answer(self, character: str) -> bool:
        target = _focus()
        return not _edits(target) and self._answers(character)


def _focus() -> QObject | None:
    return QGuiApplication.focusObject()


def _character(event: QKeyEvent) -> str:
    """The character of a key that a wedge could have typed; empty for all others."""
    if event.modifiers() & _CONTROLS:
        return ""
    end = _ENDS.get(event.key())
    if end is not None:
        return end
    text = event.text()
    return text if len(text) == 1 and text.isprintable() else ""


def _edits(target: QObject | None) -> bool:
    """Whether the focused object takes characters as text (a choice list finds its rows by them)."""
    return isinstance(target, QLineEdit | QPlainTextEdit | QComboBox)
