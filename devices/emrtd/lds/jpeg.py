"""The size of a JPEG picture from its frame header (ISO/IEC 10918-1, B.1 and B.2)."""

from __future__ import annotations

from devices.emrtd.errors import Malformed

START = b"\xff\xd8"
_END = b"\xff\xd9"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # without DHT, JPG and DAC
_SCAN = 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # TEM and RST0 to RST7: markers without a segment
_FRAME_BYTES = 6  # precision, height, width, number of components


def extent(data: bytes, where: str) -> tuple[int, int, int]:
    """Width, height, and where the picture ends (the length of `data` where no end is marked).

    Raises Malformed where there is no frame header before the first scan.
    """
    size: tuple[int, int] | None = None
    at = len(START)
    while True:
        marker, at = _marker(data, at, where)
        if marker in _ALONE:
            continue
        length = int.from_bytes(data[at : at + 2])
        if length < 2 or at + length > len(data):
            raise Malformed(where, "a segment of the JPEG is cut")
        if marker in _FRAMES and size is None:
            size = _size(data[at + 2 : at + length], where)
        at += length
        if marker == _SCAN:
            break
    if size is None:
        raise Malformed(where, "the JPEG has no frame header")
    end = data.rfind(_END, at)
    return (*size, end + len(_END) if end >= 0 else len(data))


def _marker(data: bytes, at: int, where: str) -> tuple[int, int]:
    """The next marker and the position after it; any number of fill bytes may stand before (B.1.1.2)."""
    start = at
    while data[at : at + 1] == b"\xff":
        at += 1
    if at == start or at >= len(data) or data[at] in {0x00, _END[1]}:
        raise Malformed(where, "the JPEG ends before its picture")
    return data[at], at + 1


def _size(segment: bytes, where: str) -> tuple[int, int]:
    if len(segment) < _FRAME_BYTES:
        raise Malformed(where, "the frame header of the JPEG is cut")
    return int.from_bytes(segment[3:5]), int.from_bytes(segment[1:3])
