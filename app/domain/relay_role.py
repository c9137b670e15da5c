"""What a booth is to its port's relay, as a technician or supervisor settled it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ADDRESS: Final = re.compile(r"(\[[0-9a-fA-F:]{2,45}\]|[A-Za-z0-9._-]{1,253}):([0-9]{1,5})")


class RoleKind(StrEnum):
    """By itself (OFF), keeper of the relay (HERE), or one who uses it (USE)."""

    OFF = "off"
    HERE = "here"
    USE = "use"


@dataclass(frozen=True, slots=True)
class RelayRole:
    """A booth's role and the address to listen at or to call, as HOST:PORT or [HOST]:PORT."""

    kind: RoleKind = RoleKind.OFF
    address: str = ""

    @property
    def holds(self) -> bool:
        """Whether there is an address where the role needs one, and only there."""
        if self.kind is RoleKind.OFF:
            return not self.address
        found = _ADDRESS.fullmatch(self.address)
        least = 0 if self.kind is RoleKind.HERE else 1
        return found is not None and least <= int(found[2]) <= 65_535
