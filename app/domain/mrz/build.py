"""Build the MRZ lines of a travel document: transliterated, cut to fit, with every check digit."""

from __future__ import annotations

import re
from dataclasses import replace

from app.domain.document import TravelDocument
from app.domain.failure import FailureCode, WorldError
from app.domain.mrz.fitting import fitted
from app.domain.mrz.layout import LAYOUTS, MrzFormat
from app.domain.mrz.rebuild import rebuild_lines
from app.domain.mrz.transliterate import to_mrz_name

_OTHER_SIGNS = re.compile(r"[^A-Z0-9/]+")
_CODE = re.compile(r"[A-Z]{1,2}")
_STATE = re.compile(r"[A-Z]{1,3}")


def build_mrz(document: TravelDocument, format_: MrzFormat, language: str = "") -> tuple[str, ...]:
    """The lines of a document's fields in a format (Doc 9303-3, 4 to 6; parts 4 to 7).

    Other signs than letters and digits in numbers become fillers; visas carry the nine principal
    characters of a longer number (Doc 9303-7, 4.2.2 note j). `language` is as in `to_mrz_name`. Raises
    WorldError(FIELD_INVALID, field=...) for what the format cannot say.
    """
    layout = LAYOUTS[format_]
    _hold(_CODE, document.document_code, "document_code")
    _hold(_STATE, document.issuing_state, "issuing_state")
    _hold(_STATE, document.nationality, "nationality")
    surname, given = to_mrz_name(document.surname, language), to_mrz_name(document.given_names, language)
    if not surname:
        surname, given = given, ""
    surname, given = fitted(surname, given, layout.names.stop - layout.names.start)
    number = _filled(document.number)
    if format_ in (MrzFormat.MRV_A, MrzFormat.MRV_B):
        number = number[:9].rstrip("<")
    ready = replace(
        document, surname=surname, given_names=given, number=number,
        optional_data=_filled(document.optional_data),
    )  # fmt: skip
    lines = rebuild_lines(ready, format_)
    if lines is None:
        too_long = len(number) > 9 and not layout.long_numbers
        raise _invalid("document_number" if too_long else "optional_data")
    return lines


def _filled(text: str) -> str:
    return _OTHER_SIGNS.sub("<", text.upper()).strip("<")


def _hold(pattern: re.Pattern[str], value: str, field: str) -> None:
    if not pattern.fullmatch(value):
        raise _invalid(field)


def _invalid(field: str) -> WorldError:
    return WorldError(FailureCode.FIELD_INVALID, "mrz.build", field=field)
