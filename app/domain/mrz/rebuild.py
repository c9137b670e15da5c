"""Rebuild the MRZ lines that a document's fields say exactly.

Records leave such lines out (`app.domain.record`), so the output is FROZEN for record layout 1: for
the same fields this module must give the same lines for ever. Test vectors pin it.
"""

from __future__ import annotations

import re

from app.domain.dates import PartialDate
from app.domain.document import DocumentKind, TravelDocument
from app.domain.mrz.check_digit import check_digit
from app.domain.mrz.layout import LAYOUTS, MrzFormat
from app.domain.person import Sex

_USUAL = {
    DocumentKind.PASSPORT: MrzFormat.TD3,
    DocumentKind.IDENTITY_CARD: MrzFormat.TD1,
    DocumentKind.CREW_CERTIFICATE: MrzFormat.TD1,
    DocumentKind.VISA: MrzFormat.MRV_A,
    DocumentKind.OTHER: MrzFormat.TD3,
}
_SEXES = {Sex.FEMALE: "F", Sex.MALE: "M", Sex.UNSPECIFIED: "<", Sex.UNKNOWN: "<"}
_MRZ_TEXT = re.compile(r"[A-Z0-9<]*", re.ASCII)
_SECOND = "/"
"""Divides the two optional data fields of TD1 within `TravelDocument.optional_data`."""


def rebuild_lines(
    document: TravelDocument, format_: MrzFormat | None = None, empty_digit: str = "<"
) -> tuple[str, ...] | None:
    """The lines that the document's fields make in a format, or None when they do not fit it.

    Without a format the usual one of the document's kind is taken (passports TD3, cards TD1, visas
    MRV-A). `empty_digit` is what TD3 prints as check digit of empty optional data: `<` or `0`
    (Doc 9303-4, 4.2.2.2). Nothing is transliterated or cut, and nothing is raised.
    """
    chosen = format_ or _USUAL[document.kind]
    if len(document.document_code) > 2 or len(document.issuing_state) > 3 or len(document.nationality) > 3:
        return None
    given = f"<<{document.given_names}" if document.given_names else ""
    names = f"{document.surname}{given}".replace(" ", "<")
    if chosen is MrzFormat.TD1:
        lines = _three_lines(document, names)
    else:
        lines = _two_lines(document, names, chosen, empty_digit)
    if lines is None or not all(_MRZ_TEXT.fullmatch(line) for line in lines):
        return None
    layout = LAYOUTS[chosen]
    return lines if all(len(line) == layout.width for line in lines) else None


def _two_lines(
    document: TravelDocument, names: str, format_: MrzFormat, empty_digit: str
) -> tuple[str, ...] | None:
    layout = LAYOUTS[format_]
    numbers = _number(document.number, document.optional_data, layout.long_numbers)
    if numbers is None:
        return None
    number, optional = numbers
    room = layout.optional_data
    optional = optional.ljust(room.stop - room.start, "<")
    upper = f"{document.document_code:<<2}{document.issuing_state:<<3}{names}".ljust(layout.width, "<")
    birth, expiry = _dated(document.birth_date), _dated(document.expiry_date)
    lower = f"{number}{document.nationality:<<3}{birth}{_SEXES[document.sex]}{expiry}{optional}"
    if format_ is MrzFormat.TD3:
        lower += (check_digit(optional) or "") if document.optional_data else empty_digit
    if layout.composite is not None:
        lower += check_digit(lower[0:10] + lower[13:20] + lower[21:]) or ""
    return upper, lower


def _three_lines(document: TravelDocument, names: str) -> tuple[str, ...] | None:
    first, _, second = document.optional_data.partition(_SECOND)
    numbers = _number(document.number, first, long_numbers=True)
    if numbers is None:
        return None
    number, optional = numbers
    upper = f"{document.document_code:<<2}{document.issuing_state:<<3}{number}{optional}".ljust(30, "<")
    birth, expiry = _dated(document.birth_date), _dated(document.expiry_date)
    middle = f"{birth}{_SEXES[document.sex]}{expiry}{document.nationality:<<3}{second:<<11}"
    middle += check_digit(upper[5:30] + middle[0:7] + middle[8:15] + middle[18:29]) or ""
    return upper, middle, names.ljust(30, "<")


def _number(number: str, optional: str, long_numbers: bool) -> tuple[str, str] | None:
    """The nine characters with their digit, and the optional data after what a long number took of it."""
    if len(number) <= 9:
        field = number.ljust(9, "<")
        return field + (check_digit(field) or ""), optional
    if not long_numbers:
        return None
    rest = f"{number[9:]}{check_digit(number) or ''}"
    return f"{number[:9]}<", f"{rest}<{optional}" if optional else rest


def _dated(day: PartialDate) -> str:
    """YYMMDD with its check digit; unknown parts are fillers (Doc 9303-3, 4.8)."""
    year = f"{day.year % 100:02}" if day.year else "<<"
    month = f"{day.month:02}" if day.month else "<<"
    field = f"{year}{month}{day.day:02}" if day.day else f"{year}{month}<<"
    return field + (check_digit(field) or "")
