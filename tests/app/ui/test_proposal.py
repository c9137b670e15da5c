"""An alert is proposed at a port, is told to be no alert yet, and is answered by who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.alerts import AlertEventKind
from app.domain.alerts_policy import AlertPolicy
from app.domain.dates import PartialDate
from app.domain.officer import Role
from tests.helpers.booth import Memory
from tests.helpers.travellers import ORDINARY
from tests.helpers.window import Officer

Window = Callable[..., Officer]
ANNA = replace(ORDINARY, issuing_state="POL", nationality="POL", surname="KOWALSKA")


def proposed(at_window: Window) -> Memory:
    """Tari proposes an alert on the traveller at the desk."""
    officer = at_window().sign_in().swipe(ANNA).press("Ctrl+N")
    officer.type("Overstayed twice").press("Return").type("Refer").press("Return").type("Port").press(
        "Return"
    )
    officer.window.close()
    return officer.parts.memory


def answering(at_window: Window, memory: Memory) -> Officer:
    """A supervisor with the proposal open."""
    return at_window(memory=memory).sign_in("leilani").press("Shift+F7").type("3").press("Return")


def test_the_traveller_on_the_desk_is_proposed_by_keys_alone(officer: Officer) -> None:
    officer.swipe(ANNA).press("Ctrl+N")
    assert officer.sees("No booth is told anything by it until HQ")
    officer.type("Overstayed twice").press("Return").type("Refer to the second line").press("Return")
    officer.type("Port supervisor").press("Return")
    assert officer.sees("Proposed: KOWALSKA ANNA MARIA. It is not active until HQ says so")
    assert officer.parts.link.pokes == 1
    (event,) = officer.parts.memory.alerts.events
    assert event.kind is AlertEventKind.PROPOSED
    entry = event.entry
    assert entry is not None
    assert (entry.reason, entry.action, entry.contact) == (
        "Overstayed twice", "Refer to the second line", "Port supervisor",
    )  # fmt: skip
    assert entry.births[0].first == PartialDate(1974, 8, 12)
    assert (entry.documents[0].number, entry.documents[0].issuer) == ("L898902C3", "POL")
    assert entry.entry_id == event.case_id
    assert officer.sees("KOWALSKA")


def test_somebody_who_is_not_here_is_proposed_by_hand(officer: Officer) -> None:
    officer.press("Ctrl+N").type("Okafor").press("Return").type("Boris").press("Return").type("1979")
    form = officer.desk.proposal
    form.priority.choose(1)
    officer.press("Ctrl+Return")
    assert officer.sees("needed")
    assert form.reason.line.hasFocus()
    officer.type("Smuggles").press("Ctrl+Return")
    assert form.action.line.hasFocus()
    officer.type("Call customs").press("Ctrl+Return")
    (event,) = officer.parts.memory.alerts.events
    assert event.entry is not None
    assert event.entry.primary_name == "OKAFOR BORIS"
    assert event.entry.priority == 1
    assert event.entry.documents == ()


def test_escape_proposes_nothing(officer: Officer) -> None:
    officer.swipe(ANNA).press("Ctrl+N", "Esc")
    assert officer.parts.memory.alerts.events == []
    assert not officer.desk.panel_open()


def test_a_technician_proposes_nothing(at_window: Window) -> None:
    officer = at_window(roles={"tari": Role.TECHNICIAN}).sign_in().press("Ctrl+N")
    assert officer.sees("Your role does not permit this.")
    assert not officer.desk.panel_open()


def test_the_supervisor_sees_the_ports_proposals_and_that_only_hq_makes_them_active(
    at_window: Window,
) -> None:
    officer = answering(at_window, proposed(at_window))
    assert officer.sees("Proposed: KOWALSKA ANNA MARIA")
    assert officer.sees("Not active. Only HQ makes it active")
    officer.type("a")
    assert officer.parts.memory.alerts.events[-1].kind is AlertEventKind.PROPOSED


def test_a_proposal_is_declined_with_a_reason(at_window: Window) -> None:
    officer = answering(at_window, proposed(at_window)).type("d")
    assert officer.sees("Decline the proposed alert?")
    officer.press("Return")
    assert officer.sees("Write why.")
    officer.type("already on the national list").press("Return")
    assert officer.sees("Declined; HQ hears of it.")
    event = officer.parts.memory.alerts.events[-1]
    assert (event.kind, event.note) == (AlertEventKind.DECLINED, "already on the national list")


def test_the_role_that_the_rules_name_makes_it_active(at_window: Window) -> None:
    memory = proposed(at_window)
    memory.alerts.policy = AlertPolicy(activating_role=Role.SUPERVISOR)
    officer = answering(at_window, memory)
    assert officer.sees("Your role may make it active")
    officer.type("a")
    assert officer.sees("Active; HQ hears of it.")
    event = officer.parts.memory.alerts.events[-1]
    assert event.kind is AlertEventKind.ACTIVATED
    assert event.entry == memory.alerts.events[0].entry
