"""Removable drives on Linux: found without rights, let go of by udisks, or by umount where there is none."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from devices.api import Drive
from devices.drives.mounts import Disks, Mount, read_mounts
from devices.errors import DeviceCode, DeviceError

PATIENCE: Final = 120.0
"""Seconds that unmounting may take: a slow stick writes what the system still holds for it."""

_SYSTEM: Final = frozenset({
    "/", "/usr", "/var", "/home", "/boot", "/boot/efi", "/boot/firmware", "/opt", "/srv", "/cdrom",
    "/run/live/medium", "/lib/live/mount/medium", "/run/initramfs/live", "/sysroot",
})  # fmt: skip
"""Where the system itself lives: a disk that holds any of it is no courier's, also one on USB."""
_ESCAPED: Final = re.compile(r"\\x([0-9a-fA-F]{2})")


class LinuxDrives:
    """A `devices.api.Drives`. The folders are those of the kernel; tests have their own."""

    def __init__(
        self,
        table: Path = Path("/proc/self/mountinfo"),
        sys: Path = Path("/sys"),
        labels: Path = Path("/dev/disk/by-label"),
    ) -> None:
        self._table = table
        self._disks = Disks(sys)
        self._labels = labels

    def find(self) -> Sequence[Drive]:
        """Every removable drive that is mounted now, by path; one that goes meanwhile is left out."""
        mounts = read_mounts(self._table)
        own = frozenset().union(*(self._disks.of(one.device) for one in mounts if str(one.path) in _SYSTEM))
        found: dict[str, Drive] = {}
        for mount in mounts:
            disks = self._disks.of(mount.device)
            if disks and not disks & own and all(map(self._disks.removable, disks)):
                drive = self._drive(mount)
                if drive is not None:
                    found.setdefault(mount.device, drive)
        return sorted(found.values(), key=lambda drive: drive.path)

    def eject(self, drive: Drive) -> None:
        """Write out what the system holds for it, unmount it, and switch it off where that is possible.

        Raises DeviceError(GONE) when it is not mounted any more, BUSY when the system does not let it go.
        """
        if not self._mounted(drive):
            raise DeviceError(DeviceCode.GONE, drive.device)
        _flush(drive)
        udisks = shutil.which("udisksctl")
        if udisks is not None:
            _run([udisks, "unmount", "--no-user-interaction", "-b", drive.device])
        said = ""
        if self._mounted(drive):
            said = _run([shutil.which("umount") or "/bin/umount", str(drive.path)])
        if self._mounted(drive):
            raise DeviceError(DeviceCode.BUSY, drive.device, said)
        if udisks is not None:
            for disk in self._disks.of(drive.device):
                _run([udisks, "power-off", "--no-user-interaction", "-b", f"/dev/{disk}"])

    def _mounted(self, drive: Drive) -> bool:
        return any((one.path, one.device) == (drive.path, drive.device) for one in read_mounts(self._table))

    def _drive(self, mount: Mount) -> Drive | None:
        try:
            room = os.statvfs(mount.path)
        except OSError:
            return None
        return Drive(
            path=mount.path,
            device=mount.device,
            label=self._label(mount),
            filesystem=mount.filesystem,
            size=room.f_blocks * room.f_frsize,
            free=room.f_bavail * room.f_frsize,
            read_only=mount.read_only or bool(room.f_flag & os.ST_RDONLY),
        )

    def _label(self, mount: Mount) -> str:
        """What its owner called it, else the name of the folder."""
        device = Path(mount.device).resolve()
        try:
            called = [link.name for link in self._labels.iterdir() if link.resolve() == device]
        except OSError:
            called = []
        label = called[0] if called else mount.path.name
        return _ESCAPED.sub(lambda byte: chr(int(byte[1], 16)), label)


def _flush(drive: Drive) -> None:
    """Wait until the device has all that was written to it (syncfs(2)); raises DeviceError(GONE)."""
    try:
        folder = os.open(drive.path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise DeviceError(DeviceCode.GONE, drive.device, type(error).__name__) from error
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.syncfs(folder) != 0:
            detail = os.strerror(ctypes.get_errno())
            raise DeviceError(DeviceCode.GONE, drive.device, detail)
    finally:
        os.close(folder)


def _run(command: list[str]) -> str:
    """Run a command of the system; what it complained of, empty when all went well."""
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return "it took too long"
    except OSError as error:
        return error.strerror or type(error).__name__
    return "" if ended.returncode == 0 else (ended.stderr.strip().splitlines() or ["refused"])[-1]
