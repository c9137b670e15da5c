"""Removable drives on Windows, by the system's own calls. Untested on a machine so far.

Microsoft Learn: GetLogicalDrives, GetDriveTypeW, GetVolumeInformationW (fileapi.h); DeviceIoControl with
FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME and IOCTL_STORAGE_EJECT_MEDIA (winioctl.h).
"""

from __future__ import annotations

import ctypes
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from devices.api import Drive
from devices.errors import DeviceCode, DeviceError

_REMOVABLE: Final = 2
_READ_ONLY_VOLUME: Final = 0x00080000
_READ_WRITE: Final = 0xC0000000
_SHARED: Final = 3
_EXISTING: Final = 3
_LOCK, _DISMOUNT, _EJECT = 0x00090018, 0x00090020, 0x002D4808
_NAME: Final = 261


def _kernel() -> Any:
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateFileW.restype = ctypes.c_void_p
        return kernel
    raise DeviceError(DeviceCode.UNSUPPORTED, "drives", "not Windows")


class WindowsDrives:
    """A `devices.api.Drives`."""

    def find(self) -> Sequence[Drive]:
        """Every drive letter that the system calls removable and that has a medium in it."""
        kernel = _kernel()
        letters = [chr(65 + place) for place in range(26) if kernel.GetLogicalDrives() >> place & 1]
        roots = [f"{letter}:\\" for letter in letters if kernel.GetDriveTypeW(f"{letter}:\\") == _REMOVABLE]
        return [drive for drive in (_drive(kernel, root) for root in roots) if drive is not None]

    def eject(self, drive: Drive) -> None:
        """Lock, dismount and eject the volume; raises DeviceError(GONE, BUSY)."""
        kernel = _kernel()
        handle = kernel.CreateFileW(f"\\\\.\\{drive.device}", _READ_WRITE, _SHARED, None, _EXISTING, 0, None)
        if handle is None or handle == ctypes.c_void_p(-1).value:
            raise DeviceError(DeviceCode.GONE, drive.device)
        try:
            done = ctypes.c_ulong()
            for act in (_LOCK, _DISMOUNT, _EJECT):
                if not kernel.DeviceIoControl(
                    ctypes.c_void_p(handle), act, None, 0, None, 0, ctypes.byref(done), None
                ):
                    raise DeviceError(DeviceCode.BUSY, drive.device, f"{act:#x}")
        finally:
            kernel.CloseHandle(ctypes.c_void_p(handle))


def _drive(kernel: Any, root: str) -> Drive | None:
    label, system = ctypes.create_unicode_buffer(_NAME), ctypes.create_unicode_buffer(_NAME)
    flags = ctypes.c_ulong()
    if not kernel.GetVolumeInformationW(root, label, _NAME, None, None, ctypes.byref(flags), system, _NAME):
        return None
    try:
        room = shutil.disk_usage(root)
    except OSError:
        return None
    locked = bool(flags.value & _READ_ONLY_VOLUME)
    return Drive(Path(root), root[:2], label.value, system.value, room.total, room.free, locked)
