"""Pictures of taking closed days to HQ on a stick."""

from __future__ import annotations

import threading
from collections.abc import Callable

from scene import Scene
from supervisor import page_of

from app.domain.export_policy import ExportPolicy
from app.domain.failure import FailureCode
from app.flow.today import local_day
from app.ui.export_page import ExportPage, Step
from app.ui.shortcuts import Action
from tests.helpers.booth import SetClock
from tests.helpers.exports import POLICY, MemoryExports
from tests.helpers.sticks import MemoryCourier
from tests.helpers.supervised import MemoryDays


def _page(scene: Scene) -> ExportPage:
    page = page_of(scene, "export")
    if not isinstance(page, ExportPage):
        raise TypeError("no export")
    return page


def _open(theme: str, exports: MemoryExports, sticks: tuple[str, ...] = ("BOAT 2",)) -> Scene:
    days, courier = MemoryDays(local_day(SetClock().now)), MemoryCourier()
    for name in sticks:
        courier.plug(name)
    scene = Scene(theme, courier=courier, days=days, day_export=exports).sign_in("leilani")
    session = scene.window.duty.session if scene.window.duty is not None else None
    if session is None:
        raise TypeError("nobody is signed in")
    for view in list(days.days(session))[1:2]:
        days.close(session, view.day, lambda *_: None)
    scene.window.act(Action.SUPERVISE)
    scene.press("3")
    scene.settle(lambda: bool(_page(scene).logs_panel.logs))
    scene.settle(lambda: len(_page(scene).drive_panel.drives) == len(sticks))
    return scene


def _forward(scene: Scene, to: Step) -> Scene:
    page = _page(scene)
    for _ in range(to):
        page.forward()
        scene.settle()
    return scene


def export_no_stick(theme: str) -> Scene:
    """No stick is plugged in."""
    return _open(theme, MemoryExports(), ())


def export_sticks(theme: str) -> Scene:
    """Two sticks to choose from."""
    return _open(theme, MemoryExports(), ("BOAT 2", "OLD"))


def export_days(theme: str) -> Scene:
    """What was never taken is marked."""
    return _forward(_open(theme, MemoryExports()), Step.DAYS)


def export_sealed(theme: str) -> Scene:
    """Who will be able to open it."""
    return _forward(_open(theme, MemoryExports()), Step.SEAL)


def export_plain(theme: str) -> Scene:
    """Without encryption, for a reason."""
    allowed = MemoryExports(ExportPolicy(POLICY.recipients, plain_allowed=True))
    scene = _forward(_open(theme, allowed), Step.SEAL).press("p")
    _page(scene).seal_panel.reason.setText("The ministry's computer has no key until Monday")
    return scene


def export_nobody(theme: str) -> Scene:
    """HQ has not said to whom."""
    return _forward(_open(theme, MemoryExports(ExportPolicy())), Step.SEAL)


def export_writing(theme: str) -> Scene:
    """In the middle of writing."""
    exports = MemoryExports()
    scene = _forward(_open(theme, exports), Step.SEAL)
    exports.hold.clear()
    scene.press("w")
    scene.settle(lambda: "Writing" in _page(scene).message.text())
    threading.Timer(2.0, exports.hold.set).start()  # once the picture is taken
    return scene


def export_done(theme: str) -> Scene:
    """The slip."""
    scene = _forward(_open(theme, MemoryExports()), Step.SEAL).press("w")
    scene.settle(lambda: "compared" in _page(scene).message.text())
    return scene


def export_full(theme: str) -> Scene:
    """The stick has no room."""
    exports = MemoryExports()
    exports.fails = FailureCode.DRIVE_FULL
    scene = _forward(_open(theme, exports), Step.SEAL).press("w")
    scene.settle(lambda: "DRV-02" in _page(scene).message.text())
    return scene


STATES: tuple[Callable[[str], Scene], ...] = (
    export_no_stick, export_sticks, export_days, export_sealed, export_plain, export_nobody, export_writing,
    export_done, export_full,
)  # fmt: skip

IN_ALL_THEMES = (export_days, export_done)
"""States that are kept in all three themes."""
