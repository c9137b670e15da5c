"""Pictures of erasing at the port: what is over, a plan, the second person, one more question, the end."""

from __future__ import annotations

import threading
from collections.abc import Callable

from scene import Scene

from app.domain.failure import FailureCode, WorldError
from app.domain.port_retention import PurgeCounts
from app.ui.retention_page import RetentionPage
from app.ui.shortcuts import Action
from app.ui.supervisor_screen import SupervisorScreen


def _page(scene: Scene) -> RetentionPage:
    screen = None if scene.window.sides is None else scene.window.sides.page(Action.SUPERVISE)
    if not isinstance(screen, SupervisorScreen):
        raise TypeError("no supervisor's screen")
    screen.turn_to("retention")
    page = screen.page("retention")
    if not isinstance(page, RetentionPage):
        raise TypeError("no page of retention")
    return page


def _open(theme: str, prepare: Callable[[Scene], None] = lambda scene: None) -> tuple[Scene, RetentionPage]:
    scene = Scene(theme)
    prepare(scene)
    scene.sign_in("leilani")
    scene.window.act(Action.SUPERVISE)
    page = _page(scene)
    scene.settle(lambda: page.rule.text() != "")
    return scene, page


def retention(theme: str) -> Scene:
    """What is over, and why some of it stays."""
    return _open(theme)[0]


def _nothing(scene: Scene) -> None:
    scene.parts.memory.retention.counts = PurgeCounts(0, 0, 0, (), ())
    scene.parts.memory.retention.past = []


def retention_nothing(theme: str) -> Scene:
    """Nothing is over, and nothing was ever erased."""
    return _open(theme, _nothing)[0]


def retention_planned(theme: str) -> Scene:
    """A plan waits for a second person."""
    scene, page = _open(theme)
    scene.press("p")
    scene.settle(page.approve_button.isEnabled)
    return scene


def retention_second(theme: str) -> Scene:
    """The second person is asked."""
    return retention_planned(theme).press("a")


def retention_refused(theme: str) -> Scene:
    """The plan is not what the store holds any more."""
    scene, page = _open(theme)
    scene.parts.memory.retention.fails = WorldError(FailureCode.PURGE_CHANGED, "retention")
    scene.press("p")
    scene.settle(lambda: "RET-02" in page.message.text())
    return scene


def _approved(theme: str) -> tuple[Scene, RetentionPage]:
    scene, page = _open(theme)
    port = scene.parts.memory.retention
    plan = port.plan(lambda done, whole: None)
    port.approve(plan.number, plan.digest, "sione")
    page.refresh()
    scene.settle(page.erase_button.isEnabled)
    return scene, page


def retention_asked(theme: str) -> Scene:
    """One more question before it is gone."""
    return _approved(theme)[0].press("x")


def retention_erasing(theme: str) -> Scene:
    """It is being erased."""
    scene, page = _approved(theme)
    scene.parts.memory.retention.hold.clear()
    threading.Timer(8.0, scene.parts.memory.retention.hold.set).start()  # once the picture is taken
    scene.press("x")
    page.confirm()
    scene.settle(page.bar.isVisible)
    return scene


def retention_erased(theme: str) -> Scene:
    """It is gone."""
    scene, page = _approved(theme)
    scene.press("x")
    page.confirm()
    scene.settle(lambda: "erased for good" in page.message.text() and page.plan_button.isVisible())
    return scene


STATES: tuple[Callable[[str], Scene], ...] = (
    retention, retention_nothing, retention_planned, retention_second, retention_refused, retention_asked,
    retention_erasing, retention_erased,
)  # fmt: skip

IN_ALL_THEMES = (retention, retention_second, retention_asked)
