"""DG1: the machine readable zone as the chip has it (Doc 9303-10, 4.7.1)."""

from __future__ import annotations

from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import objects, only, unwrap
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.DG1.value
_MRZ = 0x5F1F
_WIDTHS = {90: 30, 72: 36, 88: 44}  # TD1, TD2 and TD3 (Doc 9303-5, -6 and -4)
_ALPHABET = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<")


def parse_dg1(data: bytes) -> tuple[str, ...]:
    """The lines of the MRZ: three of 30, two of 36 or two of 44 characters of its alphabet.

    Check digits are not looked at. Raises Malformed.
    """
    mrz = only(objects(unwrap(data, ChipFile.DG1), _WHERE), _MRZ, _WHERE)
    width = _WIDTHS.get(len(mrz))
    if width is None:
        raise Malformed(_WHERE, "the MRZ is as long as that of no document")
    if not _ALPHABET.issuperset(mrz):
        raise Malformed(_WHERE, "the MRZ has characters of no MRZ")
    text = mrz.decode("ascii")
    return tuple(text[start : start + width] for start in range(0, len(text), width))
