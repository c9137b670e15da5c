"""Alerts at the window over the encrypted store: met, released by two, remembered, revoked, met again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.alert_entry import Disclosure
from app.domain.dates import PartialDate
from app.domain.officer import Role
from app.store.door import StationDoor
from tests.app.store.booth import CHEAP, PLAN
from tests.helpers.booth import NOON, PASSWORDS, MemoryBooth
from tests.helpers.lookouts import NATIONAL, wanted
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

ANNA = replace(ORDINARY, issuing_state="POL", nationality="POL", surname="KOWALSKA")
BELLO = replace(ANNA, number="B1234567", surname="BELLO", given_names="NGOZI")
ENTRIES = (
    wanted(birth=PartialDate(1974, 8, 12)),
    wanted("VU-0500", "BELLO NGOZI", PartialDate(1974, 8, 12), Disclosure.SILENT),
)


@pytest.fixture
def station(home: Path, qtbot: QtBot) -> Iterator[Officer]:
    """A station with an officer, a supervisor and a national list, its window open."""
    parts = MemoryBooth()
    parts.clock.now = NOON
    door = StationDoor(home, parts.clock, CHEAP)
    door.found(PLAN)
    administrator = door.sign_in(PLAN.administrator, PLAN.password)
    administrator.officers.add("tari", "Tari Vira", Role.OFFICER, PASSWORDS["tari"])
    administrator.officers.add("leilani", "Leilani Vira", Role.SUPERVISOR, PASSWORDS["leilani"])
    administrator.lists.take_in(NATIONAL, ENTRIES)
    door.sign_out(administrator)
    parts.booth = replace(parts.booth, door=door)
    officer = Officer(qtbot, parts)
    yield officer
    officer.window.close()


def at_desk(station: Officer, username: str) -> Officer:
    """Signed in, the lists loaded."""
    station.sign_in(username)
    station.until(lambda: station.sees("Lists: 1, oldest 2 days"))
    return station


def test_an_innocent_is_released_once_remembered_and_met_again_when_revoked(station: Officer) -> None:
    at_desk(station, "tari").swipe(ANNA).settle()
    assert station.sees("STOP: may stand on National alert list")
    station.type("n2").press("Return")
    station.type("leilani").press("Return").type(PASSWORDS["leilani"]).press("Return")
    station.until(lambda: not station.desk.panel_open())
    station.type("1").press("F12")
    assert station.sees("Admitted KOWALSKA, ANNA MARIA: kept safely.")
    station.parts.clock.now += timedelta(hours=2)
    station.swipe(ANNA)
    assert not station.desk.panel_open()
    assert station.sees("Compared and cleared on an earlier crossing.")
    station.type("1").press("F12", "Ctrl+Q")
    at_desk(station, "leilani").press("Shift+F7").type("2")
    for text in ("yes, until revoked", "Let pass", "by an earlier case"):
        assert station.sees(text), text
    station.press("Down", "Return").type("r").type("photo was another one").press("Return")
    assert station.sees("revoked")
    station.press("Ctrl+Q")
    station.parts.clock.now += timedelta(hours=2)
    at_desk(station, "tari").swipe(ANNA).settle()
    assert station.sees("STOP: may stand on National alert list")


def test_a_silent_alert_passes_the_booth_and_waits_for_the_supervisor(station: Officer) -> None:
    at_desk(station, "tari").swipe(BELLO).settle()
    assert not station.desk.panel_open()
    assert station.sees("No objection")
    station.type("1").press("F12")
    assert station.sees("Admitted BELLO, NGOZI: kept safely. 1 waiting for HQ.")
    station.press("Ctrl+Q")
    at_desk(station, "leilani")
    assert station.sees("1 alert waits")
    station.press("Shift+F7")
    assert station.sees("SILENT")
    station.press("Return").type("s2").press("Return")
    assert station.sees("No alert waits: everything is settled.")


def test_a_supervisor_cannot_release_a_stop_alone(station: Officer) -> None:
    at_desk(station, "leilani").swipe(ANNA).settle()
    station.type("n2").press("Return")
    station.type("leilani").press("Return").type(PASSWORDS["leilani"]).press("Return")
    station.until(lambda: station.sees("and not the officer at this desk"))
    station.press("Esc", "F12")
    assert station.sees("Not yet: say whether this is the person on the alert list")


def test_an_alert_is_proposed_and_declined_over_the_store(station: Officer) -> None:
    at_desk(station, "tari").press("Ctrl+N").type("Okafor").press("Return").type("Boris").press("Return")
    form = station.desk.proposal
    form.reason.fill("Smuggles")
    form.action.fill("Call customs")
    station.press("Ctrl+Return")
    assert station.sees("Proposed: OKAFOR BORIS. It is not active until HQ says so")
    station.press("Ctrl+Q")
    at_desk(station, "leilani").press("Shift+F7").type("3").press("Return")
    assert station.sees("Only HQ makes it active")
    station.type("d").type("mistaken").press("Return")
    assert station.sees("No alert of this port waits for an answer.")
