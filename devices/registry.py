"""Every driver there is, what each finds on this machine, and readers made of them.

The drivers stand in one explicit tuple; the installer's hidden imports follow from it. Simulated
devices are imported only when they are asked for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from devices.api import (
    ChipReader,
    DetectProgress,
    DetectRow,
    DeviceRow,
    DocumentReader,
    DocumentScan,
    DriverInfo,
    Drives,
    WedgeReader,
)
from devices.errors import DeviceCode, DeviceError

if TYPE_CHECKING:
    from devices.chip.strategy import Remembered

SIMULATED = "simulated:"
SIMULATED_CHIP = SIMULATED + "chip:"


@dataclass(frozen=True, slots=True)
class Driver:
    """A driver's name card and the function that lists its devices."""

    info: DriverInfo
    rows: Callable[[str], tuple[DeviceRow, ...]]


def _serial_rows(key: str) -> tuple[DeviceRow, ...]:
    # Imported here: a machine without pyserial must still list its other devices.
    from devices.document.ports import serial_rows

    return serial_rows(key)


def _wedge_rows(key: str) -> tuple[DeviceRow, ...]:
    return (DeviceRow(key, "Readers that type like a keyboard"),)


def _pcsc_rows(key: str) -> tuple[DeviceRow, ...]:
    # Imported here: pyscard may be missing, and so may the library of the system behind it.
    from devices.chip.pcsc import pcsc_rows

    return pcsc_rows(key)


DRIVERS: tuple[Driver, ...] = (
    Driver(DriverInfo("serial", "document", "Serial document readers"), _serial_rows),
    Driver(DriverInfo("wedge", "document", "Keyboard-wedge document readers"), _wedge_rows),
    Driver(DriverInfo("pcsc", "chip", "Chip readers (PC/SC)"), _pcsc_rows),
)


def discover(*, simulate: bool = False, drivers: tuple[Driver, ...] = DRIVERS) -> tuple[DeviceRow, ...]:
    """A row for each device present; a missing library or a sick driver becomes a row of its own.

    Simulated readers are listed only with `simulate`.
    """
    rows: list[DeviceRow] = []
    for driver in drivers:
        key, name = driver.info.key, driver.info.name
        try:
            rows += driver.rows(key)
        except ImportError as error:
            rows.append(DeviceRow(key, name, code=DeviceCode.UNSUPPORTED, detail=f"missing: {error.name}"))
        except DeviceError as error:
            rows.append(DeviceRow(key, name, error.port, code=error.code, detail=error.detail))
        except OSError as error:
            rows.append(DeviceRow(key, name, code=DeviceCode.GONE, detail=type(error).__name__))
    return (*rows, *(_simulated_rows() if simulate else ()))


def profile_keys() -> tuple[str, ...]:
    """Keys of the profiles that `make_reader` takes."""
    from devices.document.profiles import PROFILES

    return tuple(profile.key for profile in PROFILES)


def make_reader(port: str, profile_key: str | None, *, simulate: bool = False) -> DocumentReader:
    """A reader on `port` (name or URL); without a profile the framing is found by itself.

    `simulated:stx_etx` and so on are ports only with `simulate`. Nothing is opened yet. Raises
    DeviceError(NOT_FOUND) for an unknown profile or simulated port, UNSUPPORTED without pyserial.
    """
    if port.startswith(SIMULATED):
        if not simulate:
            raise DeviceError(DeviceCode.NOT_FOUND, port, "simulated readers are switched off")
        return _simulated_reader(port)
    try:
        from devices.document.profiles import AUTO, profile_of
        from devices.document.serial_reader import SerialDocumentReader
    except ImportError as error:
        raise DeviceError(DeviceCode.UNSUPPORTED, port, f"missing: {error.name}") from error
    profile = AUTO if profile_key is None else profile_of(profile_key)
    if profile is None:
        raise DeviceError(DeviceCode.NOT_FOUND, port, f"no profile {profile_key}")
    return SerialDocumentReader(port, profile)


def make_wedge() -> WedgeReader:
    """A keyboard-wedge reader for the desk's event filter."""
    from devices.document.wedge import KeyboardWedge

    return KeyboardWedge()


def make_chip_reader(
    name: str = "", *, simulate: bool = False, remembered: Remembered | None = None
) -> ChipReader:
    """A chip reader by its PC/SC name, empty for the first one found; nothing is opened yet.

    `remembered` keeps what was learnt of readers, else it is forgotten with this one. A virtual
    passport lies on `simulated:chip:PROFILE`, only with `simulate`. Raises DeviceError(NOT_FOUND) for
    an unknown one, UNSUPPORTED without pyscard.
    """
    from devices.chip.reader import SlotChipReader
    from devices.chip.strategy import RememberedHere

    memory = remembered or RememberedHere()
    if name.startswith(SIMULATED):
        if not simulate:
            raise DeviceError(DeviceCode.NOT_FOUND, name, "simulated readers are switched off")
        return _simulated_chip_reader(name, memory)
    try:
        from devices.chip.pcsc import PcscSlot
    except ImportError as error:
        raise DeviceError(DeviceCode.UNSUPPORTED, name, f"missing: {error.name}") from error
    info = DriverInfo("pcsc", "chip", name or "Chip reader")
    return SlotChipReader(PcscSlot(name), info, memory)


def make_drives(simulated: Sequence[Path] = ()) -> Drives:
    """The removable drives of this machine; `simulated` are folders that stand for them instead.

    Raises DeviceError(UNSUPPORTED) on a system of which nothing is known, or without simulated ones.
    """
    if simulated:
        try:
            from devices.simulated.drives import SimulatedDrives
        except ImportError as error:  # a shipped build has no fakes
            raise DeviceError(DeviceCode.UNSUPPORTED, "drives", f"missing: {error.name}") from error
        return SimulatedDrives(simulated)
    platform: str = sys.platform
    if platform == "linux":
        from devices.drives.linux import LinuxDrives

        return LinuxDrives()
    if platform == "darwin":
        from devices.drives.macos import MacDrives

        return MacDrives()
    if platform == "win32":
        from devices.drives.windows import WindowsDrives

        return WindowsDrives()
    raise DeviceError(DeviceCode.UNSUPPORTED, "drives", platform)


def detect_reader(
    ports: tuple[str, ...],
    *,
    seconds: float,
    probe: bool,
    score: Callable[[DocumentScan], int],
    enough: int | None,
    progress: Callable[[DetectProgress], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[DetectRow, ...]:
    """Find port and profile by a test document (`devices.document.detect`); blocks, best row first."""
    from devices.document.detect import DetectPlan, detect

    plan = DetectPlan(ports, seconds=seconds, probe=probe, enough=enough)
    return detect(plan, score, progress, clock=time.monotonic, cancelled=cancelled)


def _simulated_rows() -> tuple[DeviceRow, ...]:
    from devices.simulated.chip.profiles import PROFILES
    from devices.simulated.frames import ENCODERS

    return (
        *(DeviceRow("simulated", f"Simulated reader ({name})", SIMULATED + name) for name in ENCODERS),
        *(
            DeviceRow("simulated-chip", profile.about, SIMULATED_CHIP + name)
            for name, profile in PROFILES.items()
        ),
    )


def _simulated_chip_reader(name: str, remembered: Remembered) -> ChipReader:
    from devices.chip.reader import SlotChipReader
    from devices.simulated.chip.pki import shared_pki
    from devices.simulated.chip.profiles import PROFILES, passport_of
    from devices.simulated.chip.slot import SimulatedSlot

    profile = PROFILES.get(name.removeprefix(SIMULATED_CHIP))
    if profile is None:
        raise DeviceError(DeviceCode.NOT_FOUND, name, "no such virtual passport")
    slot = SimulatedSlot(name)
    slot.lay(passport_of(profile, shared_pki("devices.registry", datetime.now(UTC).date())))
    return SlotChipReader(slot, DriverInfo(name, "chip", profile.about), remembered)


def _simulated_reader(port: str) -> DocumentReader:
    from devices.api import Framing
    from devices.simulated.document import SimulatedDocumentReader, SimulatedReader
    from devices.simulated.people import TRAVELLERS, load_people

    try:
        reader = SimulatedReader(Framing(port.removeprefix(SIMULATED)))
    except ValueError as error:
        raise DeviceError(DeviceCode.NOT_FOUND, port, "no such simulated reader") from error
    people = load_people(TRAVELLERS, datetime.now(UTC).date())
    return SimulatedDocumentReader(reader, make_reader(reader.port, None), people)
