"""One traveller at the desk, from the swipe to the line that says it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt

from app.domain.checks import CheckName, Verdict
from app.domain.crossing import Direction, Mode, Purpose
from app.domain.dates import PartialDate
from app.domain.decision import DecisionKind, Reason
from app.domain.document import Capture, DocumentKind
from app.domain.failure import FailureCode
from app.domain.mrz import MrzFormat, build_mrz
from app.flow.reading import ReaderState, ReaderView, ReadFailed
from app.ui.check_detail import BothLines
from app.ui.check_views import CheckView
from app.ui.checks_list import ChecksList
from app.ui.pieces import Whole
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]

ANNA = replace(ORDINARY, issuing_state="POL", nationality="POL", surname="KOWALSKA")
BORIS = replace(ANNA, number="K7700123", surname="OKAFOR", given_names="BORIS")
EXPIRED = replace(ANNA, number="X1234567", expiry_date=PartialDate(2026, 9, 1))
CITIZEN = replace(ANNA, issuing_state="VUT", nationality="VUT", surname="TARIVONDA")
VISA = replace(ANNA, kind=DocumentKind.VISA, document_code="V", issuing_state="VUT", number="V1234567")


def rows(list_: ChecksList) -> list[CheckView]:
    """The checks as listed, from the top."""
    model = list_.checks
    return [model.index(place, 0).data(0x100) for place in range(model.rowCount())]


def test_a_swiped_passport_fills_the_screen(officer: Officer) -> None:
    officer.swipe(ANNA)
    for text in ("KOWALSKA", "ANNA MARIA", "12-Aug-1974 (52)", "POL Poland", "L898902C3", "15-Apr-2032"):
        assert officer.sees(text)
    assert officer.sees("P<POLKOWALSKA<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<")
    assert officer.sees("None on this station.")


def test_the_purpose_and_f12_admit_and_the_desk_is_ready_at_once(officer: Officer) -> None:
    officer.swipe(ANNA)
    assert officer.sees("next: choose the purpose of the visit")
    officer.type("1")
    assert officer.sees("30 days, last day 23-Dec-2026")
    assert officer.sees("next: decide")
    officer.press("F12")
    assert officer.sees("Admitted KOWALSKA, ANNA MARIA: kept safely. 1 waiting for HQ.")
    assert officer.sees("Nobody at the booth")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.decision.kind is DecisionKind.ADMIT
    assert crossing.purpose is Purpose.HOLIDAY
    assert crossing.stay is not None
    assert crossing.stay.days == 30
    assert officer.parts.link.pokes == 1


def test_enter_never_admits(officer: Officer) -> None:
    officer.swipe(ANNA).type("1")
    officer.press("Return")
    for button in (officer.desk.decisions.admit_button, officer.desk.decisions.refuse_button):
        button.setFocus()
        officer.press("Return", "Enter")
    assert officer.parts.memory.crossings == []
    assert officer.sees("KOWALSKA")


def test_f12_too_early_says_what_is_missing_and_records_nothing(officer: Officer) -> None:
    officer.swipe(ANNA).press("F12")
    assert officer.sees("Not yet: choose the purpose of the visit.")
    assert officer.parts.memory.crossings == []


def test_the_stay_is_typed_in_days_and_its_last_day_said(officer: Officer) -> None:
    officer.swipe(ANNA).type("s")
    officer.type("14").press("Return")
    assert officer.sees("14 days, last day 07-Dec-2026")
    officer.type("2").press("F12")
    assert officer.parts.memory.crossings[0].stay is not None
    assert officer.parts.memory.crossings[0].stay.days == 14
    assert officer.parts.memory.crossings[0].purpose is Purpose.VISITING
    officer.swipe(BORIS)
    assert officer.sees("14 days, last day 07-Dec-2026")


def test_every_purpose_has_its_key(officer: Officer) -> None:
    officer.swipe(ANNA)
    for key, purpose in zip("1234567890ro", Purpose, strict=True):
        officer.type(key)
        assert officer.duty.desk.inspection is not None
        assert officer.duty.desk.inspection.purpose is purpose


def test_a_citizen_is_asked_neither_purpose_nor_stay(officer: Officer) -> None:
    officer.swipe(CITIZEN)
    assert officer.sees("Own national: no stay to be granted.")
    assert not officer.sees("Purpose of the visit")
    officer.press("F12")
    assert officer.parts.memory.crossings[0].stay is None


def test_a_failed_check_stands_first_and_must_be_overruled_with_a_reason(officer: Officer) -> None:
    officer.swipe(EXPIRED).type("1")
    listed = rows(officer.desk.checks.list)
    assert listed[0].name is CheckName.VALIDITY
    assert listed[0].word == "FAILED"
    assert officer.sees("1 check failed")
    officer.press("F12")
    assert officer.sees("Admit KOWALSKA, ANNA MARIA although a check failed")
    officer.press("F12")
    assert officer.parts.memory.crossings == []
    officer.type("3").press("F12")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.decision.kind is DecisionKind.ADMIT
    assert crossing.decision.overruled == (CheckName.VALIDITY,)
    assert crossing.decision.reasons == (Reason.SUPERVISOR_APPROVED,)


def test_checks_stand_failed_unclear_not_run_passed_each_in_its_own_order(officer: Officer) -> None:
    lines = build_mrz(replace(EXPIRED, issuing_state="UTO"), MrzFormat.TD3)
    officer.swipe_lines(lines)
    *verdicts, last = [row.verdict for row in rows(officer.desk.checks.list)]
    assert last is Verdict.NOT_RUN  # what cannot be done here is no news
    order = (Verdict.FAILED, Verdict.UNDETERMINED, Verdict.NOT_RUN, Verdict.PASSED)
    assert verdicts == sorted(verdicts, key=order.index)
    for verdict in order:
        names = [row.name for row in rows(officer.desk.checks.list) if row.verdict is verdict]
        known = [name for name in names if isinstance(name, CheckName)]
        assert known == sorted(known, key=list(CheckName).index)


def test_what_this_station_cannot_do_stands_in_one_row_that_names_it_all(officer: Officer) -> None:
    officer.swipe(ANNA)
    (row,) = [row for row in rows(officer.desk.checks.list) if row.name is None]
    assert row.word == "6 not run"
    assert row.sentence == "Page image, Face, Fingers, Alert list, Stolen documents, Visa or permit"
    assert [member.sentence for member in row.members if member.name is CheckName.ALERT_LIST] == [
        "No alert list here."
    ]


def test_a_check_opens_with_its_evidence_and_arrows_walk_on(officer: Officer) -> None:
    officer.swipe(EXPIRED).press("F2")
    assert officer.desk.checks.detail.isVisible()
    assert officer.sees("Expired on 01-Sep-2026")
    officer.press("Down")
    second = rows(officer.desk.checks.list)[1]
    assert second.sentence in officer.desk.checks.detail.accessibleName()
    officer.press("Esc")
    assert not officer.desk.checks.detail.isVisible()


def test_a_misread_line_is_shown_with_the_doubtful_character_marked(officer: Officer) -> None:
    lines = build_mrz(replace(ANNA, number="K0045811"), MrzFormat.TD3)
    officer.swipe_lines([line.replace("K0045811", "K0O45811") for line in lines]).press("F2")
    row = rows(officer.desk.checks.list)[0]
    assert row.name is CheckName.MRZ
    assert row.lines is not None
    assert row.lines.chip == ()
    assert row.lines.differing == {(1, 2)}
    (shown,) = [one for one in officer.desk.findChildren(BothLines) if one.isVisible()]
    assert "page K0O45811" in shown.accessibleName()


def test_refusing_asks_for_a_reason_and_once_more(officer: Officer) -> None:
    officer.swipe(EXPIRED).press("F9")
    assert officer.sees("Refuse KOWALSKA, ANNA MARIA")
    officer.press("F9")
    assert officer.sees("Choose at least one reason by its digit.")
    officer.type("1").press("F9")
    assert officer.sees("Refuse KOWALSKA, ANNA MARIA? Press F9 again to record it")
    assert officer.parts.memory.crossings == []
    officer.press("F9")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.decision.kind is DecisionKind.REFUSE
    assert crossing.decision.reasons == (Reason.NO_VALID_DOCUMENT,)
    assert crossing.stay is None
    assert officer.sees("Refused KOWALSKA, ANNA MARIA: kept safely.")


def test_changing_the_reason_after_the_question_asks_again(officer: Officer) -> None:
    officer.swipe(EXPIRED).press("F9")
    officer.type("1").press("F9")
    officer.type("2").press("F9")
    assert officer.parts.memory.crossings == []
    officer.press("F9")
    assert len(officer.parts.memory.crossings[0].decision.reasons) == 2


def test_another_reason_needs_a_note(officer: Officer) -> None:
    officer.swipe(ANNA).press("F8")
    officer.type("7").press("F8")
    assert officer.sees("Write in the note what the other reason is.")
    officer.desk.reasons.note.setFocus()
    officer.type("travels with 3 dogs").press("F8", "F8")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.decision.kind is DecisionKind.REFER
    assert crossing.decision.note == "travels with 3 dogs"


def test_escape_leaves_the_reasons_and_nothing_is_recorded(officer: Officer) -> None:
    officer.swipe(ANNA).press("F9")
    officer.type("1").press("Esc")
    assert not officer.desk.panel_open()
    assert officer.parts.memory.crossings == []
    assert officer.sees("KOWALSKA")


def test_a_second_document_waits_until_the_first_is_decided(officer: Officer) -> None:
    officer.swipe(ANNA).swipe(BORIS)
    assert officer.sees("Another document came in. It waits")
    assert officer.sees("KOWALSKA")
    officer.type("1").press("F12")
    assert officer.sees("OKAFOR")
    assert not officer.sees("Nobody at the booth")


def test_a_visa_alone_is_shown_and_gives_way_to_its_passport(officer: Officer) -> None:
    officer.swipe(VISA, MrzFormat.MRV_A)
    assert officer.sees("A visa is no travel document")
    officer.swipe(ANNA)
    assert officer.sees("L898902C3")
    assert not officer.sees("A visa is no travel document")


def test_an_unreadable_swipe_says_what_happened_what_works_what_to_do_and_the_code(officer: Officer) -> None:
    officer.swipe_lines(("P<UTOERIK", "12"))
    message = officer.desk.message.text().splitlines()
    assert message[0] == "The lines of this document could not be read."
    assert len(message) == 4
    assert message[3] == "Code MRZ-01"
    assert officer.desk.message.hasFocus()
    officer.parts.reader.say(ReadFailed("DEV-05"))
    officer.until(lambda: officer.sees("Code DEV-05"))
    officer.swipe(ANNA)
    assert not officer.sees("Code DEV-05")


def test_a_full_disk_keeps_the_traveller_on_the_desk(officer: Officer) -> None:
    officer.swipe(ANNA).type("1")
    officer.parts.memory.fail_next = FailureCode.STORE_FULL
    officer.press("F12")
    assert officer.sees("The disk of this station is full")
    assert officer.sees("KOWALSKA")
    officer.press("F12")
    assert len(officer.parts.memory.crossings) == 1


def test_earlier_crossings_of_the_traveller_are_listed(officer: Officer) -> None:
    officer.swipe(ANNA).type("1").press("F12")
    officer.parts.clock.now += timedelta(days=2)
    officer.swipe(ANNA)
    assert officer.sees("Arrival VUVLI: admitted")
    assert officer.sees("24-Nov-2026")
    assert officer.sees("Look: 1 unclear")


def test_the_conveyance_is_changed_by_keys_and_stays_for_the_next(officer: Officer) -> None:
    officer.press("F3").type("nf010").press("Tab").type("aubne").press("Return")
    assert officer.sees("Arrival by air, NF010 from AUBNE")
    officer.swipe(ANNA).press("F3").type("24").press("Return")
    assert officer.sees("Departure by sea, NF010 to AUBNE")
    assert officer.sees("Departure: no purpose or stay is asked.")
    officer.press("F12")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.direction is Direction.DEPARTURE
    assert crossing.conveyance.mode is Mode.SEA


def test_the_wrong_document_is_put_aside_after_a_question(officer: Officer) -> None:
    officer.swipe(ANNA).press("Ctrl+W")
    assert officer.sees("Put this document aside?")
    officer.press("Esc")
    assert officer.sees("KOWALSKA")
    officer.press("Ctrl+W").type("1")
    assert officer.sees("Nobody at the booth")
    assert officer.parts.memory.crossings == []
    assert officer.parts.memory.draft is None


def test_an_amended_traveller_is_marked_and_the_document_kept_as_read(officer: Officer) -> None:
    officer.swipe(ANNA).press("F4")
    officer.desk.amend.form.surname.line.selectAll()
    officer.type("Kowalski").press("Ctrl+Return")
    assert officer.sees("Amended, the document says KOWALSKA, ANNA MARIA")
    officer.type("1").press("F12")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.traveller.surname == "KOWALSKI"
    assert crossing.document.surname == "KOWALSKA"


def test_an_unplugged_reader_is_named_with_what_to_do(officer: Officer) -> None:
    officer.parts.reader.say(ReaderView("Swipe reader", ReaderState.GONE, "DEV-01"))
    officer.until(lambda: officer.sees("Reader: not there (DEV-01)"))
    assert officer.sees("Plug it in again: it goes on by itself.")
    officer.parts.reader.say(ReaderView("Swipe reader", ReaderState.READY))
    officer.until(lambda: officer.sees("Reader: ready"))
    assert not officer.sees("Plug it in again")


def test_a_training_station_says_so_all_the_time(at_window: Window) -> None:
    officer = at_window(training=True).sign_in()
    assert officer.sees("TRAINING")
    officer.swipe(ANNA).type("1").press("F12")
    assert officer.sees("TRAINING")
    assert officer.parts.memory.crossings[0].training


def test_how_the_document_was_taken_in_is_kept(officer: Officer) -> None:
    officer.swipe(ANNA).type("1").press("F12")
    assert officer.parts.memory.crossings[0].document.capture is Capture.READER


def test_a_long_name_is_never_cut_on_the_desk(officer: Officer) -> None:
    long = replace(ANNA, surname="RATSIRAHONANAPAPATHANASOPOULOSKI", given_names="ANNA")
    officer.swipe(long).settle()
    for name in (long.surname, long.given_names):
        shown = [one for one in officer.window.findChildren(Whole) if one.isVisible() and one.whole() == name]
        assert len(shown) == 2  # who this is, and what the document says
        for one in shown:
            assert one.text().replace("\u200b", "") == name
            room = one.fontMetrics().boundingRect(one.rect(), Qt.TextFlag.TextWordWrap, one.text())
            assert room.width() <= one.width()
            assert room.height() <= one.height()


def test_a_wrong_check_digit_says_in_words_where_to_look(officer: Officer) -> None:
    upper, lower = build_mrz(ANNA, MrzFormat.TD3)
    officer.swipe_lines((upper, lower.replace("L898902C3", "L8989O2C3")))
    wrong = rows(officer.desk.checks.list)[0]
    assert "line 2, character 6: O may be 0" in wrong.sentence
    assert ("hints", "line 2, character 6: O may be 0") in wrong.evidence
