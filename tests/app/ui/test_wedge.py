"""A reader that types like a keyboard: its documents arrive, and nothing of them reaches a field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.document import Capture
from app.domain.mrz import MrzFormat, build_mrz
from app.main.readers import BoothWedge
from devices.registry import make_wedge
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]
BURST = "".join(f"{line}\n" for line in build_mrz(ORDINARY, MrzFormat.TD3))


def test_a_burst_at_the_desk_is_a_document(officer: Officer) -> None:
    officer.burst(BURST)
    assert officer.duty.desk.inspection is not None
    assert officer.duty.desk.inspection.document.capture is Capture.KEYBOARD_WEDGE
    assert officer.duty.desk.inspection.purpose is None


def test_digits_of_a_burst_answer_nothing_and_its_enter_confirms_nothing(officer: Officer) -> None:
    officer.swipe(replace(ORDINARY, number="OTHER1234")).press("F9")
    officer.burst(BURST)
    assert officer.parts.memory.crossings == []
    assert not officer.desk.reasons.isVisible() or "1" not in officer.desk.reasons.note.text()
    assert officer.sees("Another document came in. It waits")


def test_nothing_of_a_burst_leaks_into_the_field_that_has_the_focus(officer: Officer) -> None:
    officer.press("F6")
    field = officer.desk.fields.form.surname.line
    officer.type("KOW")
    officer.burst(BURST)
    assert "<" not in field.text()
    assert officer.sees("ERIKSSON")


def test_a_burst_on_the_locked_screen_is_no_password(officer: Officer) -> None:
    officer.press("F11")
    tried = len(officer.parts.door.threads)
    officer.burst(BURST)
    assert officer.sees("unlock first, then swipe again")
    assert officer.window.lock.password.text() == ""
    assert len(officer.parts.door.threads) == tried
    assert officer.duty.desk.inspection is None


def test_a_burst_before_sign_in_goes_nowhere(at_window: Window) -> None:
    officer = at_window()
    officer.window.signin.username.setFocus()
    officer.burst(BURST)
    assert officer.window.signin.username.text() == ""
    officer.sign_in()
    assert officer.sees("Nobody at the booth")


def test_what_a_person_types_arrives_in_order(officer: Officer) -> None:
    officer.press("F6").type("Okafor Bello 1").press("Tab").type("Ngozi")
    assert officer.desk.fields.form.surname.line.text() == "Okafor Bello 1"
    assert officer.desk.fields.form.given_names.line.text() == "Ngozi"


def test_a_function_key_waits_for_what_was_typed_before_it(officer: Officer) -> None:
    officer.swipe(ORDINARY)
    officer._key("1")
    officer.press("F12")
    assert len(officer.parts.memory.crossings) == 1


def test_a_real_wedge_tells_the_machine_from_the_person(at_window: Window) -> None:
    officer = at_window(wedge=BoothWedge(make_wedge())).sign_in()
    officer.burst(BURST)
    assert officer.duty.desk.inspection is not None
    officer.type("1").press("F12")
    assert len(officer.parts.memory.crossings) == 1


def test_a_document_typed_through_a_wrong_keyboard_layout_is_told_and_not_guessed(at_window: Window) -> None:
    officer = at_window(wedge=BoothWedge(make_wedge())).sign_in()
    officer.press("F6")
    officer.burst(BURST.replace("<", ";"))
    assert officer.sees("Code DEV-06")
    assert officer.desk.fields.form.surname.line.text() == ""
    assert officer.duty.desk.inspection is None
