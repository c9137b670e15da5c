"""DG11: additional personal details (Doc 9303-10, 4.7.11)."""

from __future__ import annotations

from dataclasses import dataclass

from devices.emrtd.lds.details import details
from devices.emrtd.lds.envelope import objects, unwrap
from devices.emrtd.lds.texts import ChipDate, ChipName
from devices.emrtd.reading import ChipFile

_WHERE = ChipFile.DG11.value
_NAME, _OTHER_NAME, _PERSONAL_NUMBER, _BIRTH_PLACE = 0x5F0E, 0x5F0F, 0x5F10, 0x5F11
_TELEPHONE, _PROFESSION, _TITLE, _SUMMARY = 0x5F12, 0x5F13, 0x5F14, 0x5F15
_CITIZENSHIP, _DOCUMENTS, _CUSTODY, _BIRTH_DATE, _ADDRESS = 0x5F16, 0x5F17, 0x5F18, 0x5F2B, 0x5F42
_KNOWN = (
    _NAME, _PERSONAL_NUMBER, _BIRTH_PLACE, _TELEPHONE, _PROFESSION, _TITLE, _SUMMARY,
    _CITIZENSHIP, _DOCUMENTS, _CUSTODY, _BIRTH_DATE, _ADDRESS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonalDetails:
    """What the chip says of the holder beyond the MRZ, in the state's own script. Absent: empty or None.

    `citizenship_proof` is a picture, still compressed and not looked at. `unknown` are tags that Doc
    9303 does not name.
    """

    name: ChipName | None
    other_names: tuple[ChipName, ...]
    personal_number: str
    birth_date: ChipDate | None
    birth_place: tuple[str, ...]
    address: tuple[str, ...]
    telephone: str
    profession: str
    title: str
    summary: str
    citizenship_proof: bytes
    other_documents: tuple[str, ...]
    custody: str
    unknown: tuple[int, ...]


def parse_dg11(data: bytes) -> PersonalDetails:
    """The contents of DG11; raises Malformed."""
    found = details(objects(unwrap(data, ChipFile.DG11), _WHERE), _WHERE, repeated=_OTHER_NAME)
    return PersonalDetails(
        name=found.name(_NAME),
        other_names=found.other_names(),
        personal_number=found.text(_PERSONAL_NUMBER),
        birth_date=found.date(_BIRTH_DATE),
        birth_place=found.parts(_BIRTH_PLACE),
        address=found.parts(_ADDRESS),
        telephone=found.text(_TELEPHONE),
        profession=found.text(_PROFESSION),
        title=found.text(_TITLE),
        summary=found.text(_SUMMARY),
        citizenship_proof=found.bytes(_CITIZENSHIP),
        other_documents=found.parts(_DOCUMENTS),
        custody=found.text(_CUSTODY),
        unknown=found.unknown(*_KNOWN),
    )
