"""Judge a travel document's data page: check digits, kind, issuer, validity and identity.

Every verdict comes with a reason, a key of `app.wording.reasons`, and the facts its sentence names.
What a station cannot do is said as NOT_RUN by `absent_checks`.
"""

from __future__ import annotations

import calendar
from datetime import date

from app.domain.checks import Check, CheckName, Verdict, check
from app.domain.crossing import Direction
from app.domain.dates import PartialDate
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.mrz import Mrz
from app.domain.states import StateKind, state

SOON = 6
"""Months: a document that ends earlier after arrival is pointed out (a usual carriers' and visa rule)."""
UNUSUAL_AGE = 100
"""Completed years from which a typed year of birth is asked about (the MRZ never says so old)."""
DAMAGED = "mrz.damaged_on_the_way"
"""The reason by which a judged document is known as damaged in transmission."""
MOST_HINTS = 4
"""Suspected misreadings named to the officer; more would point nowhere."""

_TYPED = (Capture.TYPED_MRZ, Capture.TYPED_FIELDS)


def document_checks(
    document: TravelDocument,
    mrz: Mrz | None,
    on: date,
    direction: Direction,
    training: bool = True,
    *,
    damaged: bool = False,
) -> tuple[Check, ...]:
    """The five checks of a data page, one of a name, in the order of CheckName.

    In `training` a specimen is what it is; at a live border nobody travels on one, and it fails.
    `damaged` lines came in a frame that did not pass the reader's own check.
    """
    flags = mrz.flags if mrz else ()
    return (
        _mrz(document, mrz, damaged),
        _document_type(document, flags),
        _issuer(document, training),
        _validity(document, flags, on, direction),
        _identity(document, flags, on),
    )


def absent_checks(document: TravelDocument) -> tuple[Check, ...]:
    """The checks that this station has no device, list or rule for, as NOT_RUN with the reason."""
    typed = document.capture in _TYPED
    reasons = (
        (CheckName.PAGE_IMAGE, "page_image.typed" if typed else "page_image.no_reader"),
        (CheckName.CHIP, "chip.no_reader"),
        (CheckName.FACE, "face.no_camera"),
        (CheckName.FINGERPRINTS, "fingerprints.no_scanner"),
        (CheckName.ALERT_LIST, "alert_list.none_on_station"),
        (CheckName.STOLEN_DOCUMENT, "stolen_document.none_on_station"),
        (CheckName.ENTITLEMENT, "entitlement.no_rules"),
    )
    return tuple(check(name, Verdict.NOT_RUN, reason) for name, reason in reasons)


def _mrz(document: TravelDocument, mrz: Mrz | None, damaged: bool) -> Check:
    name = CheckName.MRZ
    if mrz is None:
        return check(name, Verdict.NOT_RUN, "mrz.typed_fields")
    if mrz.checks.failed:
        failed = ", ".join(field.replace("_", " ") for field in mrz.checks.failed)
        hints = [one for one in mrz.confusions if one.meant and one.mends]
        if 0 < len(hints) <= MOST_HINTS:
            told = ", ".join(f"{one.read}→{one.meant} [{one.line}:{one.column}]" for one in hints)
            return check(name, Verdict.FAILED, "mrz.check_digit_failed_hint", fields=failed, hints=told)
        return check(name, Verdict.FAILED, "mrz.check_digit_failed", fields=failed)
    if mrz.confusions:
        fields = dict.fromkeys(one.field.replace("_", " ") for one in mrz.confusions)
        return check(name, Verdict.UNDETERMINED, "mrz.characters_doubtful", fields=", ".join(fields))
    if damaged:
        # Check digits do not cover names and states (Doc 9303-3, 4.9): only the frame's own check does.
        return check(name, Verdict.UNDETERMINED, DAMAGED)
    if document.capture in _TYPED:
        return check(name, Verdict.UNDETERMINED, "mrz.typed_lines")
    return check(name, Verdict.PASSED, "mrz.check_digits_right")


def _document_type(document: TravelDocument, flags: tuple[str, ...]) -> Check:
    name = CheckName.DOCUMENT_TYPE
    if document.kind is DocumentKind.VISA:
        return check(name, Verdict.FAILED, "document_type.visa_alone")
    if "document_code_not_icao" in flags:
        code = document.document_code or "-"
        return check(name, Verdict.UNDETERMINED, "document_type.code_not_standard", code=code)
    if document.kind is DocumentKind.PASSPORT:
        return check(name, Verdict.PASSED, "document_type.passport")
    return check(name, Verdict.UNDETERMINED, f"document_type.{document.kind}")


def _issuer(document: TravelDocument, training: bool) -> Check:
    name, code = CheckName.ISSUER, document.issuing_state
    issuer = state(code)
    if not code:
        return check(name, Verdict.UNDETERMINED, "issuer.missing")
    if issuer is None:
        return check(name, Verdict.UNDETERMINED, "issuer.unknown", code=code)
    if issuer.kind is StateKind.SPECIMEN and not training:
        return check(name, Verdict.FAILED, "issuer.specimen", code=code)
    if issuer.kind not in (StateKind.STATE, StateKind.ORGANISATION):
        # Not FAILED: no issuer's certificate or list says that it is forged (cf. BSI TR-03135-1, 4.6).
        return check(name, Verdict.UNDETERMINED, f"issuer.{issuer.kind}", code=code)
    if document.nationality and state(document.nationality) is None:
        return check(name, Verdict.UNDETERMINED, "issuer.unknown_nationality", code=document.nationality)
    return check(name, Verdict.PASSED, f"issuer.{issuer.kind}")


def _validity(document: TravelDocument, flags: tuple[str, ...], on: date, direction: Direction) -> Check:
    name = CheckName.VALIDITY
    if "impossible_expiry_date" in flags:
        return check(name, Verdict.UNDETERMINED, "validity.unreadable")
    last = _last_day(document.expiry_date)
    if last is None:
        return check(name, Verdict.UNDETERMINED, "validity.no_expiry")
    if last < on:
        days = str((on - last).days)
        return check(name, Verdict.FAILED, "validity.expired", day=last.isoformat(), days=days)
    if direction is Direction.ARRIVAL and last < _months_later(on, SOON):
        return check(
            name, Verdict.PASSED, "validity.ends_soon", day=last.isoformat(), days=str((last - on).days)
        )
    return check(name, Verdict.PASSED, "validity.valid")


def _identity(document: TravelDocument, flags: tuple[str, ...], on: date) -> Check:
    name, birth = CheckName.IDENTITY, document.birth_date
    age = birth.age_on(on)
    doubts = (
        ("identity.name_missing", not document.surname and not document.given_names),
        ("identity.name_irregular", "name_irregular" in flags),
        ("identity.birth_date_impossible", "impossible_birth_date" in flags),
        ("identity.birth_date_in_future", age is not None and age < 0),
        ("identity.birth_date_incomplete", birth.complete is None),
        ("identity.age_unusual", age is not None and age >= UNUSUAL_AGE),
        ("identity.sex_unreadable", "sex_unreadable" in flags),
        ("identity.name_truncated", "name_possibly_truncated" in flags),
        ("identity.number_missing", not document.number),
    )
    reason = next((key for key, applies in doubts if applies), None)
    if reason == "identity.age_unusual":
        return check(name, Verdict.UNDETERMINED, reason, age=str(age))
    if reason is not None:
        return check(name, Verdict.UNDETERMINED, reason)
    one_name = not document.surname or not document.given_names
    return check(name, Verdict.PASSED, "identity.one_name" if one_name else "identity.complete")


def _last_day(expiry: PartialDate) -> date | None:
    """The last day that an expiry may mean, or None without a year."""
    if not expiry.year:
        return None
    month = expiry.month or 12
    return date(expiry.year, month, expiry.day or calendar.monthrange(expiry.year, month)[1])


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, longest))
