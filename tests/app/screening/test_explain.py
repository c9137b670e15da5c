"""Field by field: what agrees between a traveller and an entry, in words that all exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.alert_entry import EntryDocument, EntryName
from app.domain.alerts import Agreement, HitField
from app.domain.person import Sex
from app.screening.explain import REASON_KEYS, explain
from app.screening.subject import Subject
from app.wording.hits import HIT_REASONS
from tests.helpers.listed import person, traveller

ENTRY = person(
    "Tamirud Solek KORIVAT",
    "1971-05-09 1960/1962",
    also=["Bolemi Hästuk"],
    states="UTO TON",
    sex=Sex.MALE,
    passport="P-123 456",
    issuer="UTO",
)


def said(subject: Subject, field: HitField) -> tuple[Agreement, str, str, str]:
    """What is said of one field."""
    found = next(one for one in explain(subject, ENTRY) if one.field is field)
    return found.agreement, found.reason, found.traveller, found.entry


def test_every_field_is_said_once_in_order() -> None:
    findings = explain(traveller("TAMIRUD KORIVAT"), ENTRY)
    assert [finding.field for finding in findings] == list(HitField)


def test_a_side_is_never_so_long_that_no_event_holds_it() -> None:
    many = tuple(EntryDocument("Passport", f"{place:0190}", "UTO") for place in range(300))
    long = replace(ENTRY, documents=many, nationalities=("UTO",) * 500, names=(EntryName("SOLEK " * 65),))
    findings = explain(traveller("TAMIRUD KORIVAT"), long)
    assert max(len(finding.entry) for finding in findings) == 500
    assert sum(finding.entry.endswith("…") for finding in findings) == 2


def test_every_reason_has_its_words() -> None:
    assert set(HIT_REASONS) >= REASON_KEYS


def test_where_only_a_document_was_asked_about_the_name_is_not_another_but_unknown() -> None:
    asked = Subject((), document_number="P123456", issuing_state="UTO")
    assert said(asked, HitField.NAME)[:3] == (Agreement.UNKNOWN, "hit.name.unknown", "")


def test_the_alias_that_matched_is_named_as_the_list_spells_it() -> None:
    found = said(traveller("HASTUK<<BOLEMI"), HitField.NAME)
    assert found == (Agreement.SAME, "hit.name.order_swapped", "HASTUK BOLEMI", "Bolemi Hästuk")


@pytest.mark.parametrize(
    "born, agreement, reason, entry",
    [
        ("1971-05-09", Agreement.SAME, "same", "1971-05-09"),
        ("1971-09-05", Agreement.NEAR, "day_month_swapped", "1971-05-09"),
        ("1971-05-08", Agreement.NEAR, "one_day", "1971-05-09"),
        ("1970-05-09", Agreement.NEAR, "one_year", "1971-05-09"),
        ("1981-05-09", Agreement.NEAR, "ten_years", "1971-05-09"),
        ("1961-12-01", Agreement.NEAR, "year_only", "1960 to 1962"),
        ("1971-12-01", Agreement.DIFFERENT, "same_year", "1971-05-09"),
        ("1990-12-01", Agreement.DIFFERENT, "different", "1971-05-09"),
        ("", Agreement.UNKNOWN, "unknown", "1971-05-09"),
    ],
)
def test_the_birth_date_that_agrees_best_is_named(
    born: str, agreement: Agreement, reason: str, entry: str
) -> None:
    found = said(traveller("TAMIRUD KORIVAT", born), HitField.BIRTH_DATE)
    assert found == (agreement, f"hit.birth_date.{reason}", born, entry)


@pytest.mark.parametrize(
    "state, reason", [("TON", "same"), ("NZL", "different"), ("", "unknown"), ("XXA", "unknown")]
)
def test_any_of_an_entrys_nationalities_agrees(state: str, reason: str) -> None:
    assert said(traveller("X", state=state), HitField.NATIONALITY)[1:] == (
        f"hit.nationality.{reason}",
        state,
        "UTO, TON",
    )


@pytest.mark.parametrize("sex, reason", [("M", "same"), ("F", "different"), ("X", "unknown")])
def test_sexes_differ_only_where_both_are_known(sex: str, reason: str) -> None:
    assert said(traveller("X", sex=sex), HitField.SEX)[1] == f"hit.sex.{reason}"


@pytest.mark.parametrize(
    "number, issuer, reason",
    [
        ("P123456", "UTO", "same"),
        ("P123456", "", "same_number"),
        ("P123456", "TON", "same_number"),
        ("P123457", "UTO", "different"),
        ("", "", "unknown"),
    ],
)
def test_a_document_is_the_same_under_its_number_and_issuer(number: str, issuer: str, reason: str) -> None:
    found = said(traveller("X", number=number, issuer=issuer), HitField.DOCUMENT)
    assert found[1:] == (f"hit.document.{reason}", f"{number} {issuer}".strip(), "Passport P-123 456 UTO")
