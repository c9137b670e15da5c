"""The door: right, wrong, locked, and what a screen gives away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from app.domain.failure import FailureCode, WorldError
from app.flow.ports import SignedIn
from tests.helpers.booth import PASSWORDS
from tests.helpers.logs import ExpectLog
from tests.helpers.window import Officer

Window = Callable[..., Officer]


def test_the_right_password_opens_the_desk_and_leaves_nothing_typed_behind(at_window: Window) -> None:
    officer = at_window().sign_in()
    assert officer.sees("Tari Vira, officer, booth A1 at VUVLI")
    assert officer.window.signin.password.text() == ""
    assert officer.parts.memory.opened == 1


def test_the_slow_proof_of_a_password_never_runs_on_the_windows_thread(at_window: Window) -> None:
    officer = at_window().sign_in()
    assert officer.parts.door.threads
    assert threading.current_thread().name not in officer.parts.door.threads


def test_a_wrong_password_is_said_in_words_and_can_be_typed_again(at_window: Window) -> None:
    officer = at_window()
    officer.try_to_sign_in("tari", "wrong")
    officer.until(lambda: officer.sees("The name or the password is not right."))
    assert officer.window.duty is None
    officer.sign_in()
    assert officer.sees("Nobody at the booth")


def test_an_unknown_name_is_answered_like_a_wrong_password(at_window: Window) -> None:
    officer = at_window()
    officer.try_to_sign_in("nobody", "wrong")
    officer.until(lambda: officer.sees("The name or the password is not right."))


def test_a_locked_account_says_how_long_it_stays_locked(at_window: Window) -> None:
    officer = at_window()
    for _ in range(4):
        tried = len(officer.parts.door.threads)
        officer.try_to_sign_in("tari", "wrong")
        officer.until(lambda tried=tried: len(officer.parts.door.threads) > tried)  # type: ignore[misc]
        officer.until(officer.window.signin.enter.isEnabled)
    officer.until(lambda: officer.sees("It opens again in 5 minutes"))
    officer.parts.clock.now += timedelta(minutes=6)
    officer.sign_in()


def test_without_name_or_password_the_door_is_not_even_tried(at_window: Window) -> None:
    officer = at_window()
    officer.try_to_sign_in("tari", "")
    officer.until(lambda: officer.sees("Type your name and your password."))
    assert officer.parts.door.threads == []


def test_caps_lock_is_hinted_at_while_the_password_is_typed(at_window: Window) -> None:
    officer = at_window()
    officer.window.signin.password.setFocus()
    officer.type("OUT")
    assert officer.sees("Caps lock seems to be on.")
    officer.type("r")
    assert not officer.sees("Caps lock seems to be on.")
    officer.type("A", shift=True)
    assert not officer.sees("Caps lock seems to be on.")


def test_names_with_an_account_are_completed(at_window: Window) -> None:
    officer = at_window()
    completer = officer.window.signin.username.completer()
    completer.setCompletionPrefix("lei")
    assert completer.currentCompletion() == "leilani"


def test_a_station_whose_keys_are_damaged_says_so_at_once(at_window: Window) -> None:
    officer = at_window()

    def damaged() -> tuple[str, ...]:
        raise WorldError(FailureCode.KEY_FILE_DAMAGED, "door")

    officer.parts.door.usernames = damaged  # type: ignore[method-assign]
    officer.sign_in().window.sign_out()
    assert officer.sees("The file with this station's keys is damaged.")


def test_another_officer_may_sign_in_after_the_first_signed_out(at_window: Window) -> None:
    officer = at_window().sign_in("tari")
    officer.press("Ctrl+Q")
    assert officer.window.duty is None
    assert officer.parts.memory.opened == 0
    officer.sign_in("leilani", PASSWORDS["leilani"])
    assert officer.sees("Leilani Vira, supervisor")


def test_closing_the_window_stops_reader_link_and_threads_and_closes_the_store(at_window: Window) -> None:
    officer = at_window().sign_in()
    officer.window.close()
    assert not officer.parts.reader.running
    assert officer.parts.link.listener is None
    assert officer.parts.memory.opened == 0
    assert [t.name for t in threading.enumerate() if t.name.startswith("background")] == []


def test_a_window_closed_while_the_store_opens_shuts_it_again(at_window: Window) -> None:
    officer = at_window()
    go_on = threading.Event()
    sign_in = officer.parts.door.sign_in

    def slowly(username: str, password: str) -> SignedIn:
        assert go_on.wait(10)
        return sign_in(username, password)

    officer.parts.door.sign_in = slowly  # type: ignore[method-assign]
    officer.try_to_sign_in("tari", PASSWORDS["tari"])
    threading.Timer(0.05, go_on.set).start()
    officer.window.close()
    assert officer.parts.memory.opened == 0


def test_a_store_that_cannot_write_its_last_line_still_lets_the_officer_go(
    at_window: Window, expect_log: ExpectLog
) -> None:
    officer = at_window().sign_in()
    expect_log("sign out: STO-03")

    def full(session: SignedIn) -> None:
        del session
        raise WorldError(FailureCode.STORE_FULL, "store.sign_out")

    officer.parts.door.sign_out = full  # type: ignore[method-assign]
    officer.press("Ctrl+Q")
    assert officer.window.duty is None
    assert officer.sees("Sign in")
