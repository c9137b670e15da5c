"""DG16: whom to tell in an emergency (Doc 9303-10, 4.7.16)."""

from __future__ import annotations

from dataclasses import dataclass

from devices.emrtd.errors import Malformed
from devices.emrtd.lds.details import details
from devices.emrtd.lds.envelope import objects, only, unwrap
from devices.emrtd.lds.texts import ChipDate, ChipName
from devices.emrtd.reading import ChipFile

MOST_PERSONS = 15
_WHERE = ChipFile.DG16.value
_COUNT = 0x02
_FIRST = 0xA1
_RECORDED, _NAME, _TELEPHONE, _ADDRESS = 0x5F50, 0x5F51, 0x5F52, 0x5F53


@dataclass(frozen=True, slots=True)
class PersonToNotify:
    """One person, and since when the chip has named them. Absent: empty or None."""

    name: ChipName | None
    telephone: str
    address: tuple[str, ...]
    recorded: ChipDate | None
    unknown: tuple[int, ...]


def parse_dg16(data: bytes) -> tuple[PersonToNotify, ...]:
    """The persons in the order written, at least one; raises Malformed."""
    found = objects(unwrap(data, ChipFile.DG16), _WHERE)
    count = only(found, _COUNT, _WHERE)
    persons = [item for item in found if item.tag != _COUNT]
    if not 1 <= len(persons) <= MOST_PERSONS or count != bytes([len(persons)]):
        raise Malformed(_WHERE, "there is nobody, too many, or another number than is counted")
    if [item.tag for item in persons] != list(range(_FIRST, _FIRST + len(persons))):
        raise Malformed(_WHERE, "the persons are not numbered one after another")
    return tuple(_person(item.value) for item in persons)


def _person(template: bytes) -> PersonToNotify:
    found = details(objects(template, _WHERE), _WHERE)
    return PersonToNotify(
        name=found.name(_NAME),
        telephone=found.text(_TELEPHONE),
        address=found.parts(_ADDRESS),
        recorded=found.date(_RECORDED),
        unknown=found.unknown(_RECORDED, _NAME, _TELEPHONE, _ADDRESS),
    )
