"""The size of a JPEG 2000 picture from its codestream and boxes (ISO/IEC 15444-1, A.5.1 and annex I)."""

from __future__ import annotations

from collections.abc import Iterator

from devices.emrtd.errors import Malformed

FILE_START = bytes.fromhex("0000000C6A5020200D0A870A")
CODESTREAM_START = b"\xff\x4f\xff\x51"
_END = b"\xff\xd9"
_HEADER, _IMAGE_HEADER, _CODESTREAM = b"jp2h", b"ihdr", b"jp2c"
_MOST_BOXES = 64
_SIZ_BYTES = 42  # from the start of the codestream to the number of components, included
_MOST_COMPONENTS = 4


def extent(data: bytes, where: str) -> tuple[int, int, int]:
    """Width, height, and where the picture ends (the length of `data` where no end is marked).

    The codestream is believed, for decoders believe it; raises Malformed where the boxes say another size.
    """
    if data.startswith(CODESTREAM_START):
        return (*_size(data, where), _end(data, 0))
    told: tuple[int, int] | None = None
    found: tuple[int, int] | None = None
    end = len(data)
    for kind, start, stop in _boxes(data, where):
        if kind == _HEADER and told is None:
            told = _told(data[start:stop], where)
        if kind == _CODESTREAM:
            found = _size(data[start:stop], where)
            end = stop if stop < len(data) else _end(data, start)
            break
    if found is None:
        raise Malformed(where, "the JPEG 2000 has no codestream")
    if told != found:
        raise Malformed(where, "the JPEG 2000 says two sizes, or none")
    return (*found, end)


def _size(codestream: bytes, where: str) -> tuple[int, int]:
    """Image area on the reference grid, from the SIZ marker segment."""
    if not codestream.startswith(CODESTREAM_START) or len(codestream) < _SIZ_BYTES:
        raise Malformed(where, "the JPEG 2000 codestream does not say its size")
    right, bottom, left, top = (int.from_bytes(codestream[at : at + 4]) for at in range(8, 24, 4))
    components = int.from_bytes(codestream[40:42])
    if left >= right or top >= bottom or not 1 <= components <= _MOST_COMPONENTS:
        raise Malformed(where, "the JPEG 2000 codestream has no picture area or too many components")
    return right - left, bottom - top


def _told(header: bytes, where: str) -> tuple[int, int] | None:
    for kind, start, stop in _boxes(header, where):
        if kind == _IMAGE_HEADER and stop - start >= 8:
            return int.from_bytes(header[start + 4 : start + 8]), int.from_bytes(header[start : start + 4])
    return None


def _boxes(data: bytes, where: str) -> Iterator[tuple[bytes, int, int]]:
    """Type, start and end of the contents of each box; the last may run to the end (I.4)."""
    at = 0
    for _ in range(_MOST_BOXES):
        if at >= len(data):
            return
        length, start = int.from_bytes(data[at : at + 4]), at + 8
        if length == 1:
            length, start = int.from_bytes(data[at + 8 : at + 16]), at + 16
        stop = len(data) if length == 0 else at + length
        if stop < start or stop > len(data):
            raise Malformed(where, "a box of the JPEG 2000 is cut")
        yield data[at + 4 : at + 8], start, stop
        at = stop
    raise Malformed(where, "the JPEG 2000 has too many boxes")


def _end(data: bytes, start: int) -> int:
    end = data.rfind(_END, start)
    return end + len(_END) if end >= 0 else len(data)
