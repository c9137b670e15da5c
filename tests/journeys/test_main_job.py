"""From the swipe to HQ in the real window: real bytes on a port, real store, real HQ, a cut link."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytestqt.qtbot import QtBot

from app.demo.officer import DemoOfficer
from app.demo.station import OFFICER, PASSWORD, enrol_demo_station, found_demo_station
from app.domain.decision import DecisionKind
from app.flow.ports import LinkState
from app.main.kit import StationKit
from app.main.readers import BoothReader
from app.main.window import log_file, make_booth
from app.ui.window import MainWindow
from devices.api import Framing
from devices.registry import make_reader
from devices.simulated.document import SimulatedReader
from devices.simulated.people import TRAVELLERS, Traveller, load_people
from sync.simulated.cable import Cable
from tests.helpers.hq import Postgres, RunningHq, running_hq

PEOPLE = {person.key: person for person in load_people(TRAVELLERS, datetime.now(UTC).date())}


@dataclass
class Post:
    """A booth and its HQ with everything between them, as it stands on a wharf."""

    kit: StationKit
    hq: RunningHq
    cable: Cable
    reader: SimulatedReader
    qtbot: QtBot
    shots: Path
    officer: DemoOfficer

    def swipe(self, key: str) -> Traveller:
        """Swipe a traveller and wait until the window shows that document."""
        person = PEOPLE[key]
        self.reader.swipe(person)
        self.officer.until(
            lambda: (
                self.officer.inspection is not None
                and self.officer.inspection.document.mrz_lines == tuple(person.lines)
            ),
            f"the swipe of {key}",
        )
        return person

    def process(self, key: str) -> None:
        """Swipe a traveller and decide as expected."""
        self.officer.decide(DecisionKind(self.swipe(key).expect.decision))

    def wait_for_receipts(self) -> None:
        """Until HQ has confirmed everything."""
        self.officer.until(lambda: self.waiting == 0, "HQ's receipts")

    @property
    def waiting(self) -> int:
        return self.officer.duty.session.outbox.view().waiting


@pytest.fixture
def post(tmp_path: Path, postgres: Postgres, qtbot: QtBot) -> Iterator[Post]:
    with ExitStack() as stack:
        hq = stack.enter_context(running_hq(tmp_path / "hq", postgres, training=True))
        cable = stack.enter_context(Cable("127.0.0.1", urlsplit(hq.url).port or 0))
        kit = found_demo_station(tmp_path / "station", cable.url)
        enrol_demo_station(kit, hq.enrol_code("VUVLI", "A1"), cable.url)
        reader = stack.enter_context(SimulatedReader(Framing.STX_ETX))
        window = MainWindow(make_booth(kit, BoothReader(make_reader(reader.port, None)), 0.5))
        stack.callback(window.close)
        qtbot.addWidget(window)
        window.show()
        officer = DemoOfficer(window, tmp_path)
        officer.sign_in()
        yield Post(kit, hq, cable, reader, qtbot, tmp_path, officer)


def test_travellers_go_from_the_swipe_to_hq_over_a_link_that_comes_and_goes(post: Post) -> None:
    post.process("01-tonga")
    post.process("06-tampered-birth")
    post.wait_for_receipts()
    post.cable.pull()
    for key in ("02-specimen", "04-expired-fiji", "09-mononym"):
        post.process(key)
    post.officer.until(lambda: post.officer.duty.bar.link_state is LinkState.UNREACHABLE, "the cut to show")
    assert post.waiting == 3
    assert post.hq.count() == 2
    post.cable.put_back()
    post.wait_for_receipts()
    stats = post.hq.stats()
    assert stats["crossings"] == 5
    assert stats["by_decision"] == {"admit": 3, "refer": 1, "refuse": 1}
    assert stats["duplicates"] == 0


def test_hq_dying_in_the_middle_costs_nothing(post: Post) -> None:
    post.process("01-tonga")
    post.hq.kill()
    post.process("02-specimen")
    post.process("03-vanuatu")
    post.hq.start()
    post.wait_for_receipts()
    assert post.hq.count() == 3


def test_unplugging_the_reader_is_said_and_plugging_it_in_again_goes_on(post: Post) -> None:
    words = post.officer.link_words
    post.reader.unplug()
    post.officer.until(lambda: "ready" not in words(), "the reader's absence to show")
    post.reader.replug()
    post.officer.until(lambda: "ready" in words(), "the reader to be back")
    post.process("01-tonga")
    post.wait_for_receipts()


def test_noise_and_half_a_document_are_said_and_the_next_swipe_is_read(post: Post) -> None:
    message = post.officer.duty.screen.message
    post.reader.noise(1_000_000)
    post.officer.until(lambda: "DEV-05" in message.text(), "the noise to be said")
    post.reader.half(PEOPLE["01-tonga"])
    post.officer.until(lambda: "MRZ-01" in message.text(), "half a document to be said")
    assert post.officer.inspection is None
    post.process("02-specimen")
    post.wait_for_receipts()


@pytest.fixture
def talkative_log(tmp_path: Path) -> Iterator[Path]:
    """The station's own log, at its most talkative from the first moment on."""
    home, root = tmp_path / "station", logging.getLogger()
    file, level = log_file(home), root.level
    root.addHandler(file)
    root.setLevel(logging.DEBUG)
    yield home / "log" / "matapa.log"
    root.setLevel(level)
    root.removeHandler(file)
    file.close()


def test_a_stolen_laptop_tells_nothing_of_any_traveller(talkative_log: Path, post: Post) -> None:
    keys = ("01-tonga", "02-specimen", "09-mononym", "05-card-france")
    secrets: set[str] = set()
    post.cable.pull()
    for key in keys:
        post.swipe(key)
        inspection = post.officer.inspection
        assert inspection is not None
        document = inspection.document
        secrets |= {document.surname, document.number, *document.mrz_lines}
        secrets |= {word for word in document.given_names.split() if len(word) > 4}
        post.officer.decide(DecisionKind(PEOPLE[key].expect.decision))
    post.swipe("03-vanuatu")  # left undecided: a draft is on disk
    left = post.officer.inspection
    assert left is not None
    secrets |= {left.document.surname, left.document.number}
    post.reader.noise(2_000)
    post.officer.until(lambda: post.officer.duty.bar.link_state is LinkState.UNREACHABLE, "the cut to show")
    post.officer.close()
    assert "SYN-01" in talkative_log.read_text(encoding="utf-8")
    assert found_in(post.kit.home, {secret for secret in secrets if len(secret) > 4}) == set()
    # The test itself can see: an officer with the password finds the travellers.
    door = post.kit.door()
    session = door.sign_in(OFFICER, PASSWORD)
    try:
        assert session.drafts.take() is not None
        assert session.crossings.history("T0412687", "", "")
    finally:
        door.sign_out(session)


def found_in(folder: Path, secrets: set[str]) -> set[tuple[str, str]]:
    """Every (file, secret) where a secret stands as it is, in UTF-16 or with spaces for fillers."""
    found = set()
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes().upper()
        for secret in secrets:
            for form in (secret, secret.replace("<", " ")):
                if form.upper().encode() in data or form.upper().encode("utf-16-le") in data:
                    found.add((path.name, secret))
    return found


def test_the_search_for_secrets_finds_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes("born FALETAUMALO".encode("utf-16-le"))
    assert found_in(tmp_path, {"FALETAUMALO"}) == {("log", "FALETAUMALO")}
