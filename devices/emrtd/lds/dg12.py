"""DG12: additional details of the document (Doc 9303-10, 4.7.12)."""

from __future__ import annotations

from dataclasses import dataclass

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds.details import details
from devices.emrtd.lds.envelope import MOST_OBJECTS, unwrap
from devices.emrtd.lds.texts import ChipDate, ChipName
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.DG12.value
_AUTHORITY, _OTHER_PERSON, _ENDORSEMENTS, _TAX_OR_EXIT = 0x5F19, 0x5F1A, 0x5F1B, 0x5F1C
_FRONT, _REAR, _ISSUE_DATE, _PERSONALISED, _SYSTEM = 0x5F1D, 0x5F1E, 0x5F26, 0x5F55, 0x5F56
_KNOWN = (
    _AUTHORITY, _ENDORSEMENTS, _TAX_OR_EXIT, _FRONT, _REAR, _ISSUE_DATE, _PERSONALISED, _SYSTEM,
)  # fmt: skip
_LONGEST_HEADER = tlv.MAX_TAG_BYTES + 1 + tlv.MAX_LENGTH_BYTES
# LDS 1.7 gave these two tags that break the coding of tags: their second byte asks for a third.
_OLD_TAGS = {b"\x5f\x85": b"\x5f\x55", b"\x5f\x86": b"\x5f\x56"}


@dataclass(frozen=True, slots=True)
class DocumentDetails:
    """What the chip says of the document beyond the MRZ. Absent: empty or None.

    `front` and `rear` are pictures of the document, still compressed and not looked at; the `raw` of
    `personalised` has the time of day behind the date. `unknown` are tags that Doc 9303 does not name.
    """

    issuing_authority: str
    issue_date: ChipDate | None
    other_persons: tuple[ChipName, ...]
    endorsements: str
    tax_or_exit: str
    front: bytes
    rear: bytes
    personalised: ChipDate | None
    personalisation_system: str
    unknown: tuple[int, ...]


def parse_dg12(data: bytes) -> DocumentDetails:
    """The contents of DG12; raises Malformed."""
    found = details(_objects(unwrap(data, ChipFile.DG12)), _WHERE, repeated=_OTHER_PERSON)
    return DocumentDetails(
        issuing_authority=found.text(_AUTHORITY),
        issue_date=found.date(_ISSUE_DATE),
        other_persons=found.other_names(),
        endorsements=found.text(_ENDORSEMENTS),
        tax_or_exit=found.text(_TAX_OR_EXIT),
        front=found.bytes(_FRONT),
        rear=found.bytes(_REAR),
        personalised=found.date(_PERSONALISED),
        personalisation_system=found.text(_SYSTEM),
        unknown=found.unknown(*_KNOWN),
    )


def _objects(data: bytes) -> tuple[tlv.Tlv, ...]:
    """The objects in `data`, those with the tags of LDS 1.7 under their present ones."""
    found: list[tlv.Tlv] = []
    at = 0
    while at < len(data):
        head = tlv.header(_with_present_tag(data[at : at + _LONGEST_HEADER]))
        start, at = at + head.size, at + head.end
        if at > len(data) or len(found) == MOST_OBJECTS:
            raise Malformed(_WHERE, "a value is cut, or there are too many objects")
        found.append(tlv.Tlv(head.tag, data[start:at]))
    return tuple(found)


def _with_present_tag(start: bytes) -> bytes:
    return _OLD_TAGS.get(start[:2], start[:2]) + start[2:]
