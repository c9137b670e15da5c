"""The demo with a person at the keys: a key swipes the next passport and lays it on, the rest is theirs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel

from app.demo.hq import CONSOLE_PASSWORD, CONSOLE_USER
from app.demo.officer import DemoOfficer
from app.demo.scene import Played, Scene
from app.demo.station import OFFICER, PASSWORD

SWIPE_KEY = "Ctrl+J"
CONSOLE_KEY = "Ctrl+I"
_HEARTBEAT_MS = 200


class Queue:
    """The queue of travellers, its place shown at the window's foot."""

    def __init__(self, scene: Scene, say: Callable[[str], None]) -> None:
        self._scene = scene
        self._say = say
        self._label = QLabel()
        self.swiped = 0
        scene.window.statusBar().addWidget(self._label, 1)
        for key, act in ((SWIPE_KEY, self.swipe_next), (CONSOLE_KEY, self._tell_console)):
            QShortcut(QKeySequence(key), scene.window).activated.connect(act)
        self._tell()

    def swipe_next(self) -> None:
        """Swipe whoever is next and lay the chip on; the link is cut for the middle third of the queue.

        A passport that is being read stays where it is: taken away, it would look exchanged for the next.
        """
        duty = self._scene.window.duty
        if duty is not None and duty.desk.chip_busy:
            return
        people = self._scene.people
        if self.swiped == len(people) // 3:
            self._say("The link to HQ is cut: the desk goes on.")
            self._scene.cable.pull()
        if self.swiped == 2 * len(people) // 3:
            self._say("The link to HQ is back.")
            self._scene.cable.put_back()
        traveller = people[self.swiped % len(people)]
        self._scene.plate.lift()
        self._scene.reader.swipe(traveller)
        self._scene.plate.lay(traveller, unhurried=True)
        self.swiped += 1
        self._tell()

    def _tell_console(self) -> None:
        """Open HQ's console in a browser, and say how to sign in there at this moment."""
        hq = self._scene.hq
        how = f"{CONSOLE_USER}, password: {CONSOLE_PASSWORD}, code: {hq.console_code()}"
        self._say(f"HQ's console: {hq.console_url} ({how})")
        self._label.setText(
            f"{hq.console_url} ({how}).   {CONSOLE_KEY}: another code. {SWIPE_KEY}: the next traveller."
        )
        QDesktopServices.openUrl(QUrl(hq.console_url))

    def _tell(self) -> None:
        person = self._scene.people[self.swiped % len(self._scene.people)]
        self._label.setText(
            f"{SWIPE_KEY} swipes the next: {person.about}.   "
            f"Signed in as {OFFICER}, password: {PASSWORD}.   F1: keys. {CONSOLE_KEY}: HQ's console. "
            "Close the window to end."
        )


def play_together(scene: Scene, say: Callable[[str], None]) -> Played:
    """Sign the officer in and leave the window to the person until it is closed."""
    officer = DemoOfficer(scene.window, scene.screens)
    officer.sign_in()
    queue = Queue(scene, say)
    say(f"The window is yours: {SWIPE_KEY} swipes the next traveller, F1 shows the keys.")
    # Qt's loop runs no Python by itself: without this a request to end would wait for a key.
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(_HEARTBEAT_MS)
    scene.application.exec()
    heartbeat.stop()
    scene.cable.put_back()
    return Played(queue.swiped, tuple(officer.screens))
