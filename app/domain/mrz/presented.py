"""Make the travel document that a parsed MRZ presents."""

from __future__ import annotations

from app.domain.dates import UNKNOWN_DATE
from app.domain.document import Capture, TravelDocument
from app.domain.mrz.fields import Mrz
from app.domain.mrz.kind import kind_of
from app.domain.person import Sex

_SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}


def travel_document(mrz: Mrz, capture: Capture) -> TravelDocument:
    """The document's data page; dates that do not exist are unknown, TD1's optional data joined by `/`."""
    second = f"/{mrz.optional_data_2}" if mrz.optional_data_2 else ""
    unreadable_sex = "sex_unreadable" in mrz.flags
    return TravelDocument(
        kind=kind_of(mrz.document_code, mrz.format),
        document_code=mrz.document_code,
        issuing_state=mrz.issuing_state,
        number=mrz.document_number,
        surname=mrz.surname,
        given_names=mrz.given_names,
        nationality=mrz.nationality,
        birth_date=mrz.birth_date_resolved or UNKNOWN_DATE,
        sex=Sex.UNKNOWN if unreadable_sex else _SEXES.get(mrz.sex, Sex.UNSPECIFIED),
        expiry_date=mrz.expiry_date_resolved or UNKNOWN_DATE,
        optional_data=mrz.optional_data + second,
        capture=capture,
        mrz_lines=mrz.lines,
    )
