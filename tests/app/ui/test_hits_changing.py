"""A hit that changes while it stands open: a word is on what was shown, never on what came after."""

from __future__ import annotations

import threading
from dataclasses import replace

from app.domain.alert_entry import Band
from tests.helpers.booth import PASSWORDS
from tests.helpers.lookouts import meets, wanted
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

ANNA = replace(ORDINARY, issuing_state="POL", nationality="POL", surname="KOWALSKA")


def list_changes(officer: Officer) -> None:
    """A list comes in on another thread."""
    thread = threading.Thread(target=officer.parts.memory.alerts.listeners[-1])
    thread.start()
    thread.join()


def test_a_second_person_confirms_no_other_hit_than_the_one_that_was_shown(officer: Officer) -> None:
    alerts = officer.parts.memory.alerts
    meets(alerts, (wanted(), Band.STOP))
    officer.swipe(ANNA).type("n1").press("Return")
    officer.type("leilani").press("Return").type(PASSWORDS["leilani"])
    meets(alerts, (replace(wanted(), reason="Wanted for murder."), Band.STOP))
    list_changes(officer)
    officer.until(lambda: officer.desk.shows(officer.desk.hit))
    assert officer.sees("Wanted for murder.")
    assert officer.duty.desk.hits[0].settlement is None


def test_an_open_hit_that_is_met_no_more_closes_by_itself(officer: Officer) -> None:
    alerts = officer.parts.memory.alerts
    meets(alerts, (wanted(), Band.CHECK))
    officer.swipe(ANNA).settle()
    assert officer.desk.shows(officer.desk.hit)
    meets(alerts)
    list_changes(officer)
    officer.until(lambda: not officer.desk.panel_open())
    officer.type("1").press("F12")
    assert len(officer.parts.memory.crossings) == 1


def test_a_word_half_said_stays_when_another_list_comes_in(officer: Officer) -> None:
    meets(officer.parts.memory.alerts, (wanted(), Band.CHECK))
    officer.swipe(ANNA).type("n")
    list_changes(officer)
    officer.settle()
    officer.type("1").press("Return")
    assert not officer.desk.panel_open()
    assert officer.duty.desk.hits[0].settlement is not None
