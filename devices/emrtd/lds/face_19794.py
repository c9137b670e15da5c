"""Take the pictures out of a facial record of ISO/IEC 19794-5:2005, the one that LDS 1.7 and 1.8 know."""

from __future__ import annotations

from devices.emrtd.errors import Malformed

START = b"FAC\x00"
_VERSION = b"010\x00"
_RECORD_HEADER = 14  # format, version, record length (4 each), number of faces (2)
_FACE_BLOCK = 20  # block length (4), number of feature points (2), description (14)
_FEATURE_POINT = 8
_IMAGE_BLOCK = 12  # type, compression, width, height, colour, source, device, quality


def pictures(record: bytes, where: str, most: int) -> list[bytes]:
    """The compressed pictures of a record (clause 5), at most `most`; raises Malformed.

    Sizes and compression said in the record are left aside: each picture says them itself, and rightly.
    """
    if len(record) < _RECORD_HEADER or not record.startswith(START + _VERSION):
        raise Malformed(where, "the facial record is of no known version")
    if int.from_bytes(record[8:12]) > len(record):
        raise Malformed(where, "the facial record is cut")
    count = int.from_bytes(record[12:14])
    if not 1 <= count <= most:
        raise Malformed(where, "the facial record has no face, or too many")
    found: list[bytes] = []
    at = _RECORD_HEADER
    for _ in range(count):
        end = at + int.from_bytes(record[at : at + 4])
        start = at + _FACE_BLOCK + _FEATURE_POINT * int.from_bytes(record[at + 4 : at + 6]) + _IMAGE_BLOCK
        if not start < end <= len(record):
            raise Malformed(where, "a face of the facial record is cut")
        found.append(record[start:end])
        at = end
    return found
