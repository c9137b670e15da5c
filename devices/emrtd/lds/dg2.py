"""DG2: the portraits on the chip, inside their CBEFF wrapping (Doc 9303-10, 4.7.2; ISO/IEC 7816-11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds import face_19794, face_39794
from devices.emrtd.lds.envelope import counted, objects, only, unwrap
from devices.emrtd.lds.images import StillImage, still_image
from devices.emrtd.reading import ChipFile

MOST_FACES = 9
"""How many portraits are looked at; Doc 9303 counts them in one digit, and documents carry one."""

_WHERE = ChipFile.DG2.value
_GROUP, _TEMPLATE = 0x7F61, 0x7F60
_DATA_BLOCK, _DATA_TEMPLATE = 0x5F2E, 0x7F2E


class FaceStandard(StrEnum):
    """In which interchange format a portrait is recorded."""

    ISO_19794_5 = "ISO/IEC 19794-5"
    ISO_39794_5 = "ISO/IEC 39794-5"


@dataclass(frozen=True, slots=True)
class FaceImage(StillImage):
    """One portrait, still compressed."""

    standard: FaceStandard = FaceStandard.ISO_19794_5


def parse_dg2(data: bytes) -> tuple[FaceImage, ...]:
    """Every portrait, in the chip's order, at least one; raises Malformed."""
    group = tlv.one(unwrap(data, ChipFile.DG2), _GROUP)
    templates = counted(group, _TEMPLATE, MOST_FACES, _WHERE)
    faces = [face for template in templates for face in _faces(template)]
    if not 1 <= len(faces) <= MOST_FACES:
        raise Malformed(_WHERE, "there is no portrait, or too many")
    return tuple(faces)


def _faces(template: bytes) -> list[FaceImage]:
    """The portraits of one biometric information template.

    The record, and not the tag around it, tells the format: 5F2E and 7F2E are both seen with both.
    """
    found = objects(template, _WHERE)
    tag = _DATA_BLOCK if tlv.find(found, _DATA_BLOCK) is not None else _DATA_TEMPLATE
    record = only(found, tag, _WHERE)
    if record.startswith(face_19794.START):
        standard, pictures = FaceStandard.ISO_19794_5, face_19794.pictures(record, _WHERE, MOST_FACES)
    else:
        standard, pictures = FaceStandard.ISO_39794_5, face_39794.pictures(record, _WHERE, MOST_FACES)
    return [_face(picture, standard) for picture in pictures]


def _face(picture: bytes, standard: FaceStandard) -> FaceImage:
    still = still_image(picture, _WHERE)
    return FaceImage(still.data, still.format, still.width, still.height, still.padding, standard)
