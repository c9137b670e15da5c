"""Pictures of the roads to HQ at the desk: the stick, the dear link, what the bar says of them."""

from __future__ import annotations

import threading
from collections.abc import Callable

from scene import Scene

from app.domain.failure import FailureCode
from app.domain.link_policy import LinkPolicy
from app.domain.relay_role import RelayRole, RoleKind
from app.flow.ports import LinkState, LinkStatus
from app.ui.shortcuts import Action
from app.ui.stick_page import StickPage
from tests.helpers.roads import MemoryRoads
from tests.helpers.sticks import MemoryCourier


def _stick(theme: str, courier: MemoryCourier) -> Scene:
    scene = Scene(theme, courier=courier).sign_in()
    scene.window.act(Action.STICK)
    page = _page(scene)
    scene.settle(lambda: page.table.lines.rowCount() == len(courier.drives()))
    return scene


def _page(scene: Scene) -> StickPage:
    page = None if scene.window.sides is None else scene.window.sides.page(Action.STICK)
    if not isinstance(page, StickPage):
        raise TypeError("no stick page")
    return page


def stick_none(theme: str) -> Scene:
    """No stick is plugged in."""
    return _stick(theme, MemoryCourier())


def stick_answered(theme: str) -> Scene:
    """HQ has answered; another stick is damaged."""
    courier = MemoryCourier()
    courier.plug(for_us=5)
    courier.plug("OLD", torn=("0000000001-5b1f0c9d3e7a4482.mrec",))
    return _stick(theme, courier)


def stick_working(theme: str) -> Scene:
    """In the middle of writing."""
    courier = MemoryCourier()
    courier.plug()
    scene = _stick(theme, courier)
    courier.hold.clear()
    scene.press("w")
    scene.settle(lambda: "Writing" in _page(scene).message.text())
    threading.Timer(2.0, courier.hold.set).start()  # once the picture is taken
    return scene


def stick_written(theme: str) -> Scene:
    """Written and read back."""
    courier = MemoryCourier()
    courier.plug()
    scene = _stick(theme, courier).press("w")
    scene.settle(lambda: "read back" in _page(scene).message.text())
    return scene


def stick_gone(theme: str) -> Scene:
    """Pulled out too early."""
    courier = MemoryCourier()
    courier.plug()
    courier.fails = FailureCode.DRIVE_GONE
    scene = _stick(theme, courier).press("w")
    scene.settle(lambda: "DRV-04" in _page(scene).message.text())
    return scene


def _link(theme: str, roads: MemoryRoads) -> Scene:
    scene = Scene(theme, roads=roads).sign_in()
    scene.window.act(Action.LINK)
    scene.settle()
    return scene


def link_dear(theme: str) -> Scene:
    """A satellite link: bytes, minutes and money."""
    return _link(theme, MemoryRoads())


def link_free(theme: str) -> Scene:
    """A link on which nothing is to be decided, and a relay that does not answer."""
    roads = MemoryRoads(LinkPolicy())
    roads.role, roads.trouble = RelayRole(RoleKind.USE, "192.168.1.10:8743"), FailureCode.RELAY_UNREACHABLE
    return _link(theme, roads)


def dear_link_bar(theme: str) -> Scene:
    """The bar says that a dear link waits for a yes."""
    scene = Scene(theme, roads=MemoryRoads()).sign_in()
    if scene.parts.link.listener is not None:
        held = LinkStatus(LinkState.CONNECTED, scene.parts.clock.now, FailureCode.CONSENT_NEEDED)
        scene.parts.link.listener(held)
    scene.settle()
    return scene


STATES: tuple[Callable[[str], Scene], ...] = (
    stick_none, stick_answered, stick_working, stick_written, stick_gone, link_dear, link_free,
    dear_link_bar,
)  # fmt: skip

IN_ALL_THEMES = (stick_answered, link_dear)
