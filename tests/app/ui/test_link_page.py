"""The link page by keyboard alone: what it is like, what sending costs, and yes only to what was shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.failure import FailureCode
from app.domain.link_policy import LinkPolicy
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import LinkState, LinkStatus
from app.ui.link_page import LinkPage
from app.ui.link_words import link_said
from app.ui.shortcuts import Action
from tests.helpers.booth import SetClock
from tests.helpers.roads import MemoryRoads
from tests.helpers.window import Officer

Opens = Callable[[MemoryRoads], tuple[Officer, LinkPage]]


@pytest.fixture
def opens(at_window: Callable[..., Officer]) -> Opens:
    def open_page(roads: MemoryRoads) -> tuple[Officer, LinkPage]:
        officer = at_window(roads=roads).sign_in().act(Action.LINK)
        assert officer.window.sides is not None
        page = officer.window.sides.page(Action.LINK)
        assert isinstance(page, LinkPage)
        return officer, page

    return open_page


def said(page: LinkPage) -> dict[str, str]:
    return {name.text(): value.text() for name, value in page.facts if not name.isHidden()}


def test_a_dear_link_says_bytes_minutes_and_money_and_goes_by_one_key(opens: Opens) -> None:
    roads = MemoryRoads()
    officer, page = opens(roads)
    assert said(page)["Speed"] == "2.4 kbit/s, 1500 ms there and back"
    assert said(page)["Today"] == "50 kB of 200 kB"
    assert said(page)["Price"] == "1.20 USD a minute"
    assert page.panel.line.text() == "42 kB, about 3 minutes, at most 2.80 USD"
    plan = roads.plan()
    officer.press("N")
    assert roads.consents == [(plan, False)]
    assert "It goes now." in page.message.text()
    assert page.panel.line.text() == "Nothing waits for HQ."
    assert not page.panel.now.isEnabled()
    officer.press("Escape")
    assert officer.window.desk is not None
    assert officer.window.desk.isVisible()


def test_a_key_pressed_by_mistake_spends_nothing(opens: Opens) -> None:
    roads = MemoryRoads()
    officer, page = opens(roads)
    officer.press("Return", "Space")
    assert roads.consents == []
    officer.press("S")
    assert "waits for the stick, and is safe. Ctrl+U" in page.message.text()
    officer.press("U")
    assert [urgent_only for _, urgent_only in roads.consents] == [True]


def test_what_is_recorded_while_the_page_stands_open_is_not_let_go(opens: Opens) -> None:
    roads = MemoryRoads()
    officer, _ = opens(roads)
    shown = roads.plan()
    roads.lanes = (*roads.lanes, *roads.lanes)
    officer.press("N")
    assert roads.consents == [(shown, False)]


def test_a_free_link_asks_nothing(opens: Opens) -> None:
    roads = MemoryRoads(LinkPolicy())
    officer, page = opens(roads)
    assert page.panel.isHidden()
    assert "by itself" in page.free.text()
    officer.press("N")
    assert roads.consents == []


def test_the_relay_and_its_trouble_are_said(opens: Opens) -> None:
    roads = MemoryRoads()
    roads.role, roads.trouble = RelayRole(RoleKind.USE, "10.0.0.7:7443"), FailureCode.RELAY_UNREACHABLE
    _, page = opens(roads)
    assert said(page)["Port's relay"].startswith("at 10.0.0.7:7443. The booth that relays")
    assert said(page)["Port's relay"].endswith("(RLY-01)")


@pytest.mark.parametrize(
    "failure, words",
    [
        (None, "HQ heard not yet"),
        (FailureCode.CONSENT_NEEDED, "Dear link: Ctrl+G sends"),
        (FailureCode.BUDGET_SPENT, "Today's bytes are used up"),
        (FailureCode.HQ_BEHIND, "HQ heard not yet (SYN-13)"),
    ],
)
def test_the_bar_says_what_is_held_back_on_purpose(failure: FailureCode | None, words: str) -> None:
    status = LinkStatus(LinkState.CONNECTED, failure=failure)
    assert link_said(status, enrolled=True, now=SetClock()()).text == words
