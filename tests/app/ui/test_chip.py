"""The passport's chip at the window: awaited, read, proved, lifted, refused, and gone with its traveller."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.checks import CheckGroup, CheckName, Verdict, check
from app.domain.failure import FailureCode, WorldError
from app.flow.chip import ChipFindings, ChipState, ChipView
from app.flow.reading import ReaderState, ReaderView
from app.pictures.picture import Picture
from app.trust.anchors import Anchors
from app.trust.chip import prove
from app.ui.check_detail import BothLines
from app.ui.check_views import CheckView, ChipPhase, check_views, names_words
from app.ui.face_panel import Photo
from app.ui.shortcuts import Action
from devices.emrtd.reading import Access, AccessMethod, ChipFile, ChipReading, FileRead
from tests.app.ui.test_desk import ANNA, EXPIRED, rows
from tests.helpers.booth import Memory, MemoryTrust
from tests.helpers.chip_desk import HandChip, SaidChip, lines_of
from tests.helpers.chips import NOW, page, trust
from tests.helpers.chips import read as read_chip
from tests.helpers.window import Officer

Window = Callable[..., Officer]
GOOD = "pace-gm-p256"


class AtChip:
    """An officer at a window whose booth has a chip reader."""

    def __init__(self, at_window: Window) -> None:
        self.chip = HandChip()
        self.officer = at_window(chip=self.chip.port, memory=Memory(anchors=trust())).sign_in()

    def swipe(self, profile: str) -> Officer:
        return self.officer.swipe_lines(lines_of(profile))

    def read(self, profile: str, state: ChipState = ChipState.READ) -> Officer:
        """Swipe a virtual passport and lay it on until its chip is in this state."""
        self.swipe(profile)
        self.chip.lay(profile)
        self.until(state)
        return self.officer

    def until(self, state: ChipState) -> None:
        self.officer.until(lambda: self.officer.duty.desk.chip.state is state)

    def row(self, name: CheckGroup | CheckName) -> CheckView:
        return next(row for row in rows(self.officer.desk.checks.list) if row.name == name)

    def has_photo(self) -> bool:
        return self.officer.desk.face.photo.picture is not None


@pytest.fixture
def at_chip(at_window: Window) -> AtChip:
    return AtChip(at_window)


def test_the_chip_is_awaited_then_read_and_its_photo_appears_large(at_chip: AtChip) -> None:
    officer = at_chip.swipe(GOOD)
    assert officer.sees("Lay the passport on the chip reader")
    assert officer.sees("Chip not read yet")
    at_chip.chip.lay(GOOD)
    at_chip.until(ChipState.READ)
    assert officer.sees("No objection")
    assert {at_chip.row(group).verdict for group in CheckGroup} == {Verdict.PASSED}
    assert at_chip.has_photo()
    assert officer.desk.face.photo.width() >= 240
    assert officer.desk.face.photo.height() >= 300
    assert officer.sees("No live picture: compare it by eye with the traveller and the page.")
    assert officer.sees("Chip: read")
    assert at_chip.row(CheckGroup.CHIP_GENUINE).sentence == "TO, list 24-Nov-2026"
    assert not officer.sees("rely on this photo")


def test_while_the_photo_comes_its_progress_is_said_and_nobody_is_admitted(at_chip: AtChip) -> None:
    at_chip.chip.hold("EF.DG2", 0.64)
    officer = at_chip.swipe(GOOD)
    at_chip.chip.lay(GOOD)
    officer.until(lambda: officer.sees("Photo: 12 of 19 kB"))
    assert officer.sees("Chip being read")
    assert officer.desk.face.bar.isVisible()
    assert at_chip.row(CheckGroup.CHIP_GENUINE).word == "being read"
    assert at_chip.row(CheckGroup.CHIP_GENUINE).verdict is Verdict.NOT_RUN
    officer.type("1").press("F12")
    assert officer.parts.memory.crossings == []
    assert officer.sees("the chip is still being read: wait, or go on without it (Ctrl+K)")


def test_going_on_without_the_chip_is_said_and_turns_no_lamp_green(at_chip: AtChip) -> None:
    at_chip.chip.hold("EF.DG2", 0.64)
    officer = at_chip.swipe(GOOD)
    at_chip.chip.lay(GOOD)
    officer.until(lambda: officer.sees("Photo: 12 of 19 kB"))
    officer.act(Action.LEAVE_CHIP)
    assert officer.sees("Without the chip")
    assert officer.sees("The officer went on without the chip.")
    assert not officer.sees("Still being read.")
    assert at_chip.row(CheckGroup.CHIP_READ).verdict is Verdict.NOT_RUN
    assert at_chip.row(CheckGroup.CHIP_MATCHES).verdict is not Verdict.PASSED
    officer.type("1").press("F12")
    assert len(officer.parts.memory.crossings) == 1


def test_a_copy_fails_one_lamp_which_opens_to_what_is_wrong(at_chip: AtChip) -> None:
    officer = at_chip.read("cloned")
    assert officer.sees("1 check failed")
    assert rows(officer.desk.checks.list)[0].name is CheckGroup.CHIP_ORIGINAL
    officer.press("F2")
    assert officer.sees("The chip refuses to prove itself (6D00): the chip is a copy.")
    members = rows(officer.desk.checks.list)[0].members
    assert [member.verdict for member in members] == [Verdict.FAILED, Verdict.FAILED, Verdict.NOT_RUN]
    officer.press("Esc").type("1").press("F12")
    assert officer.sees("Failed: The original chip (Answer to our question, Copy protection).")


def test_lines_that_differ_are_shown_one_over_the_other_with_the_place(at_chip: AtChip) -> None:
    officer = at_chip.read("tampered-dg1")
    assert officer.sees("Altered after it was signed: DG1 (printed lines).")
    (page,) = [one for one in at_chip.row(CheckGroup.CHIP_MATCHES).members if one.lines is not None]
    assert page.lines is not None
    assert page.lines.differing == {(1, 13)}
    officer.press("F2", "Down")
    (both,) = [one for one in officer.desk.findChildren(BothLines) if one.isVisible()]
    assert both.accessibleName().count("TON9803148") == 1
    assert both.accessibleName().count("TON8803148") == 1


def test_a_photo_that_was_exchanged_is_shown_with_a_warning_under_it(at_chip: AtChip) -> None:
    officer = at_chip.read("tampered-dg2")
    assert at_chip.has_photo()
    assert officer.sees("Do not rely on this photo: its signature failed the checks.")
    assert officer.sees("Altered after it was signed: DG2 (photo).")


def test_an_issuer_in_no_list_is_unclear_and_named(at_chip: AtChip) -> None:
    at_chip.read("unknown-csca")
    lamp = at_chip.row(CheckGroup.CHIP_GENUINE)
    assert lamp.verdict is Verdict.UNDETERMINED
    assert lamp.sentence == "Issuer Trial CSCA XQ of XQ not in our list of 24-Nov-2026."


def test_who_signed_the_photo_is_said_where_it_is_not_proved(at_chip: AtChip) -> None:
    assert at_chip.read("unknown-csca").sees("Who signed this photo is not proved.")


def test_an_expired_passport_s_photo_is_as_good_as_any(at_chip: AtChip) -> None:
    officer = at_chip.read("expired")
    assert at_chip.has_photo()
    assert not officer.sees("this photo")


def test_no_copy_protection_is_neither_good_nor_bad(at_chip: AtChip) -> None:
    officer = at_chip.read("bac")
    lamp = at_chip.row(CheckGroup.CHIP_ORIGINAL)
    assert (lamp.verdict, lamp.word) == (Verdict.NOT_RUN, "none")
    assert lamp.sentence == "Copy protection: none on this document."
    assert officer.sees("No objection")


def test_a_lifted_passport_is_asked_back_and_the_reading_goes_on(at_chip: AtChip) -> None:
    officer = at_chip.swipe("pulled")
    chip = at_chip.chip.lay("pulled")
    at_chip.until(ChipState.LIFTED)
    assert officer.sees("Lay it back")
    assert at_chip.row(CheckGroup.CHIP_READ).verdict is Verdict.UNDETERMINED
    assert at_chip.row(CheckGroup.CHIP_MATCHES).word == "lifted"
    assert not at_chip.has_photo()
    at_chip.chip.slot.lift()
    at_chip.chip.slot.lay(chip)
    at_chip.until(ChipState.READ)
    assert at_chip.has_photo()
    assert officer.sees("No objection")


def test_after_a_failed_secure_access_the_officer_is_asked_before_the_older_way(at_chip: AtChip) -> None:
    officer = at_chip.read("pace-fails", ChipState.FAILED)
    assert officer.sees("Chip not read (CHP-06)")
    assert at_chip.row(CheckName.CHIP).verdict is Verdict.UNDETERMINED
    assert at_chip.row(CheckName.CHIP).sentence.startswith("The secure way into the chip failed (CHP-06)")
    officer.act(Action.READ_CHIP)
    assert officer.sees("Read the chip the older way?")
    officer.press("Esc")
    assert not officer.sees("Read the chip the older way?")
    officer.act(Action.READ_CHIP).type("2")
    at_chip.until(ChipState.READ)
    assert at_chip.row(CheckGroup.CHIP_READ).verdict is Verdict.UNDETERMINED
    assert "the older way was taken" in at_chip.row(CheckGroup.CHIP_READ).sentence
    assert at_chip.has_photo()


def test_the_photo_is_gone_with_its_traveller(at_chip: AtChip) -> None:
    officer = at_chip.read(GOOD)
    officer.type("1").press("F12")
    assert not at_chip.has_photo()
    assert officer.sees("The chip's photo appears here.")
    officer.swipe(ANNA)
    assert not at_chip.has_photo()
    officer.act(Action.SET_ASIDE).type("1")
    assert not at_chip.has_photo()


def test_a_chip_that_does_not_answer_is_told_with_what_to_do(at_chip: AtChip) -> None:
    officer = at_chip.swipe("mute")
    at_chip.chip.lay("mute")
    officer.until(lambda: officer.sees("Chip not read (CHP-04)"))
    assert officer.sees("There is a chip, and it does not answer.")


@pytest.mark.parametrize("profile", [GOOD, "unknown-csca", "tampered-dg1", "cloned"])
def test_all_lamps_fit_a_laptop_without_scrolling(at_chip: AtChip, profile: str) -> None:
    at_chip.officer.window.resize(1366, 768)
    officer = at_chip.read(profile)
    assert officer.desk.checks.list.verticalScrollBar().maximum() == 0


def test_the_record_shows_its_chip_by_lamps_that_open(at_chip: AtChip) -> None:
    officer = at_chip.read("cloned")
    officer.press("F9").type("2").press("F9", "F9", "F7", "Return")
    listed = rows(officer.records.crossing.checks)
    assert {row.name for row in listed} >= set(CheckGroup)
    officer.records.crossing.checks.setFocus()
    officer.press("Home")
    assert officer.sees("Answer to our question")


def test_a_desk_without_a_chip_reader_has_one_lamp_and_no_word_in_the_bar(officer: Officer) -> None:
    officer.swipe(ANNA)
    (row,) = [row for row in rows(officer.desk.checks.list) if row.name is CheckName.CHIP]
    assert row.sentence == "No chip reader here."
    assert not officer.sees("Chip: ")
    assert officer.sees("No chip reader or camera is attached. Compare the traveller with the page")


def test_a_chip_reader_that_goes_is_said_in_the_bar_and_in_the_photo_s_place(at_window: Window) -> None:
    chip = SaidChip()
    officer = at_window(chip=chip).sign_in()
    assert officer.sees("Chip: ready")
    chip.say(ChipView(ChipState.GONE, code="CHP-01"))
    officer.until(lambda: officer.sees("Chip: no reader (CHP-01)"))
    assert officer.sees("The chip reader's service (PC/SC) does not answer on this machine.")
    chip.say(ChipView(ChipState.EMPTY))
    officer.until(lambda: officer.sees("Chip: ready"))


def test_the_bar_cuts_no_code(at_window: Window) -> None:
    chip = SaidChip()
    officer = at_window(chip=chip, training=True).sign_in()
    officer.window.resize(1280, 700)
    officer.parts.reader.say(ReaderView("Swipe reader", ReaderState.GONE, "DEV-01"))
    chip.say(ChipView(ChipState.GONE, code="CHP-01"))
    officer.until(lambda: officer.sees("Chip: no reader (CHP-01)"))
    lamps = [
        one for one in officer.desk.link_bar.findChildren(QLabel) if "Lamp" in type(one.parent()).__name__
    ]
    officer.until(lambda: officer.desk.link_bar.officer.text().endswith("…"))  # the bar is full
    assert [one.text() for one in lamps if one.width() < one.sizeHint().width()] == []


def test_nobody_is_told_to_lay_a_passport_on_a_reader_that_is_gone(at_window: Window) -> None:
    chip = SaidChip()
    officer = at_window(chip=chip).sign_in().swipe(ANNA)
    chip.say(ChipView(ChipState.GONE, code="DEV-01"))
    officer.until(lambda: officer.sees("The chip reader is unplugged."))
    (row,) = [row for row in rows(officer.desk.checks.list) if row.name is CheckName.CHIP]
    assert (row.sentence, row.word) == ("The chip reader does not work.", "awaited")


def test_certificates_that_cannot_be_loaded_keep_nobody_waiting_for_a_chip(
    at_window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(of: object) -> Anchors:
        raise WorldError(FailureCode.STORE_DAMAGED, "store.trust")

    monkeypatch.setattr(MemoryTrust, "anchors", damaged)
    officer = at_window(chip=SaidChip()).sign_in()
    assert officer.sees("Chip: no reader (STO-02)")
    officer.swipe(ANNA)
    (row,) = [row for row in rows(officer.desk.checks.list) if row.name is CheckName.CHIP]
    assert (row.sentence, row.word) == ("The chip reader does not work.", "not run")


def test_nothing_of_a_traveller_stays_in_the_detail(at_chip: AtChip) -> None:
    officer = at_chip.read("tampered-dg1")
    officer.press("F2", "Down")
    detail = officer.desk.checks.detail
    assert "FALETAUMALO" in "".join(widget.accessibleName() for widget in detail.findChildren(BothLines))
    officer.act(Action.SET_ASIDE).type("1")
    left = [widget.accessibleName() for widget in (detail, *detail.findChildren(QWidget))]
    left += [widget.text() for widget in detail.findChildren(QLabel)]
    assert "FALETAUMALO" not in "".join(left)
    assert "line 2" not in "".join(left)


def test_ctrl_r_reads_again_without_asking_where_nothing_was_forced(at_window: Window) -> None:
    chip = SaidChip()
    officer = at_window(chip=chip).sign_in().swipe(ANNA)
    officer.act(Action.READ_CHIP)
    assert [downgrade for _, downgrade in chip.asked] == [False, False]


def test_the_detail_may_cover_a_question_and_gives_it_back(at_chip: AtChip) -> None:
    officer = at_chip.read("cloned")
    officer.press("F9", "F2")
    assert officer.desk.checks.detail.isVisible()
    officer.type("1")
    assert officer.duty.desk.inspection is not None
    assert officer.duty.desk.inspection.purpose is None
    officer.press("F2")
    assert officer.sees("Refuse FALETAUMALO, SIONE LATU")


def test_the_detail_stays_at_its_check_while_the_chip_fills_the_others(at_chip: AtChip) -> None:
    officer = at_chip.swipe(GOOD)
    officer.press("F2", "Down", "Down")
    before = officer.desk.checks.list.chosen()
    at_chip.chip.lay(GOOD)
    at_chip.until(ChipState.READ)
    after = officer.desk.checks.list.chosen()
    assert before is not None
    assert after is not None
    assert after.name == before.name


def test_a_photo_keeps_its_proportions(qtbot: QtBot) -> None:
    photo = Photo()
    qtbot.addWidget(photo)
    photo.resize(200, 400)
    photo.present(Picture(2, 1, b"\xff\x00\x00" * 2))
    shown = photo.grab().toImage()
    assert shown.pixelColor(100, 50) == QColor("#FF0000")
    assert shown.pixelColor(100, 200) != QColor("#FF0000")
    photo.present(None)
    assert photo.grab().toImage().pixelColor(100, 50) != QColor("#FF0000")


def test_checks_are_named_behind_their_lamp() -> None:
    names = (CheckName.VALIDITY, CheckName.CLONE_PROTECTION, CheckName.ACTIVE_AUTHENTICATION)
    assert names_words(names) == "Validity; The original chip (Copy protection, Answer to our question)"


def test_nobody_overrules_a_check_that_failed_while_the_reason_was_written(at_window: Window) -> None:
    chip = SaidChip()
    officer = at_window(chip=chip).sign_in().swipe(EXPIRED)
    officer.type("1").press("F12").type("1")
    assert officer.sees("Failed: Validity.")
    current = officer.duty.desk.inspection
    assert current is not None
    copied = check(CheckName.CLONE_PROTECTION, Verdict.FAILED, "clone_protection.copy")
    chip.listener(ChipFindings(current.record_id, (copied,), done=True))
    officer.until(lambda: any("copy" in row.sentence for row in rows(officer.desk.checks.list)))
    officer.press("F12")
    assert officer.sees("The checks have changed meanwhile.")
    assert officer.duty.desk.inspection is not None
    officer.press("F12")
    assert officer.sees("Failed: Validity; The original chip (Copy protection).")
    officer.type("1").press("F12")
    assert officer.duty.desk.last is not None
    assert officer.duty.desk.last.decision.overruled == (CheckName.VALIDITY, CheckName.CLONE_PROTECTION)


def test_a_stay_half_typed_stays_half_typed_while_the_chip_reports(at_window: Window) -> None:
    chip = SaidChip()
    officer = at_window(chip=chip).sign_in().swipe(ANNA)
    officer.type("s").press("Delete")
    chip.say(ChipView(ChipState.LAID))
    officer.until(lambda: officer.sees("Chip: laid on"))
    officer.type("45")
    assert officer.desk.answers.days.text() == "45"
    current = officer.duty.desk.inspection
    assert current is not None
    assert current.stay is not None
    assert current.stay.days == 45


def test_a_passport_lifted_before_anything_signed_came_is_only_awaited_back() -> None:
    files: dict[ChipFile, FileRead] = {ChipFile.DG1: read_chip("bac").files[ChipFile.DG1]}
    reading = ChipReading(Access(AccessMethod.BAC), files, failure="CHP-03", failed_at=ChipFile.SOD)
    shown = check_views(prove(reading, trust(), page("bac"), NOW), ChipPhase.LIFTED)
    words = {row.name: row.word for row in shown}
    assert words[CheckGroup.CHIP_GENUINE] == words[CheckGroup.CHIP_ORIGINAL] == "lifted"
