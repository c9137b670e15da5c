"""What DG11, DG12 and DG16 have in common: a few objects, each there once, one kind as often as needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devices.emrtd import tlv
from devices.emrtd.errors import Malformed
from devices.emrtd.lds import texts
from devices.emrtd.lds.envelope import counted
from devices.emrtd.lds.texts import ChipDate, ChipName

MOST_OTHERS = 64
"""How many other names or other persons are looked at."""

_TAG_LIST, _TEMPLATE = 0x5C, 0xA0


@dataclass(frozen=True, slots=True)
class Details:
    """The objects of one template by their tags, understood when they are asked for.

    What is absent is empty or None. Every question raises Malformed where a value is beyond all bounds.
    """

    where: str
    values: Mapping[int, bytes]
    others: tuple[bytes, ...] = ()

    def bytes(self, tag: int) -> bytes:
        """The value as it stands."""
        return self.values.get(tag, b"")

    def text(self, tag: int) -> str:
        """A text with spaces for fillers."""
        return texts.plain(self.bytes(tag), self.where)

    def parts(self, tag: int) -> tuple[str, ...]:
        """The parts of a text that fillers separate."""
        return texts.parts(self.bytes(tag), self.where)

    def name(self, tag: int) -> ChipName | None:
        """A name, None where it is absent or of fillers only."""
        found = texts.name(self.bytes(tag), self.where)
        return found if found.primary or found.secondary else None

    def other_names(self) -> tuple[ChipName, ...]:
        """The names among the repeated objects."""
        return tuple(texts.name(value, self.where) for value in self.others)

    def date(self, tag: int) -> ChipDate | None:
        """A date, perhaps not wholly known."""
        value = self.bytes(tag)
        return texts.chip_date(value, self.where) if value else None

    def unknown(self, *known: int) -> tuple[int, ...]:
        """Tags that are none of these and not the template's own."""
        return tuple(tag for tag in self.values if tag not in {*known, _TAG_LIST, _TEMPLATE})


def details(found: tuple[tlv.Tlv, ...], where: str, repeated: int | None = None) -> Details:
    """These objects, of which only `repeated` may stand more than once: bare, or counted inside A0.

    Raises Malformed where another stands twice, since two readers could then show two different truths
    of one signed file.
    """
    others = [item.value for item in found if item.tag == repeated]
    single = [item for item in found if item.tag != repeated]
    values = {item.tag: item.value for item in single}
    if len(values) != len(single):
        raise Malformed(where, "an object stands twice")
    if repeated is not None and (template := values.get(_TEMPLATE)) is not None:
        others += counted(template, repeated, MOST_OTHERS, where)
    return Details(where, values, tuple(others))
