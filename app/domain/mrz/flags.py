"""Name what deserves a second look in an MRZ whose check digits may all be right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.domain.dates import PartialDate
from app.domain.mrz.fields import Mrz
from app.domain.mrz.kind import irregular_code
from app.domain.mrz.names import SplitNames
from app.domain.states import state


class Seen(NamedTuple):
    """What the parser saw that the fields no longer show."""

    names: SplitNames
    sex: str
    long_number: bool
    lower_case: bool


def flags_of(mrz: Mrz, seen: Seen) -> tuple[str, ...]:
    """Every flag that applies, in a fixed order, confusions last."""
    fields = dict.fromkeys(f"ocr_confusion:{one.field}" for one in mrz.confusions)
    return (*_plain(mrz, seen), *fields)


def _plain(mrz: Mrz, seen: Seen) -> Iterator[str]:
    birth, expiry = mrz.birth_date_resolved, mrz.expiry_date_resolved
    applies = (
        ("document_code_not_icao", irregular_code(mrz.document_code, mrz.format)),
        ("unknown_issuing_state", state(mrz.issuing_state) is None),
        ("unknown_nationality", state(mrz.nationality) is None),
        ("name_missing", not mrz.surname and not mrz.given_names),
        ("name_irregular", seen.names.irregular),
        ("name_possibly_truncated", seen.names.possibly_truncated),
        ("document_number_missing", not mrz.document_number),
        ("long_document_number", seen.long_number),
        ("impossible_birth_date", birth is None),
        ("incomplete_date_of_birth", _incomplete(birth)),
        ("impossible_expiry_date", expiry is None),
        ("incomplete_date_of_expiry", _incomplete(expiry)),
        ("sex_not_icao", seen.sex == "X"),
        ("sex_unreadable", seen.sex not in "FMX<"),
        ("lower_case", seen.lower_case),
    )
    return (name for name, does in applies if does)


def _incomplete(day: PartialDate | None) -> bool:
    return day is not None and not (day.year and day.month and day.day)
