"""The locked screen, the password, the themes and the sheet of keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.shortcuts import SHORTCUTS, is_answer
from app.ui.wording import tr
from tests.helpers.booth import PASSWORDS
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]


def test_behind_the_lock_nothing_of_the_traveller_is_seen_and_all_of_it_comes_back(officer: Officer) -> None:
    officer.swipe(ORDINARY).type("3").press("F11")
    assert officer.sees("Screen locked")
    assert not officer.sees("ERIKSSON")
    assert not officer.sees("L898902C3")
    officer.type(PASSWORDS["tari"]).press("Return")
    officer.until(lambda: officer.sees("ERIKSSON"))
    officer.press("F12")
    assert len(officer.parts.memory.crossings) == 1


def test_the_screen_locks_by_itself_when_nobody_is_there(at_window: Window) -> None:
    officer = at_window(lock_after_seconds=1).sign_in().swipe(ORDINARY)
    officer.until(lambda: officer.sees("Screen locked"))
    assert not officer.sees("ERIKSSON")


def test_no_key_of_the_desk_works_behind_the_lock(officer: Officer) -> None:
    officer.swipe(ORDINARY).type("1").press("F11", "F12", "F9", "F7", "F1", "Esc", "Ctrl+P")
    assert officer.sees("Screen locked")
    assert officer.parts.memory.crossings == []


def test_a_wrong_password_keeps_the_screen_locked(officer: Officer) -> None:
    officer.press("F11").type("wrong").press("Return")
    officer.until(lambda: officer.sees("The name or the password is not right."))
    assert officer.sees("Screen locked")


def test_a_document_swiped_behind_the_lock_is_not_taken(officer: Officer) -> None:
    officer.press("F11").swipe(ORDINARY)
    assert officer.sees("unlock first, then swipe again")
    assert officer.duty.desk.inspection is None


def test_another_officer_signs_in_from_the_locked_screen_and_sees_no_other_ones_traveller(
    officer: Officer,
) -> None:
    officer.press("F11", "Ctrl+Q").sign_in("leilani")
    assert officer.sees("Leilani Vira, supervisor")
    assert officer.parts.memory.opened == 1


def test_the_password_is_changed_and_the_old_one_opens_no_more(officer: Officer) -> None:
    officer.press("Ctrl+P").type(PASSWORDS["tari"]).press("Return")
    officer.type("canoe under pandanus").press("Return").type("canoe under pandanus").press("Return")
    officer.until(lambda: officer.sees("Changed. Use the new password from now on."))
    assert all(line.text() == "" for line in officer.window.password.lines)
    officer.press("Esc", "Ctrl+Q")
    officer.try_to_sign_in("tari", PASSWORDS["tari"])
    officer.until(lambda: officer.sees("The name or the password is not right."))
    officer.sign_in("tari", "canoe under pandanus")


def test_new_passwords_that_differ_or_are_weak_are_refused_in_words(officer: Officer) -> None:
    officer.press("Ctrl+P").type("x").press("Return").type("aaaa").press("Return").type("bbbb").press(
        "Return"
    )
    assert officer.sees("The new passwords are not the same.")
    officer.press("Esc", "Ctrl+P").type(PASSWORDS["tari"]).press("Return")
    officer.type("short").press("Return").type("short").press("Return")
    officer.until(lambda: officer.sees("The new password is too easy to guess."))


def test_themes_go_round_by_a_key_and_are_kept(officer: Officer) -> None:
    officer.swipe(ORDINARY)
    for theme in ("dark", "contrast", "light"):
        officer.press("F10")
        assert officer.parts.taste.theme == theme
        assert officer.sees("ERIKSSON")


def test_the_sheet_of_keys_names_every_shortcut_there_is(officer: Officer) -> None:
    officer.swipe(ORDINARY).press("F1")
    for row in SHORTCUTS:
        assert officer.sees(tr(row.english))
    officer.press("Esc")
    assert officer.sees("ERIKSSON")


def test_no_key_is_given_twice_in_one_place() -> None:
    seen: set[tuple[str, str]] = set()
    for row in SHORTCUTS:
        for key in row.keys:
            assert (row.place, key) not in seen
            seen.add((row.place, key))


def test_buttons_name_their_keys_from_the_table(officer: Officer) -> None:
    assert officer.desk.decisions.admit_button.text() == "F12  Admit"
    assert officer.desk.decisions.refuse_button.text() == "F9  Refuse…"
    assert all(len(key) == 1 for row in SHORTCUTS for key in row.keys if is_answer(key))


def test_moving_the_mouse_keeps_the_screen_open(at_window: Window) -> None:
    officer = at_window(lock_after_seconds=2).sign_in()
    QTest.mouseMove(officer.window)
    QTest.mouseClick(officer.desk.face, Qt.MouseButton.LeftButton)
    assert not officer.sees("Screen locked")


def test_a_bug_is_told_to_the_officer_and_the_traveller_stays(officer: Officer) -> None:
    officer.swipe(ORDINARY)
    officer.window.show_bug("KeyError")
    assert officer.sees("KeyError")
    assert officer.sees("ERIKSSON")
