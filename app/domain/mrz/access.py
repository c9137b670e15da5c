"""The three fields of a page that open its chip (Doc 9303-11, 4.3.2)."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.dates import PartialDate
from app.domain.document import TravelDocument
from app.domain.mrz.digits import number_field
from app.domain.mrz.layout import LAYOUTS, format_of

_UNKNOWN = "<<<<<<"


class AccessFields(NamedTuple):
    """The whole document number without fillers, and both dates as six MRZ characters YYMMDD."""

    document_number: str
    birth_date: str
    expiry_date: str


def access_fields(document: TravelDocument) -> AccessFields | None:
    """The fields as printed where lines were read, else as the typed fields would be printed.

    None where number or expiry is not known: then nothing printed opens the chip. (A birth date may
    be unknown in print, and its fillers are part of the key.)
    """
    lines = tuple(line.upper() for line in document.mrz_lines)
    shown = format_of(lines)
    if shown is None:
        made = AccessFields(document.number, _printed(document.birth_date), _printed(document.expiry_date))
    else:
        layout = LAYOUTS[shown]
        number = number_field(lines, layout).text
        made = AccessFields(number, layout.birth_date.of(lines), layout.expiry_date.of(lines))
    return made if made.document_number and made.expiry_date != _UNKNOWN else None


def _printed(day: PartialDate) -> str:
    year = f"{day.year % 100:02}" if day.year else "<<"
    return year + "".join(f"{part:02}" if part else "<<" for part in (day.month, day.day))
