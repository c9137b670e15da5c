"""Removable drives on macOS, by `diskutil` (diskutil(8)). Untested on a machine so far."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

from devices.api import Drive
from devices.errors import DeviceCode, DeviceError

_VOLUMES: Final = Path("/Volumes")
_DISKUTIL: Final = "/usr/sbin/diskutil"
_PATIENCE: Final = 120.0


class MacDrives:
    """A `devices.api.Drives`."""

    def find(self) -> Sequence[Drive]:
        """Every volume whose disk is removable or outside the machine."""
        found = [_drive(volume) for volume in sorted(_VOLUMES.iterdir())] if _VOLUMES.is_dir() else []
        return [drive for drive in found if drive is not None]

    def eject(self, drive: Drive) -> None:
        """Unmount and eject its disk; raises DeviceError(GONE, BUSY)."""
        if not drive.path.is_dir():
            raise DeviceError(DeviceCode.GONE, drive.device)
        ended = _run("eject", str(drive.path))
        if ended is None or ended.returncode != 0:
            raise DeviceError(DeviceCode.BUSY, drive.device)


def _drive(volume: Path) -> Drive | None:
    ended = _run("info", "-plist", str(volume))
    try:
        said: dict[str, Any] = {} if ended is None else plistlib.loads(ended.stdout)
        room = shutil.disk_usage(volume)
    except (ValueError, ExpatError, OSError):
        return None
    outside = said.get("RemovableMediaOrExternalDevice") or said.get("RemovableMedia")
    if not outside or volume.is_symlink():
        return None
    return Drive(
        path=volume,
        device=str(said.get("DeviceNode", "")),
        label=str(said.get("VolumeName", volume.name)),
        filesystem=str(said.get("FilesystemType", "")),
        size=room.total,
        free=room.free,
        read_only=not said.get("WritableVolume", True),
    )


def _run(*words: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return subprocess.run(
            [_DISKUTIL, *words],
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
