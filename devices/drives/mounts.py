"""Which file systems are mounted, and on which disks they lie: Linux's own tables, read as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_OCTAL: Final = re.compile(r"\\([0-7]{3})")
_USB: Final = re.compile(r"usb[0-9]+")
_DEEPEST: Final = 4
"""Devices upon devices (a sealed partition is one) that are followed down to a disk."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of `/proc/self/mountinfo` (proc(5)): a whole file system of a device under a folder."""

    path: Path
    device: str
    filesystem: str
    read_only: bool


def read_mounts(table: Path) -> list[Mount]:
    """What is mounted from a device; parts of file systems that are shown a second time are left out."""
    found = []
    for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
        left, _, right = line.partition(" - ")
        fields, rest = left.split(), right.split()
        if len(fields) < 6 or len(rest) < 3 or fields[3] != "/" or not rest[1].startswith("/dev/"):
            continue
        options = {*fields[5].split(","), *rest[2].split(",")}
        found.append(Mount(Path(_plain(fields[4])), _plain(rest[1]), rest[0], "ro" in options))
    return found


def _plain(text: str) -> str:
    return _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), text)


class Disks:
    """What `/sys` says of block devices; `sys` is that folder."""

    def __init__(self, sys: Path) -> None:
        self._classes = sys / "class" / "block"

    def of(self, device: str) -> frozenset[str]:
        """Names of the disks on which a device lies (`/dev/sdb1`: `sdb`); empty where nobody knows."""
        return self._below(Path(device).resolve().name, 0)

    def removable(self, disk: str) -> bool:
        """Whether a disk can be pulled out: it says so, hangs on USB, or is a memory card."""
        folder = self._classes / disk
        if self._says(folder / "removable") == "1" or self._says(folder / "device" / "type") == "SD":
            return True
        try:
            return any(_USB.fullmatch(part) for part in folder.resolve(strict=True).parts)
        except OSError:
            return False

    def _below(self, name: str, depth: int) -> frozenset[str]:
        folder = self._classes / name
        if depth > _DEEPEST or not folder.is_dir():
            return frozenset()
        if (folder / "partition").is_file():
            return frozenset({folder.resolve().parent.name})
        slaves = folder / "slaves"
        lower = sorted(one.name for one in slaves.iterdir()) if slaves.is_dir() else []
        if not lower:
            return frozenset({name})
        return frozenset().union(*(self._below(one, depth + 1) for one in lower))

    @staticmethod
    def _says(file: Path) -> str:
        try:
            return file.read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return ""
