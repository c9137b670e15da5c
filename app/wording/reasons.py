"""The sentence of every reason that a check gives, with the facts it names in {braces}."""

from __future__ import annotations

from app.wording.chip_reasons import CHIP_REASONS

REASONS: dict[str, str] = {
    "mrz.check_digits_right": "Check digits right.",
    "mrz.check_digit_failed": "Check digit wrong: {fields}. Read the lines again, then compare by eye.",
    "mrz.check_digit_failed_hint": (
        "Check digit wrong: {fields}. Perhaps misread: {hints}. Compare with the page."
    ),
    "mrz.characters_doubtful": "Characters that cannot stand there: {fields}. Compare with the page.",
    "mrz.damaged_on_the_way": (
        "The reader's own check of what it sent failed: read again, or compare every line with the page."
    ),
    "mrz.typed_lines": "Typed by the officer: the check digits are right, but no machine read the lines.",
    "mrz.typed_fields": "Typed by the officer: there are no lines to check.",
    "document_type.passport": "A passport.",
    "document_type.identity_card": "An identity card: check that it is accepted for this nationality.",
    "document_type.crew_certificate": "A crew member certificate: check crew list and conveyance.",
    "document_type.other": "No known kind of travel document: check that it is accepted.",
    "document_type.code_not_standard": "Document code {code} is not one of the standard: check the document.",
    "document_type.visa_alone": "A visa is no travel document: ask for the passport it belongs to.",
    "issuer.state": "A known state.",
    "issuer.organisation": "Issued by a known organisation.",
    "issuer.missing": "No issuing state is given.",
    "issuer.unknown": "{code} is no issuing state of the standard: check the document.",
    "issuer.status": "{code} says what a person is, not who issued the document: check the document.",
    "issuer.specimen": "No state issued this document: {code} stands on specimens only.",
    "issuer.deprecated": "{code} is no longer in use: check when the document was issued.",
    "issuer.signer": "{code} signs certificates and issues no travel documents: check the document.",
    "issuer.unknown_nationality": "{code} is no nationality of the standard: check the document.",
    "validity.valid": "Valid.",
    "validity.ends_soon": "Valid, but only until {day}: {days} days from today.",
    "validity.expired": "Expired on {day}, {days} days ago.",
    "validity.no_expiry": "No date of expiry is given: check the page.",
    "validity.unreadable": "The date of expiry does not exist as read: check the page.",
    "identity.complete": "Name and birth complete.",
    "identity.one_name": "The traveller has one name only; nothing is missing.",
    "identity.name_missing": "No name was read: type it from the page.",
    "identity.name_irregular": "The name line is not as the standard has it: compare with the page.",
    "identity.name_truncated": "The name may be cut short in the lines: compare with the page.",
    "identity.birth_date_impossible": "The date of birth does not exist as read: check the page.",
    "identity.birth_date_in_future": "The date of birth is still to come: check the page.",
    "identity.birth_date_incomplete": "The date of birth is not wholly known.",
    "identity.age_unusual": "{age} years old: check the year of birth.",
    "identity.sex_unreadable": "The sex could not be read: check the page.",
    "identity.number_missing": "The document has no number: check the page.",
    "page_image.no_reader": "Reader takes no picture.",
    "page_image.typed": "The document was typed.",
    "face.no_camera": "No camera: compare by eye.",
    "fingerprints.no_scanner": "No fingerprint reader here.",
    "alert_list.none_on_station": "No alert list here.",
    "stolen_document.none_on_station": "No list here.",
    "entitlement.no_rules": "No visa rules here.",
    "earlier_crossings.none": "None known here.",
    "earlier_crossings.consistent": "{count} earlier crossings, the last on {day} at {port}.",
    "earlier_crossings.refused": "Refused on {day} at {port}.",
    "earlier_crossings.just_recorded": "Recorded just now at {port}: is this the same passage?",
    "earlier_crossings.arrival_twice": "Arrived on {day} at {port} already; no departure is known here.",
    "earlier_crossings.departure_twice": "Departed on {day} at {port} already; no arrival is known here.",
    **CHIP_REASONS,
}

FLAGS: dict[str, str] = {
    "document_code_not_icao": "document code not of the standard",
    "unknown_issuing_state": "issuing state not of the standard",
    "unknown_nationality": "nationality not of the standard",
    "name_missing": "no name",
    "name_irregular": "name line not as in the standard",
    "name_possibly_truncated": "name possibly cut short",
    "document_number_missing": "no document number",
    "long_document_number": "document number runs on into the optional data",
    "impossible_birth_date": "date of birth does not exist",
    "incomplete_date_of_birth": "date of birth not wholly known",
    "impossible_expiry_date": "date of expiry does not exist",
    "incomplete_date_of_expiry": "date of expiry not wholly given",
    "sex_not_icao": "sex given as X",
    "sex_unreadable": "sex not readable",
    "lower_case": "read in small letters",
    "ocr_confusion": "characters that may be misread",
}
"""What each flag of a parsed MRZ means, by its name up to the colon."""
