"""History, search with a purpose, versions side by side, and corrections that keep both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.crossing import Direction
from app.domain.officer import Role
from app.flow.ports import ReadPurpose
from app.ui import records_screen, search_form
from app.ui.crossing_page import differences
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]
BELLO = replace(ORDINARY, number="B1234567", surname="BELLO", given_names="NGOZI")


def with_two(officer: Officer) -> Officer:
    """Two travellers admitted, the history open."""
    for document in (ORDINARY, BELLO):
        officer.swipe(document).type("1").press("F12")
        officer.parts.clock.now += timedelta(minutes=3)
    return officer.press("F7")


def test_the_shift_shows_my_crossings_newest_first_with_their_road(officer: Officer) -> None:
    with_two(officer)
    shown = [officer.records.table.records.at(row).surname for row in range(2)]
    assert shown == ["BELLO", "ERIKSSON"]
    assert officer.sees("waiting")
    officer.press("Esc")
    first, second = officer.parts.memory.crossings
    officer.parts.memory.sent = {first.record_id: "accepted", second.record_id: "parked"}
    officer.press("F7")
    assert officer.sees("at HQ")
    assert officer.sees("HQ sent it back: see supervisor")
    assert ReadPurpose.SHIFT_REVIEW in officer.parts.memory.reads


def test_an_officer_is_not_offered_everybodys_shift_and_a_supervisor_is(at_window: Window) -> None:
    officer = with_two(at_window().sign_in("tari"))
    assert not officer.records.search.all_shift.isVisible()
    officer.window.close()
    supervisor = at_window(memory=officer.parts.memory).sign_in("leilani").press("F7")
    assert supervisor.sees("No crossing in the last twelve hours.")
    supervisor.records.search.all_shift.click()
    assert supervisor.sees("BELLO, NGOZI")


def test_a_search_needs_a_purpose_and_is_audited_with_it(officer: Officer) -> None:
    with_two(officer)
    form = officer.records.search
    form.surname.line.setFocus()
    officer.type("bel").press("Return")
    assert officer.sees("Choose why you search: it is kept with the search.")
    assert ReadPurpose.INQUIRY not in officer.parts.memory.reads
    assert form.purpose.box.hasFocus()
    officer.press("Down")
    form.surname.line.setFocus()
    officer.press("Return")
    assert officer.sees("1 crossing")
    assert not officer.sees("ERIKSSON")
    assert officer.parts.memory.reads[-1] is ReadPurpose.INQUIRY


def test_nothing_found_and_nothing_asked_are_said_in_words(officer: Officer) -> None:
    with_two(officer)
    officer.records.search.purpose.box.setFocus()
    officer.press("Down")
    officer.records.search.search.click()
    assert officer.sees("Type at least one thing to look for.")
    officer.type("Zoltan").press("Return")
    assert officer.sees("Nothing on this station is like that.")
    officer.records.search.birth.line.setFocus()
    officer.type("31-02-1980").press("Return")
    assert officer.sees("Correct the marked field.")


def test_too_many_results_are_said_and_cut(officer: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records_screen, "MOST_FOUND", 1)
    monkeypatch.setattr(search_form, "MOST_FOUND", 1)
    with_two(officer)
    officer.records.search.purpose.choose(ReadPurpose.INQUIRY)
    officer.records.search.nationality.line.setFocus()
    officer.type("UTO").press("Return")
    assert officer.sees("More than 1 were found: only the newest are shown.")
    assert officer.records.table.records.rowCount() == 1


def test_a_correction_needs_a_reason_shows_what_changes_and_keeps_both_versions(officer: Officer) -> None:
    with_two(officer)
    officer.press("Down", "Return")
    assert officer.sees("Version 1")
    assert officer.sees("Kind of document, passed")
    officer.press("Ctrl+E")
    form = officer.records.correction
    form.form.given_names.line.selectAll()
    form.form.given_names.line.setFocus()
    officer.type("Anna Magdalena")
    assert officer.sees("Given names: ANNA MARIA → ANNA MAGDALENA")
    form.record.click()
    assert officer.sees("Write why it is corrected.")
    assert len(officer.parts.memory.crossings) == 2
    officer.type("second name misread").press("Return")
    assert officer.sees("Version 2")
    assert officer.sees("Corrected: second name misread")
    first, _, corrected = officer.parts.memory.crossings
    assert (first.version, corrected.version) == (1, 2)
    assert corrected.crossing_id == first.crossing_id
    assert first.traveller.given_names == "ANNA MARIA"
    assert officer.parts.link.pokes == 3
    officer.press("Esc", "Esc")
    assert officer.sees("Nobody at the booth")


def test_a_shorter_stay_is_counted_from_the_day_of_arrival(officer: Officer) -> None:
    with_two(officer).press("Return", "Ctrl+E")
    form = officer.records.correction
    form.days.line.selectAll()
    form.days.line.setFocus()
    officer.type("14")
    form.why.setFocus()
    officer.type("visa allows 14").press("Return")
    corrected = officer.parts.memory.crossings[-1]
    assert corrected.stay is not None
    assert corrected.stay.last_day == corrected.opened_at.date() + timedelta(days=13)


def test_an_arrival_put_right_as_a_departure_is_shown_to_lose_its_stay(officer: Officer) -> None:
    with_two(officer).press("Return", "Ctrl+E")
    form = officer.records.correction
    form.direction.choose(Direction.DEPARTURE)
    form.direction.changed.emit()
    assert officer.sees("none granted")
    assert officer.sees("→ not asked")
    form.why.setFocus()
    officer.type("wrong direction").press("Return")
    corrected = officer.parts.memory.crossings[-1]
    assert (corrected.direction, corrected.stay, corrected.purpose) == (Direction.DEPARTURE, None, None)


def test_an_officer_may_not_correct_what_another_recorded(at_window: Window) -> None:
    roles = {"leilani": Role.OFFICER}
    first = with_two(at_window(roles=roles).sign_in("tari"))
    recorded = first.records.table.records.at(0)
    first.window.close()
    other = at_window(memory=first.parts.memory, roles=roles).sign_in("leilani").press("F7")
    other.records.open_crossing(recorded)
    assert not other.records.crossing.correct_button.isVisible()
    other.press("Ctrl+E")
    assert not other.sees("What changes")


def test_a_swipe_while_reading_the_history_brings_the_desk_back(officer: Officer) -> None:
    with_two(officer).swipe(replace(BELLO, number="C7654321"))
    assert officer.sees("C7654321")
    assert officer.sees("next: choose the purpose of the visit")


def test_a_birthday_between_two_versions_is_no_change_of_the_record(officer: Officer) -> None:
    with_two(officer)
    crossing = officer.parts.memory.crossings[0]
    later = replace(
        crossing, version=2, correction="slip", at=crossing.at + timedelta(days=400),
        conveyance=replace(crossing.conveyance, number="NF011"),
    )  # fmt: skip
    (changed,) = differences(crossing, later)
    assert "NF011" in changed
