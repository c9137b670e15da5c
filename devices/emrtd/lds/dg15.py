"""DG15: the public key with which the chip proves that it is no copy (Doc 9303-10, 4.7.15)."""

from __future__ import annotations

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import objects, unwrap
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.DG15.value
_SEQUENCE, _BIT_STRING = 0x30, 0x03


def parse_dg15(data: bytes) -> bytes:
    """The SubjectPublicKeyInfo (DER) of active authentication, the key itself not yet looked at.

    Raises Malformed for anything but an algorithm and a bit string in a sequence.
    """
    key = unwrap(data, ChipFile.DG15)
    if [part.tag for part in objects(tlv.one(key, _SEQUENCE), _WHERE)] != [_SEQUENCE, _BIT_STRING]:
        raise Malformed(_WHERE, "the public key has other parts than it should")
    return key
