"""DG7: the displayed signature or usual mark of the holder (Doc 9303-10, 4.7.7)."""

from __future__ import annotations

from devices.emrtd.lds.envelope import counted, unwrap
from devices.emrtd.lds.images import StillImage, still_image
from devices.emrtd.reading import ChipFile

MOST_SIGNATURES = 9
_WHERE = ChipFile.DG7.value
_SIGNATURE = 0x5F43


def parse_dg7(data: bytes) -> tuple[StillImage, ...]:
    """Every displayed signature, still compressed, at least one; raises Malformed."""
    found = counted(unwrap(data, ChipFile.DG7), _SIGNATURE, MOST_SIGNATURES, _WHERE)
    return tuple(still_image(picture, _WHERE) for picture in found)
