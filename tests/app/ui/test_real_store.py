"""The window over the real encrypted store: signed in, admitted, found again, corrected, interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.officer import Role
from app.store.door import StationDoor
from tests.app.store.booth import CHEAP, PLAN
from tests.helpers.booth import PASSWORDS, MemoryBooth
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

BELLO = replace(ORDINARY, number="B1234567", surname="BELLO", given_names="NGOZI")


def open_window(qtbot: QtBot, home: Path) -> Officer:
    """A window over the store in `home`."""
    parts = MemoryBooth()
    door = StationDoor(home, parts.clock, CHEAP)
    parts.booth = replace(parts.booth, door=door)
    return Officer(qtbot, parts)


@pytest.fixture
def station(home: Path, qtbot: QtBot) -> Iterator[Officer]:
    """A station with an officer's account, its window open."""
    parts = MemoryBooth()
    door = StationDoor(home, parts.clock, CHEAP)
    door.found(PLAN)
    administrator = door.sign_in(PLAN.administrator, PLAN.password)
    administrator.officers.add("tari", "Tari Vira", Role.OFFICER, PASSWORDS["tari"])
    door.sign_out(administrator)
    officer = open_window(qtbot, home)
    yield officer
    officer.window.close()


def test_a_whole_shift_over_the_encrypted_store(station: Officer) -> None:
    station.sign_in()
    station.swipe(ORDINARY).press("F12")
    assert station.sees("Admitted ERIKSSON, ANNA MARIA: kept safely. 1 waiting for HQ.")
    station.swipe(BELLO).press("F8").type("3").press("F8", "F8")
    assert station.sees("2 waiting, kept safely")
    station.press("F7")
    assert station.sees("BELLO, NGOZI")
    station.press("Return", "Ctrl+E")
    station.records.correction.form.given_names.fill("NGOZI ADA")
    station.records.correction.why.setFocus()
    station.type("second name missing").press("Return")
    assert station.sees("Version 2")
    station.press("Esc", "Esc").swipe(BELLO)
    assert station.sees("Arrival")


def test_an_interrupted_inspection_comes_back_out_of_the_encrypted_store(
    station: Officer, qtbot: QtBot, home: Path
) -> None:
    station.sign_in().swipe(ORDINARY)
    station.window.close()
    again = open_window(qtbot, home).sign_in()
    assert again.sees("An inspection was interrupted")
    again.type("1")
    assert again.sees("Taken up again after an interruption")
    again.press("F12")
    assert again.sees("Admitted ERIKSSON, ANNA MARIA: kept safely.")
    again.window.close()


def test_the_lock_opens_with_the_real_password_only(station: Officer) -> None:
    station.sign_in().swipe(ORDINARY).press("F11").type("wrong").press("Return")
    station.until(lambda: station.sees("The name or the password is not right."))
    station.type(PASSWORDS["tari"]).press("Return")
    station.until(lambda: station.sees("ERIKSSON"))


def test_a_role_that_does_not_process_travellers_is_told_so_and_records_nothing(station: Officer) -> None:
    station.try_to_sign_in(PLAN.administrator, PLAN.password)
    station.until(lambda: station.window.duty is not None)
    station.swipe(ORDINARY)
    assert station.sees("Your role does not permit this.")
    assert station.sees("Nobody at the booth")
    station.press("F12", "F7")
    assert station.sees("History and search")
