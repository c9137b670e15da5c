"""What happens at a bad moment: chip left, disk full, document changed, Admit pressed, reader pulled out."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import count

import pytest

from app.domain.checks import CheckName, Verdict
from app.domain.crossing import Purpose
from app.domain.dates import PartialDate
from app.domain.failure import FailureCode, WorldError
from app.flow.chip import ChipDeskEvent, ChipState
from app.flow.decide import Missing
from tests.app.flow.at_the_desk import DeskInTest
from tests.app.flow.test_chip_at_desk import ADMIT, Booth, OnePicture, with_reader
from tests.helpers.chips import trust


def test_what_the_reader_told_before_it_heard_that_the_chip_was_left_counts_for_nothing(
    at_desk: DeskInTest,
) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("short-answers")
        booth.desk.set_purpose(Purpose.HOLIDAY)
        booth.lay("short-answers")
        while not booth.desk.chip_busy or booth.findings is None or len(booth.findings.checks) == 1:
            booth.pump()
        busy, found = booth.desk.chip, booth.findings
        booth.desk.leave_chip()
        booth.desk.chip_event(replace(found, done=False))
        booth.desk.chip_event(busy)
        assert booth.check(CheckName.CHIP).reason == "chip.left"
        assert booth.desk.in_the_way(ADMIT) == ()


def test_a_full_disk_hides_no_forged_chip(at_desk: DeskInTest, monkeypatch: pytest.MonkeyPatch) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("cloned")
        booth.lay("cloned")

        def full(draft: bytes) -> None:
            raise WorldError(FailureCode.STORE_FULL, "store.draft")

        monkeypatch.setattr(at_desk.session.drafts, "keep", full)
        with pytest.raises(WorldError):
            booth.until_done()
        assert booth.check(CheckName.CLONE_PROTECTION).verdict is Verdict.FAILED
        assert booth.findings is not None
        assert booth.findings.done


def test_the_last_traveller_s_failed_access_is_not_the_next_one_s(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pace-fails")
        booth.lay("pace-fails")
        booth.until_done(ChipState.FAILED)
        assert booth.desk.chip.code == "CHP-06"
        booth.desk.set_aside()
        assert booth.desk.chip.code == ""


def test_a_document_typed_in_place_of_a_swiped_one_leaves_nothing_of_its_chip(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("pace-gm-p256")
        booth.lay("pace-gm-p256")
        booth.until_done()
        assert booth.desk.inspection is not None
        swiped = booth.desk.inspection.document
        booth.desk.take_fields(replace(swiped, expiry_date=PartialDate(0, 0, 0)))
        assert booth.check(CheckName.CHIP).reason == "chip.no_key"
        assert booth.desk.chip.ticket == ""


def test_admit_pressed_at_any_moment_of_a_reading_admits_nobody(at_desk: DeskInTest) -> None:
    with with_reader(at_desk) as booth:
        booth.swipe("short-answers")
        booth.desk.set_purpose(Purpose.HOLIDAY)
        assert booth.desk.in_the_way(ADMIT) == ()
        booth.lay("short-answers")
        while not booth.desk.chip_busy:
            booth.pump()
        moments = 0
        while booth.desk.chip.state is not ChipState.READ:
            assert [one.missing for one in booth.desk.in_the_way(ADMIT)] == [Missing.CHIP]
            booth.pump()
            moments += 1
        assert moments > 10
        assert booth.findings is not None
        assert booth.findings.done
        assert booth.desk.in_the_way(ADMIT) == ()


@pytest.mark.parametrize("after", [1, 2, 3, 5, 8, 12])
def test_a_chip_reader_unplugged_at_any_moment_holds_nobody_up_and_goes_on(
    at_desk: DeskInTest, after: int
) -> None:
    """`after` so many events, on the reader's own thread."""
    booth = Booth(at_desk, OnePicture())
    told = count(1)

    def hear(event: ChipDeskEvent) -> None:
        booth.hear(event)
        if next(told) == after:
            booth.slot.unplug()

    booth.port.start(trust(), hear)
    with closing(booth):
        booth.swipe("short-answers")
        chip = booth.lay("short-answers")
        while booth.desk.chip.state is not ChipState.GONE:
            booth.pump()
        assert not booth.desk.chip_busy
        booth.slot.out = False
        booth.slot.lay(chip)
        booth.until_done()
        assert booth.check(CheckName.CHIP_SIGNATURE).verdict is Verdict.PASSED
        assert booth.check(CheckName.CHIP_HASHES).verdict is Verdict.PASSED
