"""The trip of a stick while the link is cut: written at the desk, read at HQ, its receipts taken home."""

from __future__ import annotations

from collections.abc import Callable

from app.demo.officer import DemoOfficer
from app.demo.scene import Scene
from app.ui.shortcuts import Action, shortcut


def send_by_stick(officer: DemoOfficer, scene: Scene, say: Callable[[str], None]) -> int:
    """Write what waits, let HQ read it, read HQ's answer; how many records HQ has confirmed that way."""
    before = officer.duty.session.outbox.view().accepted
    scene.stick.mkdir(exist_ok=True)
    officer.act(Action.STICK)
    officer.until(lambda: officer.stick_lines > 0, "the stick to show")
    officer.press(shortcut(Action.STICK_WRITE).keys[0])
    officer.until(lambda: "read back" in officer.stick_words, "the stick to be written")
    officer.picture("stick-written")
    say(f"A stick goes to HQ and back: {scene.hq.read_stick(scene.stick)}")
    officer.press(shortcut(Action.STICK_READ).keys[0])
    officer.until(lambda: "HQ has confirmed" in officer.stick_words, "HQ's receipts on the stick")
    officer.picture("stick-read")
    officer.press(shortcut(Action.STICK_EJECT).keys[0])
    officer.until(lambda: "pull the stick out" in officer.stick_words, "the stick to be let go of")
    officer.press(shortcut(Action.BACK).keys[0])
    return officer.duty.session.outbox.view().accepted - before
