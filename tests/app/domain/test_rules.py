"""What the desk says of a document's data page, and what it says it did not look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checks import CHIP_CHECKS, Check, CheckName, Verdict
from app.domain.crossing import Direction
from app.domain.dates import PartialDate
from app.domain.document import Capture, DocumentKind, TravelDocument
from app.domain.mrz import MrzFormat, build_mrz, parse_mrz, travel_document
from app.domain.person import Sex
from app.domain.rules import absent_checks, document_checks
from app.wording.reasons import FLAGS, REASONS
from tests.helpers.travellers import documents

ON = date(2026, 11, 24)
PASSPORT = TravelDocument(
    kind=DocumentKind.PASSPORT, document_code="P", issuing_state="NZL", number="LA123456",
    surname="EXAMPLE", given_names="ANNA", nationality="NZL", birth_date=PartialDate(1990, 5, 17),
    sex=Sex.FEMALE, expiry_date=PartialDate(2032, 4, 15),
)  # fmt: skip


def judged(
    document: TravelDocument, on: date = ON, direction: Direction = Direction.ARRIVAL
) -> dict[CheckName, Check]:
    """The checks of a document whose lines a reader read."""
    lines = build_mrz(document, MrzFormat.TD3)
    mrz = parse_mrz(lines, on)
    read = travel_document(mrz, Capture.READER)
    return {one.name: one for one in document_checks(read, mrz, on, direction)}


def judged_lines(lines: tuple[str, ...], capture: Capture = Capture.READER) -> dict[CheckName, Check]:
    """The checks of a document by its lines."""
    mrz = parse_mrz(lines, ON)
    found = document_checks(travel_document(mrz, capture), mrz, ON, Direction.ARRIVAL)
    return {one.name: one for one in found}


def said(check: Check) -> tuple[Verdict, str]:
    """Verdict and sentence, as the officer reads them."""
    return check.verdict, REASONS[check.reason].format(**dict(check.evidence))


def test_a_good_passport_passes_all_five_checks() -> None:
    found = judged(PASSPORT)
    assert list(found) == list(CheckName)[:5]
    assert {one.verdict for one in found.values()} == {Verdict.PASSED}
    assert all(one.evidence == () for one in found.values())  # nothing to say twice in the record


def test_a_tampered_number_fails_and_says_where_to_look() -> None:
    upper, lower = build_mrz(replace(PASSPORT, number="LA103456"), MrzFormat.TD3)
    found = judged_lines((upper, lower.replace("LA103456", "LAI03456")))
    assert said(found[CheckName.MRZ]) == (
        Verdict.FAILED,
        "Check digit wrong: document number, composite. Perhaps misread: "
        "I→1 [2:3], I→L [2:3]. Compare with the page.",
    )


def test_a_failed_digit_that_no_single_misreading_explains_names_only_the_fields() -> None:
    upper, lower = build_mrz(PASSPORT, MrzFormat.TD3)
    found = judged_lines((upper, lower[:43] + ("4" if lower[43] != "4" else "9")))
    assert found[CheckName.MRZ].verdict is Verdict.FAILED
    assert dict(found[CheckName.MRZ].evidence)["fields"] == "composite"


def test_a_digit_in_a_name_is_doubtful_though_every_check_digit_is_right() -> None:
    upper, lower = build_mrz(PASSPORT, MrzFormat.TD3)
    verdict, sentence = said(judged_lines((upper.replace("EXAMPLE", "EX4MPLE"), lower))[CheckName.MRZ])
    assert verdict is Verdict.UNDETERMINED
    assert "names" in sentence


def test_typed_lines_and_typed_fields_never_pass_as_read_by_a_machine() -> None:
    lines = build_mrz(PASSPORT, MrzFormat.TD3)
    assert judged_lines(lines, Capture.TYPED_MRZ)[CheckName.MRZ].verdict is Verdict.UNDETERMINED
    typed = replace(PASSPORT, capture=Capture.TYPED_FIELDS)
    mrz_check, *others = document_checks(typed, None, ON, Direction.ARRIVAL)
    assert mrz_check.verdict is Verdict.NOT_RUN
    assert {one.verdict for one in others} == {Verdict.PASSED}


@pytest.mark.parametrize(
    "kind, verdict",
    [
        (DocumentKind.PASSPORT, Verdict.PASSED),
        (DocumentKind.IDENTITY_CARD, Verdict.UNDETERMINED),
        (DocumentKind.CREW_CERTIFICATE, Verdict.UNDETERMINED),
        (DocumentKind.VISA, Verdict.FAILED),
        (DocumentKind.OTHER, Verdict.UNDETERMINED),
    ],
)
def test_a_visa_alone_is_no_travel_document_and_cards_are_for_the_officer(
    kind: DocumentKind, verdict: Verdict
) -> None:
    found = document_checks(replace(PASSPORT, kind=kind), None, ON, Direction.ARRIVAL)
    assert found[1].verdict is verdict


def test_a_document_code_outside_the_standard_is_pointed_out() -> None:
    upper, lower = build_mrz(PASSPORT, MrzFormat.TD3)
    assert judged_lines(("Q<" + upper[2:], lower))[CheckName.DOCUMENT_TYPE] == Check(
        CheckName.DOCUMENT_TYPE,
        Verdict.UNDETERMINED,
        "document_type.code_not_standard",
        (("code", "Q"),),
    )


@pytest.mark.parametrize(
    "issuer, nationality, verdict, reason",
    [
        ("NZL", "NZL", Verdict.PASSED, "issuer.state"),
        ("D", "D", Verdict.PASSED, "issuer.state"),
        ("UNO", "FJI", Verdict.PASSED, "issuer.organisation"),
        ("FRA", "XXB", Verdict.PASSED, "issuer.state"),
        ("UTO", "UTO", Verdict.UNDETERMINED, "issuer.specimen"),
        ("ANT", "ANT", Verdict.UNDETERMINED, "issuer.deprecated"),
        ("XXA", "XXA", Verdict.UNDETERMINED, "issuer.status"),
        ("IAO", "FJI", Verdict.UNDETERMINED, "issuer.signer"),
        ("QQQ", "QQQ", Verdict.UNDETERMINED, "issuer.unknown"),
        ("NZL", "QQQ", Verdict.UNDETERMINED, "issuer.unknown_nationality"),
    ],
)
def test_the_issuer_is_known_or_said_not_to_be(
    issuer: str, nationality: str, verdict: Verdict, reason: str
) -> None:
    found = judged(replace(PASSPORT, issuing_state=issuer, nationality=nationality))[CheckName.ISSUER]
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    "expiry, direction, verdict, sentence",
    [
        (date(2032, 4, 15), Direction.ARRIVAL, Verdict.PASSED, "Valid."),
        (date(2026, 11, 24), Direction.DEPARTURE, Verdict.PASSED, "Valid."),
        (date(2026, 11, 24), Direction.ARRIVAL, Verdict.PASSED,
         "Valid, but only until 2026-11-24: 0 days from today."),
        (date(2027, 5, 23), Direction.ARRIVAL, Verdict.PASSED,
         "Valid, but only until 2027-05-23: 180 days from today."),
        (date(2027, 5, 24), Direction.ARRIVAL, Verdict.PASSED, "Valid."),
        (date(2026, 11, 23), Direction.DEPARTURE, Verdict.FAILED, "Expired on 2026-11-23, 1 days ago."),
        (date(2012, 4, 15), Direction.ARRIVAL, Verdict.FAILED, "Expired on 2012-04-15, 5336 days ago."),
    ],
)  # fmt: skip
def test_validity_is_judged_to_the_day(
    expiry: date, direction: Direction, verdict: Verdict, sentence: str
) -> None:
    document = replace(PASSPORT, expiry_date=PartialDate.of(expiry))
    assert said(judged(document, direction=direction)[CheckName.VALIDITY]) == (verdict, sentence)


def test_a_typed_document_without_an_issuer_is_no_pass() -> None:
    typed = replace(PASSPORT, issuing_state="", capture=Capture.TYPED_FIELDS)
    issuer = document_checks(typed, None, ON, Direction.ARRIVAL)[2]
    assert (issuer.verdict, issuer.reason) == (Verdict.UNDETERMINED, "issuer.missing")


def test_six_months_from_the_end_of_august_end_in_february() -> None:
    document = replace(PASSPORT, expiry_date=PartialDate(2027, 2, 28))
    found = judged(document, on=date(2026, 8, 31))[CheckName.VALIDITY]
    assert found.reason == "validity.valid"


def test_an_expiry_that_is_missing_or_does_not_exist_is_not_a_pass() -> None:
    missing = judged(replace(PASSPORT, expiry_date=PartialDate(0)))[CheckName.VALIDITY]
    assert (missing.verdict, missing.reason) == (Verdict.UNDETERMINED, "validity.no_expiry")
    upper, lower = build_mrz(PASSPORT, MrzFormat.TD3)
    impossible = judged_lines((upper, lower.replace("320415", "320431")))[CheckName.VALIDITY]
    assert (impossible.verdict, impossible.reason) == (Verdict.UNDETERMINED, "validity.unreadable")
    no_day = judged(replace(PASSPORT, expiry_date=PartialDate(2026, 11)))[CheckName.VALIDITY]
    assert no_day.verdict is Verdict.PASSED  # valid to the end of the month


@pytest.mark.parametrize(
    "changed, verdict, reason",
    [
        ({"given_names": ""}, Verdict.PASSED, "identity.one_name"),
        ({"birth_date": PartialDate(1990, 5)}, Verdict.UNDETERMINED, "identity.birth_date_incomplete"),
        ({"birth_date": PartialDate(0)}, Verdict.UNDETERMINED, "identity.birth_date_incomplete"),
        ({"surname": "X" * 40}, Verdict.UNDETERMINED, "identity.name_truncated"),
        ({"number": ""}, Verdict.UNDETERMINED, "identity.number_missing"),
    ],
)
def test_what_is_missing_in_the_identity_is_said(
    changed: dict[str, str], verdict: Verdict, reason: str
) -> None:
    found = judged(replace(PASSPORT, **changed))[CheckName.IDENTITY]  # type: ignore[arg-type]
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    "birth, sentence",
    [
        (PartialDate(1920, 1, 1), "106 years old: check the year of birth."),
        (PartialDate(2030, 1, 1), "The date of birth is still to come: check the page."),
    ],
)
def test_a_typed_birth_date_that_is_hardly_true_is_asked_about(birth: PartialDate, sentence: str) -> None:
    typed = replace(PASSPORT, birth_date=birth, capture=Capture.TYPED_FIELDS)
    check = document_checks(typed, None, ON, Direction.ARRIVAL)[4]
    assert said(check) == (Verdict.UNDETERMINED, sentence)


def test_what_the_station_cannot_do_is_said_for_every_other_check() -> None:
    absent = absent_checks(PASSPORT)
    looked_at = {*list(CheckName)[:5], CheckName.EARLIER_CROSSINGS, *(CHIP_CHECKS - {CheckName.CHIP})}
    assert {one.name for one in absent} == set(CheckName) - looked_at
    assert {one.verdict for one in absent} == {Verdict.NOT_RUN}
    assert all(REASONS[one.reason] for one in absent)


@given(documents(), st.sampled_from(Direction), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_document_gets_five_checks_whose_sentences_can_be_said(
    document: TravelDocument, direction: Direction, on: date
) -> None:
    mrz = parse_mrz(document.mrz_lines, on) if document.mrz_lines else None
    found = document_checks(document, mrz, on, direction)
    assert [one.name for one in found] == list(CheckName)[:5]
    for one in (*found, *absent_checks(document)):
        assert "{" not in said(one)[1]
    for flag in mrz.flags if mrz else ():
        assert FLAGS[flag.partition(":")[0]]
