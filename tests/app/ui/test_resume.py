"""A power cut costs the officer nothing: the inspection comes back and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.crossing import Purpose
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]


def cut_off(at_window: Window) -> Officer:
    """An officer who starts again after the station stopped in the middle of an inspection."""
    before = at_window().sign_in().swipe(ORDINARY).type("3")
    before.window.close()
    return at_window(memory=before.parts.memory)


def test_an_interrupted_inspection_is_offered_and_goes_on_where_it_was(at_window: Window) -> None:
    officer = cut_off(at_window).sign_in()
    assert officer.sees("An inspection was interrupted")
    officer.type("1")
    assert officer.sees("Taken up again after an interruption")
    officer.press("F12")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.purpose is Purpose.BUSINESS


def test_it_can_be_put_aside(at_window: Window) -> None:
    officer = cut_off(at_window).sign_in().type("2")
    assert officer.sees("Nobody at the booth")
    assert officer.parts.memory.draft is None
    assert officer.parts.memory.crossings == []


def test_no_decision_is_taken_before_the_question_is_answered(at_window: Window) -> None:
    officer = cut_off(at_window).sign_in().press("F12", "F9", "Esc", "F5")
    assert officer.sees("An inspection was interrupted")
    assert officer.parts.memory.crossings == []


def test_a_damaged_draft_does_not_keep_the_officer_from_the_desk(at_window: Window) -> None:
    before = at_window()
    before.parts.memory.draft = b"\x00not a draft"
    before.window.close()
    officer = at_window(memory=before.parts.memory).sign_in()
    assert officer.sees("A record cannot be understood.")
    officer.swipe(ORDINARY)
    assert officer.sees("ERIKSSON")


def test_a_waiting_document_that_cannot_be_kept_is_said_and_the_decision_stands(officer: Officer) -> None:
    officer.swipe(ORDINARY).swipe(replace(ORDINARY, number="C7654321", surname="WEIR")).type("1")
    officer.parts.memory.full = True
    officer.press("F12")
    assert officer.sees("STO-03")
    assert officer.sees("Nobody at the booth")
    (crossing,) = officer.parts.memory.crossings
    assert crossing.traveller.surname == "ERIKSSON"
