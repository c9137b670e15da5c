"""Everything that stands on the demo's stage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.demo.chips import ChipPlate
from app.demo.hq import DemoHq
from app.main.kit import StationKit
from app.ui.window import MainWindow
from devices.simulated.document import SimulatedReader
from devices.simulated.people import Traveller
from sync.simulated.cable import Cable


@dataclass(frozen=True, slots=True)
class Scene:
    """HQ, station, the cable between them, readers, window, travellers, the demo's folder, and two simulated
    sticks, for what waits and for the day: plugged in while their folders exist."""

    application: QCoreApplication
    kit: StationKit
    hq: DemoHq
    cable: Cable
    reader: SimulatedReader
    plate: ChipPlate
    window: MainWindow
    people: tuple[Traveller, ...]
    screens: Path
    home: Path
    stick: Path
    day_stick: Path


@dataclass(frozen=True, slots=True)
class Played:
    """What was done on the stage: travellers whose documents came in, the pictures taken, and how many
    records HQ confirmed by stick, and how many crossings the day's log took to HQ."""

    processed: int
    screens: tuple[str, ...]
    by_stick: int = 0
    in_log: int = 0
