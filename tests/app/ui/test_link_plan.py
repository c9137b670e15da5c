"""The panel before a dear link: one line says what it takes, and one key says what is to happen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.domain.link_policy import Lane, LinkPlan
from app.ui.link_plan_panel import LinkPlanPanel
from app.ui.link_plan_words import lane_line, minutes, money, plan_line

PLAN = LinkPlan(
    ((Lane.URGENT, 1_900), (Lane.CROSSINGS, 84_000), (Lane.PUBLISHED, 126_000)), 811, 320, "USD", 40_000, 9
)


@pytest.fixture
def panel(qtbot: QtBot) -> LinkPlanPanel:
    made = LinkPlanPanel()
    qtbot.addWidget(made)
    made.show_plan(PLAN)
    return made


def test_one_line_says_bytes_minutes_and_money(panel: LinkPlanPanel) -> None:
    assert panel.line.text() == "212 kB, about 14 minutes, at most 3.20 USD"
    assert panel.lanes.text() == (
        "alerts and refusals 2 kB; crossings 84 kB; lists and other news of HQ 126 kB; "
        "40 kB left of today's bytes"
    )
    assert panel.line.text() in panel.accessibleName()


def test_each_way_on_has_its_key_and_a_yes_names_the_plan_that_was_shown(
    panel: LinkPlanPanel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.send_now) as sent:
        assert panel.answer("n")
    assert sent.args == [PLAN]
    with qtbot.waitSignal(panel.urgent_only):
        assert panel.answer("U")
    with qtbot.waitSignal(panel.left_for_stick):
        assert panel.escape()
    assert not panel.answer("x")
    assert [one.text()[0] for one in panel.findChildren(QPushButton)] == ["N", "U", "S"]
    assert all(one.accessibleName() for one in panel.findChildren(QPushButton))


def test_with_nothing_to_send_there_is_nothing_to_say_yes_to(panel: LinkPlanPanel, qtbot: QtBot) -> None:
    panel.show_plan(LinkPlan((), 0, 0, "", None))
    assert panel.line.text() == "Nothing waits for HQ."
    assert not panel.now.isEnabled()
    with qtbot.assertNotEmitted(panel.send_now, wait=10):
        panel.answer("N")


def test_words_round_up_and_never_promise_less_than_it_takes() -> None:
    assert [minutes(seconds) for seconds in (1, 59, 60, 61, 7199, 7201)] == [
        "less than a minute", "less than a minute", "about 1 minute", "about 2 minutes",
        "about 120 minutes", "about 3 hours",
    ]  # fmt: skip
    assert (money(5, "EUR"), money(12_345, "")) == ("0.05 EUR", "123.45")
    assert plan_line(LinkPlan(((Lane.URGENT, 900),), 4, 0, "", None)).endswith("less than a minute")
    assert "left" not in lane_line(LinkPlan(((Lane.URGENT, 900),), 4, 0, "", None))
