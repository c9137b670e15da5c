"""The states in which the chip plays the part: virtual passports, read and proved for real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from scene import Scene

from app.flow.chip import ChipState, ChipView
from app.ui.shortcuts import Action
from tests.helpers.chip_desk import HandChip, lines_of
from tests.helpers.chips import trust


@dataclass
class Read:
    """A scene with its chip reader."""

    scene: Scene
    chip: HandChip

    def settled(self, *states: ChipState) -> Scene:
        """The scene as soon as the chip is in one of these states."""
        self.scene.settle(lambda: self.view is not None and self.view.state in states)
        self.scene.settle()
        return self.scene

    @property
    def view(self) -> ChipView | None:
        """The chip as the desk knows it."""
        return None if self.scene.window.duty is None else self.scene.window.duty.desk.chip


def _asked(theme: str, profile: str) -> Read:
    """A passport that was swiped; its chip is awaited."""
    chip = HandChip()
    scene = Scene(theme, chip=chip.port)
    scene.parts.memory.anchors = trust()
    scene.sign_in().swipe_lines(lines_of(profile))
    return Read(scene, chip)


def _read(theme: str, profile: str) -> Scene:
    read = _asked(theme, profile)
    read.chip.lay(profile)
    return read.settled(ChipState.READ)


def chip_asked(theme: str) -> Scene:
    """Lay the passport on the chip reader."""
    return _asked(theme, "pace-gm-p256").scene


def chip_good(theme: str) -> Scene:
    """A chip that is genuine, original and agrees with the page."""
    return _read(theme, "pace-gm-p256")


def chip_reading(theme: str) -> Scene:
    """Half of the photo has come."""
    read = _asked(theme, "pace-gm-p256")
    read.chip.hold("EF.DG2", 0.64)
    read.chip.lay("pace-gm-p256")
    read.scene.settle(lambda: read.view is not None and read.view.total > 0)
    return read.scene


def chip_cloned(theme: str) -> Scene:
    """A copy: its lamp opened."""
    return _read(theme, "cloned").press(Qt.Key.Key_F2)


def chip_tampered_page(theme: str) -> Scene:
    """A birth date changed on the chip: both lines beside each other."""
    return _read(theme, "tampered-dg1").press(Qt.Key.Key_F2, Qt.Key.Key_Down)


def chip_tampered_photo(theme: str) -> Scene:
    """Another photo than the one that was signed."""
    return _read(theme, "tampered-dg2")


def chip_unknown_issuer(theme: str) -> Scene:
    """A state in no list: neither good nor bad."""
    return _read(theme, "unknown-csca")


def chip_no_copy_protection(theme: str) -> Scene:
    """A chip as the first ones were: nothing tells it from a copy."""
    return _read(theme, "bac")


def chip_lifted(theme: str) -> Scene:
    """Taken away in the middle."""
    read = _asked(theme, "pulled")
    read.chip.lay("pulled")
    return read.settled(ChipState.LIFTED)


def chip_failed(theme: str) -> Scene:
    """The secure way in failed."""
    read = _asked(theme, "pace-fails")
    read.chip.lay("pace-fails")
    return read.settled(ChipState.FAILED)


def chip_older_way(theme: str) -> Scene:
    """Asked before the older way is taken."""
    scene = chip_failed(theme)
    scene.window.act(Action.READ_CHIP)
    return scene


def chip_reader_gone(theme: str) -> Scene:
    """The chip reader was unplugged."""
    scene = _asked(theme, "pace-gm-p256").scene
    if scene.window.duty is not None:
        scene.window.duty.chip_event(ChipView(ChipState.GONE, code="DEV-01"))
    return scene


def chip_overrule(theme: str) -> Scene:
    """Admitting in spite of a copy."""
    return _read(theme, "cloned").press("1", Qt.Key.Key_F12)


def chip_versions(theme: str) -> Scene:
    """The record of a refused copy."""
    scene = _read(theme, "cloned").press(Qt.Key.Key_F9, "2", Qt.Key.Key_F9, Qt.Key.Key_F9, Qt.Key.Key_F7)
    records = scene.window.records
    if records is not None:
        records.open_crossing(records.table.records.at(0))
        scene.settle()
        records.crossing.checks.setFocus()
        scene.press(Qt.Key.Key_Down, Qt.Key.Key_Up)
    return scene


STATES: tuple[Callable[[str], Scene], ...] = (
    chip_asked, chip_reading, chip_good, chip_cloned, chip_tampered_page, chip_tampered_photo,
    chip_unknown_issuer,
    chip_no_copy_protection, chip_lifted, chip_failed, chip_older_way, chip_reader_gone, chip_overrule,
    chip_versions,
)  # fmt: skip

IN_ALL_THEMES = (chip_good, chip_cloned)
