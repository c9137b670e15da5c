"""Take the pictures out of a face image data block of ISO/IEC 39794-5:2019 (annex A, tagged as in Part 1)."""

from __future__ import annotations

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.envelope import objects

_WRAPPING = 0xA1  # the biometric data block in CBEFF's template (Doc 9303-10, 4.7.2.1)
_BLOCK = 0x65  # FaceImageDataBlock ::= [APPLICATION 5]
_REPRESENTATIONS, _REPRESENTATION = 0xA1, 0x30
# From a RepresentationBlock: its imageRepresentation, base of the choice, 2D block, data of the picture.
_WAY_TO_PICTURE = (0xA1, 0xA0, 0xA0, 0x80)


def pictures(template: bytes, where: str, most: int) -> list[bytes]:
    """The compressed pictures of the two-dimensional representations, at most `most`; raises Malformed.

    What else the block says (quality, landmarks, three-dimensional shapes) is left aside.
    """
    block = _inner(_inner(template, _WRAPPING, where), _BLOCK, where)
    representations = objects(_inner(block, _REPRESENTATIONS, where), where)
    if len(representations) > most:
        raise Malformed(where, "the face image data block has too many representations")
    found: list[bytes] = []
    for representation in representations:
        value: bytes | None = representation.value if representation.tag == _REPRESENTATION else None
        for tag in _WAY_TO_PICTURE:
            value = tlv.find(objects(value, where), tag) if value is not None else None
        if value is not None:
            found.append(value)
    return found


def _inner(data: bytes, tag: int, where: str) -> bytes:
    value = tlv.find(objects(data, where), tag)
    if value is None:
        raise Malformed(where, f"the face image data block has no object {tag:X}")
    return value
