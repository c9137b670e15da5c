"""What a chip is made of before it is powered: its files and its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from devices.emrtd.reading import ChipFile
from devices.simulated.chip.secrets import ChipSecrets

MASTER_IDS: Final[Mapping[ChipFile, int]] = MappingProxyType(
    {ChipFile.CARD_ACCESS: 0x011C, ChipFile.CARD_SECURITY: 0x011D, ChipFile.ATR_INFO: 0x2F01}
)
"""File identifiers under the master file (Doc 9303-10, 3.11)."""

APPLICATION_IDS: Final[Mapping[ChipFile, int]] = MappingProxyType(
    {ChipFile.COM: 0x011E, ChipFile.SOD: 0x011D}
    | {ChipFile.of_group(number): 0x0100 + number for number in range(1, 17)}
)
"""File identifiers in the eMRTD application (Doc 9303-10, table 37)."""

PROTECTED: Final = frozenset({ChipFile.DG3, ChipFile.DG4})
"""Files for which a chip wants terminal authentication."""


@dataclass(frozen=True, slots=True)
class Body:
    """Files with their outer tags, and secrets."""

    files: Mapping[ChipFile, bytes]
    secrets: ChipSecrets

    def with_file(self, file: ChipFile, data: bytes) -> Body:
        """The same chip with another file in this place."""
        return replace(self, files={**self.files, file: data})

    def without(self, file: ChipFile) -> Body:
        """The same chip without this file."""
        return replace(self, files={key: data for key, data in self.files.items() if key is not file})
