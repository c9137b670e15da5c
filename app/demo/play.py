"""Play the demo: alone through the real window, or with a person at the keys."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from PySide6.QtWidgets import QApplication

from app.demo.alone import play_alone
from app.demo.chips import ChipPlate
from app.demo.figures import figures_of
from app.demo.hq import CONSOLE_PASSWORD, CONSOLE_USER, DemoHq
from app.demo.lists import publish_lists
from app.demo.scene import Scene
from app.demo.station import BOOTH, PORT, bring_trust, enrol_demo_station, found_demo_station
from app.demo.together import play_together
from app.flow.today import local_day
from app.main.readers import BoothReader
from app.main.window import make_booth
from app.settings import has_display
from app.ui.window import MainWindow
from devices.api import Framing
from devices.registry import make_reader
from devices.simulated.chip.pki import shared_pki
from devices.simulated.document import SimulatedReader
from devices.simulated.drives import SimulatedDrives
from devices.simulated.people import TRAVELLERS, load_people
from sync.simulated.cable import Cable

LONGEST_WAIT = 3.0
"""Seconds between tries of HQ at most: nobody wants to wait a minute in a demo."""


def play(out: Path | None, headless: bool, say: Callable[[str], None]) -> dict[str, object]:
    """Play the main job in temporary homes and return its closing figures.

    Screenshots go to `out`, or to a folder that is named in the figures. Raises RuntimeError when HQ
    does not start or the window does not come to show what it must.
    """
    alone = headless or not has_display()
    if alone:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    screens = out or Path(tempfile.mkdtemp(prefix="matapa-demo-"))
    screens.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        ending = _Ending(stack)
        signal.signal(signal.SIGTERM, ending.asked)
        # Windows and slow disks may hold a file of the database a moment longer: that is no failure.
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        scene = _set(stack, home, screens, say)
        ending.stage_is_set()
        played = (play_alone if alone else play_together)(scene, say)
        return figures_of(scene, played)


class _Ending:
    """What happens when the demo is asked to end: HQ and the temporary homes go with it.

    While the stage is being set the request waits, so that nothing is half begun and forgotten;
    afterwards everything ends here, since Qt leaves its loop at once by SystemExit.
    """

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._set = False
        self._number = 0

    def asked(self, number: int, _frame: FrameType | None) -> None:
        """The handler of SIGTERM."""
        self._number = number
        if self._set:
            self._stack.close()
            raise SystemExit(128 + number)

    def stage_is_set(self) -> None:
        """From now on a request ends the demo at once; one that waited does so here."""
        self._set = True
        if self._number:
            raise SystemExit(128 + self._number)


def _set(stack: ExitStack, home: Path, screens: Path, say: Callable[[str], None]) -> Scene:
    """HQ, cable, station, reader and window, each ended with the stack, the window first."""
    say("HQ: making its keys and database, starting on loopback with TLS ...")
    hq_home = home / "hq"
    hq_home.mkdir()
    hq = stack.enter_context(DemoHq(hq_home))
    code = hq.console_code()
    say(f"HQ's console: {hq.console_url} ({CONSOLE_USER}, password: {CONSOLE_PASSWORD}, code now: {code})")
    far = urlsplit(hq.url)
    cable = stack.enter_context(Cable("127.0.0.1", far.port or 0))
    say("Station: making its keys and encrypted store, enrolling by a one-time code ...")
    kit = found_demo_station(home / "station", cable.url)
    enrol_demo_station(kit, hq.enrolment_code(PORT, BOOTH), cable.url)
    say("Trust: importing a trial master list, vouched for by its root, and revocation lists ...")
    today = local_day(kit.clock())
    pki = shared_pki("demo", today)
    bring_trust(kit, pki)
    say("Lists: HQ publishes a national list and stolen documents; the station fetches them by itself ...")
    publish_lists(hq, home, kit.clock())
    say("Reader: a simulated one on a port of its own, framing STX/ETX, and one for chips ...")
    reader = stack.enter_context(SimulatedReader(Framing.STX_ETX))
    plate = ChipPlate(pki)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    document_reader = BoothReader(make_reader(reader.port, None))
    sticks = home / "STICK", home / "DAYS"
    drives = SimulatedDrives(sticks)
    chip = plate.port(kit.clock)
    window = MainWindow(make_booth(kit, document_reader, LONGEST_WAIT, chip=chip, drives=drives))
    stack.callback(window.close)
    window.show()
    people = load_people(TRAVELLERS, today)
    return Scene(application, kit, hq, cable, reader, plate, window, people, screens, home, *sticks)
