"""A swiped passport's chip at the desk: asked for, proved, waited for, left, lifted and laid back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.domain.checks import CHIP_CHECKS, Check, CheckName, Verdict
from app.domain.crossing import Purpose
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture
from app.flow.chip import ChipDeskEvent, ChipFindings, ChipState, ChipView
from app.flow.chip_inspection import ChipInspection
from app.flow.decide import Missing, NotReady, Wish
from app.flow.desk import Desk
from app.flow.ports import ReadPurpose
from app.pictures.errors import PictureError, PictureFault
from app.pictures.picture import Picture
from devices.api import DriverInfo
from devices.chip.reader import SlotChipReader
from devices.chip.strategy import RememberedHere
from devices.errors import DeviceCode, DeviceError
from devices.simulated.chip.card import Chip
from devices.simulated.chip.profiles import PROFILES, passport_of, traveller
from devices.simulated.chip.slot import SimulatedSlot
from tests.app.flow.at_the_desk import ANNA, DeskInTest
from tests.helpers.chips import pki, trust

ADMIT = Wish(DecisionKind.ADMIT)
PATIENCE = 20.0


class NoPictures:
    """Opens nothing: the desk must do without."""

    def __init__(self) -> None:
        self.closed = False

    def warm(self) -> None: ...

    def open(self, data: bytes) -> Picture:
        raise PictureError(PictureFault.MALFORMED)

    def close(self) -> None:
        self.closed = True


class OnePicture(NoPictures):
    """Opens every photo as the same small picture."""

    def open(self, data: bytes) -> Picture:
        return Picture(1, 1, b"\x80\x80\x80")


class Plug(SimulatedSlot):
    """A slot whose reader is pulled out with the passport on it, and plugged in again later."""

    out = False

    def unplug(self) -> None:
        self.out = True
        self.lift()

    def wait(self, present: bool, seconds: float) -> bool:
        there = super().wait(present, 0.0 if self.out else seconds)
        if self.out:
            raise DeviceError(DeviceCode.GONE, self.name)
        return there


class Booth:
    """A desk with a chip reader; what the reader's thread tells is handed to the desk by `until`."""

    def __init__(self, at_desk: DeskInTest, pictures: NoPictures) -> None:
        self.slot = Plug()
        self.pictures = pictures
        reader = SlotChipReader(self.slot, DriverInfo("simulated", "chip", "Reader"), RememberedHere())
        self.port = ChipInspection(reader, lambda: at_desk.now, lambda: pictures)
        self.at_desk = at_desk
        self.desk = Desk(
            at_desk.session, lambda: at_desk.now, at_desk.new_id, lambda: None, chip=self.port
        )  # fmt: skip
        self.seen: list[ChipDeskEvent] = []
        self._came = threading.Condition()
        self._waiting: list[ChipDeskEvent] = []

    def hear(self, event: ChipDeskEvent) -> None:
        with self._came:
            self._waiting.append(event)
            self._came.notify()

    def pump(self) -> None:
        """Hand over what the reader has told so far, or wait for the next."""
        with self._came:
            assert self._came.wait_for(lambda: self._waiting, PATIENCE), "the chip reader says nothing"
            event = self._waiting.pop(0)
        self.seen.append(event)
        self.desk.chip_event(event)

    def close(self) -> None:
        self.port.stop()

    def swipe(self, profile: str) -> None:
        self.desk.take_lines(traveller(PROFILES[profile], pki()).lines, Capture.READER)

    def lay(self, profile: str) -> Chip:
        chip = passport_of(PROFILES[profile], pki())
        self.slot.lay(chip)
        return chip

    def until_done(self, state: ChipState = ChipState.READ) -> None:
        while not (self.desk.chip.state is state and self.findings is not None and self.findings.done):
            self.pump()

    @property
    def findings(self) -> ChipFindings | None:
        return None if self.desk.inspection is None else self.desk.inspection.chip

    def check(self, name: CheckName) -> Check:
        assert self.desk.inspection is not None
        return next(one for one in self.desk.inspection.checks if one.name is name)


@contextmanager
def with_reader(at_desk: DeskInTest, pictures: NoPictures | None = None) -> Iterator[Booth]:
    booth = Booth(at_desk, pictures or OnePicture())
    booth.port.start(trust(), booth.hear)
    try:
        yield booth
    finally:
        booth.port.stop()


def test_a_good_chip_fills_every_check_and_its_photo_appears(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pace-gm-p256")
        assert booth.check(CheckName.CHIP).reason == "chip.asked"
        booth.lay("pace-gm-p256")
        booth.until_done()
        assert booth.desk.inspection is not None
        names = {one.name for one in booth.desk.inspection.checks}
        assert names >= CHIP_CHECKS
        assert booth.check(CheckName.CHIP_SIGNATURE).verdict is Verdict.PASSED
        assert booth.check(CheckName.CHIP_AUTHENTICATION).verdict is Verdict.PASSED
        assert booth.findings is not None
        assert booth.findings.picture is not None
        assert booth.findings.said.mrz_lines == booth.desk.inspection.document.mrz_lines


def test_the_lines_and_the_progress_of_the_photo_come_before_the_end(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pace-gm-p256")
        booth.lay("pace-gm-p256")
        booth.until_done()
        early = [one for one in booth.seen if isinstance(one, ChipFindings) and not one.done]
        assert any(one.said.mrz_lines and one.picture is None for one in early)
        assert any(isinstance(one, ChipView) and one.total > 10_000 for one in booth.seen)


def test_the_record_keeps_what_the_chip_proved(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("cloned")
        booth.lay("cloned")
        booth.until_done()
        refused = booth.desk.decide(Wish(DecisionKind.REFUSE, (Reason.FALSE_DOCUMENT,)))
        (kept,) = at_desk.session.crossings.versions(refused.crossing_id, ReadPurpose.SUPERVISION)
        verdicts = {one.name: one.verdict for one in kept.checks}
        assert verdicts.keys() >= CHIP_CHECKS
        assert verdicts[CheckName.CLONE_PROTECTION] is Verdict.FAILED
        assert booth.desk.chip.ticket == ""


def test_a_copy_is_admitted_only_with_a_reason(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("cloned")
        booth.lay("cloned")
        booth.until_done()
        booth.desk.set_purpose(Purpose.HOLIDAY)
        missing = {one.missing for one in booth.desk.in_the_way(ADMIT)}
        assert missing == {Missing.OVERRULE_REASON}


def test_nobody_is_admitted_while_the_chip_is_read_unless_the_officer_leaves_it(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("short-answers")
        booth.desk.set_purpose(Purpose.HOLIDAY)
        booth.lay("short-answers")
        while not booth.desk.chip_busy:
            booth.pump()
        assert [one.missing for one in booth.desk.in_the_way(ADMIT)] == [Missing.CHIP]
        with pytest.raises(NotReady):
            booth.desk.decide(ADMIT)
        booth.desk.leave_chip()
        assert booth.check(CheckName.CHIP).reason == "chip.left"
        assert booth.desk.decide(ADMIT).decision.kind is DecisionKind.ADMIT


def test_a_passport_that_is_never_laid_on_blocks_nobody(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pace-gm-p256")
        booth.desk.set_purpose(Purpose.HOLIDAY)
        admitted = booth.desk.decide(ADMIT)
        chip = [one for one in admitted.checks if one.name in CHIP_CHECKS]
        assert [(one.name, one.verdict) for one in chip] == [(CheckName.CHIP, Verdict.NOT_RUN)]


def test_a_passport_lifted_midway_goes_on_when_it_is_laid_back(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pulled")
        passport = booth.lay("pulled")
        booth.until_done(ChipState.LIFTED)
        assert booth.check(CheckName.CHIP).reason == "chip.lifted"
        booth.slot.lift()
        booth.slot.lay(passport)
        booth.until_done()
        assert booth.check(CheckName.CHIP).verdict is Verdict.PASSED


def test_an_officer_need_not_wait_for_a_passport_that_was_lifted(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pulled")
        booth.lay("pulled")
        booth.until_done(ChipState.LIFTED)
        booth.desk.leave_chip()
        assert booth.check(CheckName.CHIP).reason == "chip.left"
        assert booth.check(CheckName.CHIP_SIGNATURE).verdict is Verdict.PASSED  # what was proved stays


def test_a_chip_read_again_loses_its_old_verdicts_first(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("cloned")
        booth.lay("cloned")
        booth.until_done()
        booth.slot.lift()
        booth.desk.read_chip_again()
        assert booth.check(CheckName.CHIP).reason == "chip.asked"
        assert booth.desk.inspection is not None
        assert CheckName.CLONE_PROTECTION not in {one.name for one in booth.desk.inspection.checks}
        booth.lay("cloned")
        booth.until_done()
        assert booth.check(CheckName.CLONE_PROTECTION).verdict is Verdict.FAILED


def test_the_passport_that_still_lies_there_is_another_s_and_the_right_one_is_read_when_it_comes(
    at_desk: DeskInTest,
) -> None:
    with with_reader(at_desk) as booth:
        booth.lay("aa-ecdsa")
        booth.swipe("pace-gm-p256")
        booth.until_done(ChipState.FAILED)
        assert booth.check(CheckName.CHIP_KEY).verdict is Verdict.UNDETERMINED
        booth.slot.lift()
        booth.lay("pace-gm-p256")
        booth.until_done()
        assert booth.check(CheckName.CHIP_SIGNATURE).verdict is Verdict.PASSED


def test_findings_of_a_traveller_who_is_gone_are_dropped(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pace-gm-p256")
        booth.lay("pace-gm-p256")
        booth.until_done()
        old = booth.findings
        booth.desk.set_aside()
        at_desk.later(seconds=5)
        booth.swipe("aa-ecdsa")
        assert old is not None
        booth.desk.chip_event(old)
        assert booth.check(CheckName.CHIP).reason == "chip.asked"


def test_a_photo_that_cannot_be_opened_is_said_and_the_rest_stands(at_desk: DeskInTest) -> None:
    with with_reader(at_desk, NoPictures()) as booth:
        booth.swipe("pace-gm-p256")
        booth.lay("pace-gm-p256")
        booth.until_done()
        assert booth.check(CheckName.CHIP_PHOTO).verdict is Verdict.UNDETERMINED
        assert booth.check(CheckName.CHIP_HASHES).verdict is Verdict.PASSED
    assert booth.pictures.closed


def test_a_document_that_names_no_key_asks_for_no_chip(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.desk.take_fields(replace(ANNA, number=""))
        assert booth.check(CheckName.CHIP).reason == "chip.no_key"
        assert booth.findings is None
        with pytest.raises(ValueError, match="no key"):
            booth.port.read("ticket", replace(ANNA, number=""))


def test_after_a_power_cut_the_chip_is_asked_for_again(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pace-gm-p256")
        booth.lay("pace-gm-p256")
        booth.until_done()
    with with_reader(at_desk) as again:
        assert again.desk.resume()
        assert again.check(CheckName.CHIP).reason == "chip.asked"
        again.lay("pace-gm-p256")
        again.until_done()
        assert again.check(CheckName.CHIP_SIGNATURE).verdict is Verdict.PASSED
