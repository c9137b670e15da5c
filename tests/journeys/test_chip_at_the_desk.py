"""A passport's chip in the real window: real store, real reader thread, virtual passports, a real HQ."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.demo.chips import ChipPlate
from app.demo.officer import DemoOfficer
from app.demo.station import bring_trust, enrol_demo_station, found_demo_station
from app.domain.checks import CHIP_CHECKS, CheckName, Verdict
from app.domain.crossing import Crossing
from app.domain.decision import DecisionKind, Reason
from app.flow.chip import ChipState
from app.flow.ports import ReadPurpose
from app.main.kit import StationKit
from app.main.readers import BoothReader
from app.main.window import make_booth
from app.ui.window import MainWindow
from devices.api import Framing
from devices.registry import make_reader
from devices.simulated.chip.card import Chip
from devices.simulated.chip.faults import PulledAt
from devices.simulated.chip.holder import holder_of
from devices.simulated.chip.pki import Pki, shared_pki
from devices.simulated.chip.profiles import PROFILES, chip_of, passport_of
from devices.simulated.document import SimulatedReader
from devices.simulated.people import TRAVELLERS, Traveller, load_people
from tests.helpers.hq import Postgres, running_hq

MIDWAY = 6_000
"""Bytes of files after which a passport is taken away, or stops: in the middle of its photo."""
PATIENCE = 20.0
READ_BINARY = 0xB0


def today() -> date:
    """The day of the station, and so of the trial PKI."""
    return datetime.now(UTC).date()


PEOPLE = {person.key: person for person in load_people(TRAVELLERS, today())}
TONGA = PEOPLE["01-tonga"]


class Held:
    """A chip that stops in the middle of its photo until it is let go."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip
        self._left = MIDWAY
        self._free = threading.Event()

    @property
    def atr(self) -> bytes:
        return self._chip.atr

    def reset(self) -> None:
        self._chip.reset()

    def transmit(self, apdu: bytes) -> bytes:
        answer = self._chip.transmit(apdu)
        self._left -= len(answer) if apdu[1] == READ_BINARY else 0
        if self._left < 0:
            self._free.wait(PATIENCE)
        return answer

    def let_go(self) -> None:
        """Answer from now on without delay."""
        self._free.set()


@dataclass
class Post:
    """A booth with both readers, an officer before its window, and the states that issue passports."""

    kit: StationKit
    reader: SimulatedReader
    plate: ChipPlate
    pki: Pki
    officer: DemoOfficer

    def swipe(self, person: Traveller) -> None:
        """Swipe a document and wait until the window shows it."""
        self.reader.swipe(person)
        self.officer.until(
            lambda: (
                self.officer.inspection is not None
                and self.officer.inspection.document.mrz_lines == person.lines
            ),
            f"the swipe of {person.key}",
        )

    def chip(self, person: Traveller) -> Chip:
        """The chip in this traveller's document."""
        chip = chip_of(person, self.pki)
        assert chip is not None
        return chip

    def until_state(self, state: ChipState) -> None:
        """Wait until the desk shows the chip in this state."""
        self.officer.until(lambda: self.officer.duty.desk.chip.state is state, f"the chip to be {state}")

    def until_done(self) -> None:
        """Wait until the chip has said all that it will."""
        self.officer.until(
            lambda: self.officer.chip_done and self.officer.duty.desk.chip.state is ChipState.READ,
            "the chip to be read",
        )

    def lamps(self) -> dict[str, str]:
        """What the list of checks shows: titles and words."""
        checks = self.officer.duty.screen.checks.list.checks
        rows = (str(checks.data(checks.index(row, 0))) for row in range(checks.rowCount()))
        shown = (row.partition(":")[0].rpartition(", ") for row in rows)
        return {title: word for title, _, word in shown}

    def verdict(self, name: CheckName) -> Verdict:
        """What a check of the traveller on the desk says; nothing yet where it has not come."""
        found = self.officer.inspection.checks if self.officer.inspection is not None else ()
        return next((one.verdict for one in found if one.name is name), Verdict.NOT_RUN)

    def shows_photo(self) -> bool:
        """Whether a face is on the screen."""
        return self.officer.duty.screen.face.photo.picture is not None

    def admit(self) -> Crossing:
        """Admit whoever is on the desk, by keys; the record as the store has it."""
        return self.decide(DecisionKind.ADMIT)

    def decide(self, kind: DecisionKind, reason: Reason | None = None) -> Crossing:
        """Decide by keys; the record as the store has it."""
        assert self.officer.inspection is not None
        record_id = self.officer.inspection.record_id
        self.officer.decide(kind, reason)
        crossings = self.officer.duty.session.crossings
        return crossings.versions(record_id, ReadPurpose.SHIFT_REVIEW)[-1]


@contextmanager
def at_post(home: Path, qtbot: QtBot, kit: StationKit) -> Iterator[Post]:
    """The window open and an officer signed in, the trial PKI's lists on board."""
    pki = shared_pki("journeys", today())
    bring_trust(kit, pki)
    with ExitStack() as stack:
        reader = stack.enter_context(SimulatedReader(Framing.STX_ETX))
        plate = ChipPlate(pki)
        booth = make_booth(kit, BoothReader(make_reader(reader.port, None)), 0.5, chip=plate.port(kit.clock))
        window = MainWindow(booth)
        stack.callback(window.close)
        qtbot.addWidget(window)
        window.show()
        officer = DemoOfficer(window, home)
        officer.sign_in()
        yield Post(kit, reader, plate, pki, officer)


@pytest.fixture
def post(tmp_path: Path, qtbot: QtBot) -> Iterator[Post]:
    """A post that no HQ knows."""
    kit = found_demo_station(tmp_path / "station", "https://hq.invalid")
    with at_post(tmp_path, qtbot, kit) as opened:
        yield opened


def test_what_chips_prove_is_shown_kept_and_taken_by_hq(
    tmp_path: Path, postgres: Postgres, qtbot: QtBot
) -> None:
    with running_hq(tmp_path / "hq", postgres, training=True) as hq:
        kit = found_demo_station(tmp_path / "station", hq.url)
        enrol_demo_station(kit, hq.enrol_code("VUVLI", "A1"), hq.url)
        with at_post(tmp_path, qtbot, kit) as post:
            for key, reason in (("01-tonga", None), ("20-cloned", Reason.FALSE_DOCUMENT)):
                person = PEOPLE[key]
                post.swipe(person)
                post.plate.lay(person)
                post.until_done()
                kept = post.decide(DecisionKind(person.expect.decision), reason)
                post.plate.lift()
                assert {one.name for one in kept.checks} >= CHIP_CHECKS
                failed = {one.name for one in kept.checks if one.verdict is Verdict.FAILED}
                assert person.expect.chip is not None
                assert failed == set(person.expect.chip.failed)
                assert kept.decision.reasons == ((reason,) if reason else ())
            outbox = post.officer.duty.session.outbox
            post.officer.until(lambda: outbox.view().waiting == 0, "HQ's receipts")
            assert outbox.view().accepted == 2
            assert hq.stats()["by_decision"] == {"admit": 1, "refuse": 1}


def test_lamps_fill_and_the_photo_comes_and_nobody_is_admitted_meanwhile(post: Post) -> None:
    message, chip = post.officer.duty.screen.message, Held(post.chip(TONGA))
    post.swipe(TONGA)
    post.plate.put(chip)
    post.officer.until(lambda: post.verdict(CheckName.CHIP_PAGE) is Verdict.PASSED, "DG1 before the photo")
    post.officer.type("1")
    post.officer.press("F12")
    assert "chip" in message.text()
    assert post.officer.inspection is not None
    assert not post.shows_photo()
    chip.let_go()
    post.until_done()
    assert post.shows_photo()
    lamps = post.lamps()
    for title in ("Chip read", "Signed by the state", "The original chip", "Chip matches page"):
        assert lamps[title] == "passed"
    assert post.admit().decision.kind is DecisionKind.ADMIT
    assert not post.shows_photo(), "the photo goes with its traveller"


def test_a_passport_lifted_midway_goes_on_when_it_is_laid_back(post: Post) -> None:
    chip = PulledAt(MIDWAY)(post.chip(TONGA))
    post.swipe(TONGA)
    post.plate.put(chip)
    post.until_state(ChipState.LIFTED)
    assert post.officer.inspection is not None
    assert post.verdict(CheckName.CHIP) is Verdict.UNDETERMINED
    post.plate.lift()
    post.plate.put(chip)
    post.until_done()
    assert post.officer.chip_verdict is Verdict.PASSED
    assert {one.name for one in post.admit().checks} >= CHIP_CHECKS


def test_another_chip_laid_on_in_its_place_is_told_apart_and_admitted_only_with_a_reason(post: Post) -> None:
    post.swipe(TONGA)
    post.plate.put(PulledAt(MIDWAY)(post.chip(TONGA)))
    post.until_state(ChipState.LIFTED)
    post.plate.put(passport_of(PROFILES["aa-rsa-sha1"], post.pki, holder_of(TONGA)))
    post.officer.until(lambda: post.verdict(CheckName.SAME_CHIP) is Verdict.FAILED, "the swap to be told")
    post.officer.until(lambda: post.officer.chip_done, "the reading to end")
    assert post.lamps()["Chip read"] == "FAILED"
    admitted = post.admit()
    assert CheckName.SAME_CHIP in admitted.decision.overruled
    assert admitted.decision.reasons == (Reason.MISREAD_BY_MACHINE,)


def test_a_passport_that_nobody_lays_on_is_admitted_all_the_same(post: Post) -> None:
    post.swipe(TONGA)
    kept = post.admit()
    chip = [one for one in kept.checks if one.name in CHIP_CHECKS]
    assert [(one.name, one.verdict) for one in chip] == [(CheckName.CHIP, Verdict.NOT_RUN)]
