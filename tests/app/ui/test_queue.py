"""The second line: what waits, STOP first, with all that the booth saw; settled, revoked, and late hits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.domain.alert_entry import Band, Disclosure
from app.domain.alerts import AlertEventKind, CaseOrigin, SettledAs
from app.domain.failure import FailureCode, WorldError
from app.domain.officer import Role
from app.flow.ports import ReadPurpose
from app.ui.queue_screen import QueueScreen
from tests.helpers.booth import PASSWORDS, Memory
from tests.helpers.lookouts import meets, wanted
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]
ANNA = replace(ORDINARY, issuing_state="POL", nationality="POL", surname="KOWALSKA")
BOSSES = {"leilani": Role.SUPERVISOR, "tari": Role.SUPERVISOR}


def referred(at_window: Window, *met: tuple[Band, Disclosure]) -> Memory:
    """Travellers who met an entry each and were referred without a word on it."""
    officer = at_window().sign_in()
    for number, (band, disclosure) in enumerate(met):
        entry = wanted(f"VU-{number:04}", disclosure=disclosure)
        meets(officer.parts.memory.alerts, (entry, band))
        officer.swipe(replace(ANNA, number=f"EH00000{number:02}"))
        officer.press("Esc", "F8").type("4").press("F8", "F8")
        officer.parts.clock.now += timedelta(minutes=5)
    officer.window.close()
    return officer.parts.memory


def second_line(at_window: Window, memory: Memory, **wanted_: object) -> Officer:
    """A supervisor with the queue open."""
    return at_window(memory=memory, **wanted_).sign_in("leilani").press("Shift+F7")


def queue(officer: Officer) -> QueueScreen:
    assert officer.window.sides is not None
    assert officer.window.sides.queue is not None
    return officer.window.sides.queue


def lines(officer: Officer) -> list[list[str]]:
    model = queue(officer).table.lines
    columns = range(model.columnCount())
    return [[str(model.index(row, column).data()) for column in columns] for row in range(model.rowCount())]


def test_the_queue_is_stop_first_and_marks_what_the_booth_was_not_told(at_window: Window) -> None:
    memory = referred(
        at_window, (Band.CHECK, Disclosure.SILENT), (Band.STOP, Disclosure.OPEN),
        (Band.CHECK, Disclosure.RESTRICTED),
    )  # fmt: skip
    officer = at_window(memory=memory).sign_in("leilani")
    assert officer.sees("3 alerts wait")
    officer.press("Shift+F7")
    found = lines(officer)
    assert [line[0] for line in found] == ["STOP", "CHECK", "CHECK"]
    assert [line[-1] for line in found] == ["", "lookout", "SILENT"]
    assert found[0][2:8] == [
        "KOWALSKA, ANNA MARIA", "12-Aug-1974", "National alert list", "VUVLI", "at the booth", "tari",
    ]  # fmt: skip


def test_an_officer_is_neither_told_how_many_wait_nor_shown_them(at_window: Window) -> None:
    memory = referred(at_window, (Band.STOP, Disclosure.OPEN))
    officer = at_window(memory=memory).sign_in("tari")
    assert "wait" not in officer.seen().replace("waiting", "")
    officer.press("Shift+F7")
    assert officer.sees("Alerts that wait are for a supervisor.")
    assert officer.sees("Nobody at the booth")


def test_a_case_shows_everything_that_the_booth_saw_and_the_whole_entry(at_window: Window) -> None:
    officer = second_line(at_window, referred(at_window, (Band.STOP, Disclosure.OPEN))).press("Return")
    for text in (
        "day and month swapped", "930 of 1000", "Travels under her maiden name at times.", "(alias, weak)",
        "Immigration Act, s. 50", "Referred by tari", "booth A1, tari", "Nobody has said anything of it yet.",
        "Machine-readable zone",
    ):  # fmt: skip
        assert officer.sees(text), text
    assert ReadPurpose.SUPERVISION in officer.parts.memory.reads
    queue(officer).case.checks.setFocus()
    officer.press("Down", "Up")
    assert officer.sees("national, version 12 of 22-Nov-2026, asked")


def test_a_case_is_settled_by_keys_and_leaves_the_queue(at_window: Window) -> None:
    officer = second_line(at_window, referred(at_window, (Band.STOP, Disclosure.OPEN))).press("Return")
    officer.type("s2").press("Return")
    assert officer.sees("Settled and kept; HQ hears of it.")
    assert officer.sees("No alert waits: everything is settled.")
    word = officer.parts.memory.alerts.events[-1]
    assert word.kind is AlertEventKind.SETTLED
    assert word.crossing == officer.parts.memory.crossings[0].record_id
    assert word.settlement is not None
    assert word.settlement.settled_as is SettledAs.SAME
    assert officer.parts.link.pokes == 1
    officer.press("Esc")
    assert officer.sees("No alert waits")
    assert officer.sees("Nobody at the booth")


def test_a_stop_at_which_nobody_else_looked_is_released_by_two(at_window: Window) -> None:
    memory = referred(at_window, (Band.STOP, Disclosure.OPEN))
    officer = second_line(at_window, memory, roles=BOSSES).press("Return")
    officer.type("n1").press("Return")
    assert officer.sees("Nobody else has looked at this STOP yet.")
    officer.type("tari").press("Return").type("wrong").press("Return")
    officer.until(lambda: officer.sees("The name or the password is not right."))
    officer.type(PASSWORDS["tari"]).press("Return")
    officer.until(lambda: officer.sees("Settled and kept; HQ hears of it."))
    word = officer.parts.memory.alerts.events[-1].settlement
    assert word is not None
    assert (word.officer, word.second) == ("leilani", "tari")


def test_escape_from_the_second_person_keeps_the_case_open(at_window: Window) -> None:
    officer = second_line(at_window, referred(at_window, (Band.STOP, Disclosure.OPEN))).press("Return")
    officer.type("n1").press("Return", "Esc")
    assert officer.sees("Traveller beside entry")
    officer.press("Esc")
    assert lines(officer)[0][0] == "STOP"
    assert len(officer.parts.memory.alerts.events) == 1


def test_a_clearance_is_revoked_with_a_reason(at_window: Window) -> None:
    officer = second_line(at_window, referred(at_window, (Band.CHECK, Disclosure.OPEN))).press("Return")
    officer.type("n1").press("Return").type("2")
    assert lines(officer)[0][-1] == "yes, until revoked"
    officer.press("Return").type("r")
    assert officer.sees("Revoke the clearance?")
    officer.press("Return")
    assert officer.sees("Write why.")
    officer.type("new photo came from HQ").press("Return")
    assert officer.sees("Revoked: the traveller is met again.")
    event = officer.parts.memory.alerts.events[-1]
    assert event.kind is AlertEventKind.CLEARANCE_REVOKED
    assert event.note == "new photo came from HQ"
    assert lines(officer)[0][-1] == "revoked"
    officer.press("Return").type("r")
    assert not officer.sees("Revoke the clearance?")
    assert officer.sees("The clearance was revoked")


def test_a_late_hit_raises_the_count_without_a_restart(at_window: Window) -> None:
    memory = referred(at_window, (Band.CHECK, Disclosure.OPEN))
    officer = at_window(memory=memory).sign_in("leilani")
    assert officer.sees("1 alert waits")
    (first,) = memory.alerts.events
    late = replace(first, event_id="later", case_id="later", origin=CaseOrigin.LATE)

    def swapped() -> None:
        memory.alerts.events.append(late)
        for listener in memory.alerts.listeners:
            listener()

    thread = threading.Thread(target=swapped)
    thread.start()
    thread.join()
    officer.until(lambda: officer.sees("2 alerts wait"))
    officer.press("Shift+F7")
    assert [line[6] for line in lines(officer)] == ["late", "at the booth"]
    memory.alerts.events.append(replace(late, event_id="third", case_id="third", origin=CaseOrigin.HQ))
    memory.alerts.listeners[-1]()
    officer.until(lambda: len(lines(officer)) == 3)
    assert lines(officer)[0][6] == "HQ"


def test_a_hit_found_later_by_screening_again_comes_into_the_queue_that_is_open(at_window: Window) -> None:
    memory = referred(at_window, (Band.CHECK, Disclosure.OPEN))
    officer = second_line(at_window, memory)
    memory.alerts.events.append(replace(memory.alerts.events[0], event_id="later", case_id="later"))
    officer.duty.bar.show()  # as it does by itself every few seconds
    assert officer.sees("2 alerts wait")
    assert len(lines(officer)) == 2


def test_a_case_of_another_port_says_that_its_crossing_is_not_here(at_window: Window) -> None:
    memory = referred(at_window, (Band.CHECK, Disclosure.OPEN))
    memory.crossings.clear()
    officer = second_line(at_window, memory).press("Return")
    assert officer.sees("No crossing of it is on this station")


def test_a_store_that_fails_is_said_in_words(at_window: Window) -> None:
    memory = referred(at_window, (Band.CHECK, Disclosure.OPEN))
    officer = at_window(memory=memory).sign_in("leilani")

    def broken() -> list[object]:
        raise WorldError(FailureCode.STORE_BUSY, "store.cases")

    officer.duty.session.cases.open_cases = broken  # type: ignore[method-assign,assignment]
    officer.press("Shift+F7")
    assert officer.sees("busy") or officer.sees("Busy")


def test_a_swipe_while_looking_at_the_queue_brings_the_desk_back(at_window: Window) -> None:
    memory = referred(at_window, (Band.CHECK, Disclosure.OPEN))
    meets(memory.alerts)
    officer = second_line(at_window, memory).swipe(ANNA)
    assert officer.sees("next: choose the purpose of the visit")


def test_nothing_of_a_case_is_left_when_another_officer_signs_in(at_window: Window) -> None:
    memory = referred(at_window, (Band.STOP, Disclosure.OPEN))
    officer = second_line(at_window, memory).press("Return", "Ctrl+Q").sign_in("tari")
    assert officer.window.sides is not None
    assert officer.window.sides.queue is None
    assert not officer.sees("KOWALSKA")
