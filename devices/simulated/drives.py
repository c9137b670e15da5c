"""Simulated drives: folders that count as plugged in, for the demo and for tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from devices.api import Drive
from devices.errors import DeviceCode, DeviceError


class SimulatedDrives:
    """A `devices.api.Drives` of folders; one that does not exist is a drive that is not plugged in."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._ejected: set[Path] = set()

    def find(self) -> Sequence[Drive]:
        """Each folder that is there and was not ejected."""
        return [_drive(folder) for folder in self._folders if self._in(folder)]

    def eject(self, drive: Drive) -> None:
        """Count it as pulled out; raises DeviceError(GONE) for one that is not there."""
        if not self._in(drive.path):
            raise DeviceError(DeviceCode.GONE, drive.device)
        self._ejected.add(drive.path)

    def plug_in(self) -> None:
        """Put every ejected drive back."""
        self._ejected.clear()

    def _in(self, folder: Path) -> bool:
        return folder.is_dir() and folder not in self._ejected


def _drive(folder: Path) -> Drive:
    room = shutil.disk_usage(folder)
    locked = not os.access(folder, os.W_OK)
    return Drive(folder, f"simulated:{folder.name}", folder.name, "folder", room.total, room.free, locked)
