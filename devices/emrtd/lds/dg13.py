"""DG13: whatever the issuing state likes (Doc 9303-10, 4.7.13). Kept whole, understood by nobody else."""

from __future__ import annotations

from devices.emrtd.lds.envelope import unwrap
from devices.emrtd.reading import ChipFile


def parse_dg13(data: bytes) -> bytes:
    """The state's own bytes; raises Malformed."""
    return unwrap(data, ChipFile.DG13)
